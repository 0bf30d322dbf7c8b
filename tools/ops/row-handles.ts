import { randomBytes } from 'node:crypto';
import type { Clock } from '../../pipeline-server/contracts/context.ts';
import type { Column } from '../../pipeline-server/contracts/findings.ts';
import type { ToolRow } from '../../pipeline-server/contracts/tool.ts';

/** Rows of an answer, kept so that a model can ask for more of them. */
export interface KeptRows {
  /** The tool that found them. */
  readonly tool: string;
  readonly columns: readonly Column[];
  readonly rows: readonly ToolRow[];
  /** Rows there were; more than `rows` where the bound cut. */
  readonly total: number;
}

/** Rows by handle. */
export interface RowHandles {
  /** Keeps rows for one identity; the handle cannot be guessed. */
  keep(identity: string, rows: KeptRows): string;
  /** Null when the handle is unknown, expired, dropped, or somebody else's: a caller cannot tell which. */
  find(identity: string, handle: string): KeptRows | null;
}

/** Bounds of what is kept in memory. */
export interface HandleLimits {
  readonly lifetimeMs: number;
  readonly rowsPerHandle: number;
  readonly rowsInAll: number;
  readonly handlesPerIdentity: number;
}

export const HANDLE_LIMITS: HandleLimits = {
  lifetimeMs: 30 * 60_000,
  rowsPerHandle: 10_000,
  rowsInAll: 200_000,
  handlesPerIdentity: 20,
};

interface Entry extends KeptRows {
  readonly identity: string;
  readonly expiresAt: number;
}

/** Keeps rows in memory. What is oldest goes first, one identity's own before anybody else's. */
export function createRowHandles(clock: Clock, limits: HandleLimits = HANDLE_LIMITS): RowHandles {
  const entries = new Map<string, Entry>();

  function dropExpired(now: number): void {
    for (const [handle, { expiresAt }] of entries) if (expiresAt <= now) entries.delete(handle);
  }

  function dropOldestOf(identity: string): void {
    const own = [...entries].filter(([, entry]) => entry.identity === identity);
    const surplus = own.slice(0, Math.max(0, own.length - limits.handlesPerIdentity));
    for (const [handle] of surplus) entries.delete(handle);
  }

  function dropOldest(): void {
    let rows = [...entries.values()].reduce((sum, entry) => sum + entry.rows.length, 0);
    for (const [handle, entry] of entries) {
      if (rows <= limits.rowsInAll) return;
      rows -= entry.rows.length;
      entries.delete(handle);
    }
  }

  return {
    keep(identity, kept) {
      const now = clock.now().getTime();
      const handle = randomBytes(16).toString('base64url');
      const rows = kept.rows.slice(0, limits.rowsPerHandle);
      dropExpired(now);
      entries.set(handle, { ...kept, rows, identity, expiresAt: now + limits.lifetimeMs });
      dropOldestOf(identity);
      dropOldest();
      return handle;
    },
    find(identity, handle) {
      dropExpired(clock.now().getTime());
      const entry = entries.get(handle);
      return entry === undefined || entry.identity !== identity ? null : entry;
    },
  };
}
