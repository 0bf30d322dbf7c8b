import { ApprovalError, type Person } from '../contracts/approvals.ts';
import type { CorrectionEntry, CorrectionSink, CorrectionState } from '../contracts/feedback.ts';
import { needRequest } from './change-request.ts';
import { assertApprover } from './end-request.ts';
import type { LedgerDeps } from './ledger-deps.ts';

/** What a reviewer says of a correction. */
export interface ReviewOrder {
  readonly state: Exclude<CorrectionState, 'proposed'>;
  readonly comment: string;
  readonly reviewer: Person;
}

/**
 * Accepts or declines a correction: by somebody who may approve such a plan, and neither asked for it nor wrote the correction.
 * @throws ApprovalError that says why it is refused.
 */
export async function reviewCorrection(
  id: string,
  { state, comment, reviewer }: ReviewOrder,
  deps: LedgerDeps,
): Promise<CorrectionEntry> {
  const entry = await needCorrection(id, deps.store.corrections);
  const { request } = await needRequest(entry.approvalId, deps);
  await assertApprover(request, reviewer, deps);
  if (entry.author === reviewer.id) {
    throw new ApprovalError('own-request', 'You wrote this yourself, so somebody else reviews it.');
  }
  const at = deps.clock.now().toISOString();
  const facts = { correction: id, state, actor: reviewer.id, proof: reviewer.proof };
  const review = { reviewer: reviewer.id, at, comment };
  const audit = { at, kind: 'correction.reviewed', facts };
  if (!(await deps.store.corrections.review(id, { ...review, state }, audit))) {
    throw new ApprovalError('already-decided', 'The correction was reviewed before.');
  }
  return { ...entry, state, review };
}

async function needCorrection(id: string, corrections: CorrectionSink): Promise<CorrectionEntry> {
  const entry = await corrections.read(id);
  if (entry !== null) return entry;
  throw new ApprovalError(
    'not-found',
    'There is no such correction. List what there is and take its id.',
  );
}
