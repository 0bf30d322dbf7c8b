import type { ApprovalStore } from '../contracts/approval-store.ts';

/** Where a process dies: at which write, counted from 1, and on which side of it. */
export interface CrashPoint {
  readonly write: number;
  readonly side: 'before' | 'after';
}

/** Thrown by a store whose process is gone. */
class Crashed extends Error {
  override readonly name = 'Crashed';
}

type Method = (...args: readonly unknown[]) => Promise<unknown>;

const WRITES: ReadonlySet<string | symbol> = new Set<keyof ApprovalStore>([
  'commit',
  'remind',
  'writeStop',
]);

/** A store whose process dies at a write. From then on it answers nothing. */
export function crashingStore(
  store: ApprovalStore,
  point: CrashPoint | null,
  die: () => void = () => undefined,
): { readonly store: ApprovalStore; readonly writes: () => number } {
  let writes = 0;
  let isDead = false;
  function dieWhen(side: CrashPoint['side'], write: number): void {
    if (write === point?.write && side === point.side) {
      isDead = true;
      die();
    }
    if (isDead) throw new Crashed('The process is gone.');
  }
  const guarded = new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return async (...args: readonly unknown[]) => {
        if (WRITES.has(name)) writes += 1;
        const write = WRITES.has(name) ? writes : 0;
        dieWhen('before', write);
        const result = await (member as Method)(...args);
        dieWhen('after', write);
        return result;
      };
    },
  });
  return { store: guarded, writes: () => writes };
}
