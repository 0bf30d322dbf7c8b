import type { LedgerDeps } from '../ledger-deps.ts';
import { hashToken } from './redeem.ts';
import type { Holding } from './run-plan.ts';

/**
 * Gives signs of life for an execution while something is done under it. The signal is aborted when the lease was lost: what
 * is done then stops as soon as it can.
 */
export async function holdLease<T>(
  { id, token, deps }: { readonly id: string; readonly token: string; readonly deps: LedgerDeps },
  run: (holding: Holding) => Promise<T>,
): Promise<T> {
  const lost = new AbortController();
  const prolong = async () => {
    const until = new Date(deps.clock.now().getTime() + deps.times.leaseMs).toISOString();
    const isHeld = await deps.store.extendLease(id, { tokenHash: hashToken(token), until });
    if (!isHeld) lost.abort(new Error('The execution was taken over.'));
  };
  const timer = setInterval(() => {
    prolong().catch((err: unknown) => deps.log.error({ err }, 'a lease could not be prolonged'));
  }, deps.times.leaseMs / 3).unref();
  try {
    return await run({ id, token, signal: lost.signal, deps });
  } finally {
    clearInterval(timer);
  }
}
