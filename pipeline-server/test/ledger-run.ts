import type { ApprovalDraft, Approvals } from '../contracts/approvals.ts';
import { approvalOf, draftOf, MARY } from './ledger-fakes.ts';

/** The request that {@link runWhole} makes, by a key that finds it again. */
export const WHOLE_DRAFT: ApprovalDraft = draftOf(['i-1', 'i-2'], { idempotencyKey: 'whole' });

/** Asks, decides, executes two actions and undoes them: every kind of write there is between. */
export async function runWhole(approvals: Approvals): Promise<void> {
  const { id } = await approvals.request(WHOLE_DRAFT);
  await approvals.decide(id, approvalOf(WHOLE_DRAFT.plan), MARY);
  await approvals.execute(id);
  await approvals.rollBack(id, MARY, 'It was needed.');
}
