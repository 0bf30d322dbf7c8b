import { ApprovalError, type Person } from '../contracts/approvals.ts';
import type {
  CorrectionEntry,
  CorrectionScope,
  CorrectionSink,
  CorrectionState,
  FindSection,
} from '../contracts/feedback.ts';
import { needRequest } from './change-request.ts';
import { assertApprover } from './end-request.ts';
import type { LedgerDeps } from './ledger-deps.ts';

const DAY = 24 * 60 * 60 * 1000;

/** What a reviewer says of a correction. */
export interface ReviewOrder {
  /** `withdrawn` takes back what was accepted. */
  readonly state: 'accepted' | 'declined' | 'withdrawn';
  readonly comment: string;
  readonly reviewer: Person;
  /** How long an accepted one is shown, in days. */
  readonly days: number;
  /** Ids of the accounts that it is for; empty for all. */
  readonly accounts: readonly string[];
  /** Id of the correction whose place it takes. */
  readonly supersedes: string | null;
}

/** What a review works with. */
export interface ReviewDeps extends LedgerDeps {
  /** Null where no SOPs are kept. */
  readonly findSection: FindSection | null;
}

const FROM: Readonly<Record<ReviewOrder['state'], CorrectionState>> = {
  accepted: 'proposed',
  declined: 'proposed',
  withdrawn: 'accepted',
};

/**
 * Accepts or declines a correction, or takes one back that was accepted: by somebody who may approve such a plan, and neither asked for it
 * nor wrote the correction. Its author may take it back too.
 * @throws ApprovalError that says why it is refused.
 */
export async function reviewCorrection(
  id: string,
  order: ReviewOrder,
  deps: ReviewDeps,
): Promise<CorrectionEntry> {
  const { state: to, reviewer } = order;
  const { corrections } = deps.store;
  const entry = await needCorrection(id, corrections);
  await assertReviewer(entry, order, deps);
  const at = deps.clock.now();
  const scope = to === 'accepted' ? await scopeOf(entry, order, deps) : null;
  const review = { reviewer: reviewer.id, at: at.toISOString(), comment: order.comment, scope };
  const facts = { correction: id, state: to, actor: reviewer.id, proof: reviewer.proof };
  const audit = { at: review.at, kind: 'correction.reviewed', facts };
  const from = FROM[to];
  if (await corrections.move(id, { from, to, review }, audit))
    return { ...entry, state: to, review };
  throw new ApprovalError('already-decided', wordsOf(from));
}

function wordsOf(from: CorrectionState): string {
  return from === 'proposed'
    ? 'The correction was reviewed before.'
    : 'Only a correction that was accepted and is still shown can be withdrawn.';
}

async function assertReviewer(
  entry: CorrectionEntry,
  { state, reviewer }: ReviewOrder,
  deps: LedgerDeps,
): Promise<void> {
  const isOwn = entry.author === reviewer.id;
  if (isOwn && state === 'withdrawn') return;
  const { request } = await needRequest(entry.approvalId, deps);
  await assertApprover(request, reviewer, deps);
  if (!isOwn) return;
  throw new ApprovalError('own-request', 'You wrote this yourself, so somebody else reviews it.');
}

async function scopeOf(
  entry: CorrectionEntry,
  { days, accounts, supersedes }: ReviewOrder,
  { store, clock, findSection }: ReviewDeps,
): Promise<CorrectionScope> {
  if (supersedes !== null) await needCorrection(supersedes, store.corrections);
  const expiresAt = new Date(clock.now().getTime() + days * DAY).toISOString();
  const section = findSection === null ? null : await findSection(entry);
  return { accounts, expiresAt, supersedes, section };
}

async function needCorrection(id: string, corrections: CorrectionSink): Promise<CorrectionEntry> {
  const entry = await corrections.read(id);
  if (entry !== null) return entry;
  throw new ApprovalError(
    'not-found',
    'There is no such correction. List what there is and take its id.',
  );
}
