import path from 'node:path';
import type { FileLink, OpenedReports, ReportsOptions } from '../tools/reports/create-reports.ts';
import { createReports } from '../tools/reports/create-reports.ts';
import { readOrCreateKey } from './auth/key-file.ts';
import { createSignedLinks, type SignedLinks } from './auth/signed-links.ts';
import type { Config } from './config.ts';
import type { Clock, Logger } from './contracts/context.ts';
import { createReportEncoder } from './report-encoder.ts';
import { encodeHere } from './report-worker.ts';

/** Reports, their files, and the links to them. */
export interface EvidenceServices extends OpenedReports {
  readonly links: SignedLinks;
  /** Reads the secret of links and sessions, or makes one at its first use. */
  readonly readSigningKey: () => Promise<string>;
  /** Where browsers reach the server, without a slash at the end. */
  address(): string;
  /** Tells where the server listens, which links name unless the settings name another address. */
  listensAt(url: string): void;
  /** Stops what writes reports. */
  close(): Promise<void>;
}

/** What evidence is composed of. */
export interface EvidenceFoundation {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Logger;
}

const HOUR_MS = 3_600_000;

/** Makes the server's reports: kept in the data directory, handed out by signed links. */
export function composeEvidence(foundation: EvidenceFoundation): EvidenceServices {
  const { config, clock } = foundation;
  const { server, evidence, dataDir } = config;
  const readSigningKey = once(() => readLinkKey(dataDir));
  const links = createSignedLinks({ readKey: readSigningKey, clock });
  let listening = `http://${server.host}:${server.port}`;
  const address = () => (server.publicUrl ?? listening).replace(/\/$/, '');
  const encoder = createReportEncoder();
  const link: ReportsOptions['link'] = async ({ reportId, name }): Promise<FileLink> => {
    const expires = new Date(clock.now().getTime() + evidence.linkHours * HOUR_MS);
    return {
      url: address() + (await links.sign(`/evidence/${reportId}/${name}`, expires)),
      expires,
    };
  };
  return {
    ...openReports(foundation, link, encoder.encode),
    close: encoder.close,
    links,
    readSigningKey,
    address,
    listensAt(url) {
      listening = url;
    },
  };
}

/** Opens the evidence folder of the settings. */
export function openReports(
  { config, clock, log }: EvidenceFoundation,
  link: ReportsOptions['link'],
  encode: ReportsOptions['encode'] = encodeHere,
): OpenedReports {
  const { linkHours, keepDays, maximumBytes } = config.evidence;
  return createReports({
    folder: path.join(config.dataDir, 'evidence'),
    retention: { keepDays, maximumBytes, protectHours: linkHours },
    clock,
    log,
    encode,
    link,
  });
}

async function readLinkKey(dataDir: string): Promise<string> {
  return (await readOrCreateKey(dataDir, 'link-key')).key;
}

/** Asks once; a failure is asked for again. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | null = null;
  return async () => {
    answer ??= ask();
    try {
      return await answer;
    } catch (error) {
      answer = null;
      throw error;
    }
  };
}
