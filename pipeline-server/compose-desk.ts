import { openKnowledgeDesk } from '../knowledge/desk/open-desk.ts';
import { createOpenWebuiApi, type OpenWebuiApi } from '../knowledge/open-webui/api.ts';
import { readableBases } from '../knowledge/open-webui/readable-bases.ts';
import { uploadSourceOf } from '../knowledge/open-webui/upload-source.ts';
import type { Config } from './config.ts';
import type { Clock } from './contracts/context.ts';
import type { CorrectionSource } from './contracts/feedback.ts';
import type { Knowledge, KnowledgeAsker, KnowledgeDesk } from './contracts/knowledge.ts';
import { targetOf } from './gateway/egress/allow-list.ts';
import { createEgressClient } from './gateway/egress/egress-client.ts';

/** What the desk is composed of. */
interface DeskFoundation {
  readonly knowledge: Knowledge;
  readonly corrections: CorrectionSource;
  readonly clock: Clock;
}

/** Open WebUI, and the way to it. */
export interface OpenWebuiServices {
  readonly api: OpenWebuiApi;
  close(): Promise<void>;
}

const TIMES = { connectMs: 3000, firstByteMs: 30_000, idleMs: 30_000 };
/** Longest that an answer waits for what its asker may read. */
const PATIENCE_MS = 3000;

/** Open WebUI with the key of an admin; null where the settings name none. */
export function openOpenWebui({
  openWebui: { url, apiKey },
  egress,
}: Pick<Config, 'openWebui' | 'egress'>): OpenWebuiServices | null {
  if (url === null || apiKey === null) return null;
  const addresses = egress.airGapped ? 'loopback' : 'any';
  const rule = { ...targetOf(new URL(url)), addresses, routes: ['open-webui'] } as const;
  const client = createEgressClient([rule], TIMES);
  const api = createOpenWebuiApi({ url, apiKey, fetch: client.fetch });
  return { api, close: () => client.close() };
}

/** The desk over all knowledge: what was uploaded in Open WebUI only for those who may read it there. */
export function composeDesk(
  { knowledge, corrections, clock }: DeskFoundation,
  openWebui: OpenWebuiServices | null,
): KnowledgeDesk {
  const readable = async ({ principal, signal: asked }: KnowledgeAsker) => {
    if (openWebui === null) return { uploadSourceIds: [], gaps: [] };
    const signal = AbortSignal.any([asked, AbortSignal.timeout(PATIENCE_MS)]);
    const { baseIds, gaps } = await readableBases(openWebui.api, { principal, signal });
    return { uploadSourceIds: baseIds.map(uploadSourceOf), gaps };
  };
  return openKnowledgeDesk({ knowledge, readable, corrections, clock });
}

/** A desk for answers that go to a model nobody knows the place of: only what may go anywhere within the organisation. */
export function limitDesk(desk: KnowledgeDesk): KnowledgeDesk {
  return { find: (query, asker) => desk.find({ ...query, maximumClass: 'INTERNAL' }, asker) };
}
