import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../contracts/context.ts';
import type { PlanArtifacts } from '../contracts/plan-artifacts.ts';
import type { Seal } from './seal.ts';

/** What kept files are kept with. */
export interface PlanArtifactsOptions {
  readonly folder: string;
  /** Opens the seal that files are encrypted with, when it is first needed. */
  readonly openSeal: () => Promise<Seal>;
  /** Writes a file that only its owner can read, in one step. */
  readonly write: (file: string, content: Uint8Array) => Promise<void>;
  readonly clock: Clock;
}

const DAY_MS = 86_400_000;
/** No request lives longer than 30 days, so nothing needs an older file. */
const KEPT_MS = 31 * DAY_MS;
/** What a process that was killed left behind. */
const IN_USE_MS = DAY_MS;
const IN_USE = 'in-use-';
const SEALED = '.sealed';
const HASH = /^sha256:[0-9a-f]{64}$/;

/** Keeps files encrypted (AES-256-GCM) in a folder, each for its own hash only. */
export function createPlanArtifacts(options: PlanArtifactsOptions): PlanArtifacts {
  const { folder, write, openSeal } = options;
  return {
    async keep(bytes) {
      const sha256 = hashOf(bytes);
      const isNew = (await readKept(sha256, options)) === null;
      const seal = await openSeal();
      await write(fileOf(folder, sha256), seal.closeBytes(bytes, placeOf(sha256)));
      await removeOld(options);
      return { sha256, isNew };
    },
    async use(sha256, work) {
      const bytes = await readKept(sha256, options);
      if (bytes === null) return null;
      await removeOld(options);
      const place = await mkdtemp(path.join(folder, IN_USE));
      try {
        const file = path.join(place, 'plan');
        await writeFile(file, bytes, { mode: 0o600, flag: 'wx' });
        return await work(file);
      } finally {
        await rm(place, { recursive: true, force: true });
      }
    },
    async remove(sha256) {
      if (HASH.test(sha256)) await rm(fileOf(folder, sha256), { force: true });
    },
  };
}

async function readKept(
  sha256: string,
  { folder, openSeal }: PlanArtifactsOptions,
): Promise<Buffer | null> {
  if (!HASH.test(sha256)) return null;
  const sealed = await readOrNull(fileOf(folder, sha256));
  if (sealed === null) return null;
  const bytes = (await openSeal()).openBytes(sealed, placeOf(sha256));
  return bytes === null || hashOf(bytes) !== sha256 ? null : bytes;
}

async function readOrNull(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function removeOld({ folder, clock }: PlanArtifactsOptions): Promise<void> {
  for (const name of await readdir(folder)) {
    const limit = name.endsWith(SEALED) ? KEPT_MS : name.startsWith(IN_USE) ? IN_USE_MS : null;
    if (limit === null) continue;
    const file = path.join(folder, name);
    const modified = (await stat(file).catch(() => null))?.mtimeMs;
    const isOld = modified !== undefined && clock.now().getTime() - modified > limit;
    if (isOld) await rm(file, { recursive: true, force: true });
  }
}

function fileOf(folder: string, sha256: string): string {
  return path.join(folder, `${sha256.slice('sha256:'.length)}${SEALED}`);
}

function placeOf(sha256: string): string {
  return `plan artifact ${sha256}`;
}

function hashOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
