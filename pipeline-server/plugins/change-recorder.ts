import type { AuditFact, AuditLog } from '../contracts/audit.ts';
import type { Clock } from '../contracts/context.ts';
import type { Principal } from '../contracts/principal.ts';
import { keyedHash } from '../keyed-hash.ts';
import type { KeptPlugin } from './code-upload.ts';
import type { ValveChanges } from './valve-changes.ts';

/** Writes into the audit log what admins change of the pipelines; it is on the disk when a promise resolves. */
export interface ChangeRecorder {
  /** Valves were set; an update that changed none leaves no record. */
  valves(
    by: Principal,
    change: { readonly id: string; readonly changes: ValveChanges },
  ): Promise<void>;
  /** A file of code was taken in. */
  kept(by: Principal, kept: Pick<KeptPlugin, 'id' | 'sha256'>): Promise<void>;
  /** A file of code was deleted. */
  removed(by: Principal, id: string): Promise<void>;
  /** All files were loaded anew. */
  reloaded(by: Principal): Promise<void>;
}

/** What records are made with. */
interface RecorderOptions {
  readonly audit: Pick<AuditLog, 'append'>;
  readonly clock: Clock;
  /** Keys the hashes of people. */
  readonly key: string;
}

/** Makes a recorder. */
export function createChangeRecorder({ audit, clock, key }: RecorderOptions): ChangeRecorder {
  async function append(
    kind: string,
    by: Principal,
    facts: Readonly<Record<string, AuditFact>> = {},
  ): Promise<void> {
    const who = { person: keyedHash(key, by.id), proof: by.proof };
    await audit.append({ at: clock.now().toISOString(), kind, facts: { ...who, ...facts } });
  }
  return {
    async valves(by, { id, changes }) {
      if (Object.keys(changes).length === 0) return;
      await append('pipeline.valves.changed', by, { pipeline: id, changes });
    },
    kept: (by, { id, sha256 }) => append('pipeline.code.kept', by, { pipeline: id, sha256 }),
    removed: (by, id) => append('pipeline.code.removed', by, { pipeline: id }),
    reloaded: (by) => append('pipelines.reloaded', by),
  };
}
