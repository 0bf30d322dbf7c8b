import { type ApprovalRequest } from '../../contracts/approvals.ts';
import { needRequest } from '../change-request.ts';
import type { LedgerDeps } from '../ledger-deps.ts';
import { holdLease } from './hold-lease.ts';
import { issueToken, redeem } from './redeem.ts';
import { LeaseLost, runPlan } from './run-plan.ts';

/**
 * Executes an approved request in this process: its token is used once, so of all who try at once one executes.
 * @throws ApprovalError when it may not be executed now; nothing was done then.
 */
export async function execute(id: string, deps: LedgerDeps): Promise<ApprovalRequest> {
  const { token, request } = await issueToken(id, deps);
  await redeem(id, { token, seenHash: request.hashes.artifact }, deps);
  return await holdLease({ id, token, deps }, async (holding) => {
    try {
      return await runPlan(holding);
    } catch (error) {
      if (!(error instanceof LeaseLost)) throw error;
      deps.log.error({ approval: id }, 'an execution was taken over while it ran');
      return (await needRequest(id, deps)).request;
    }
  });
}
