import type { ApprovalDetails } from '../contracts/approvals.ts';
import type { Money } from '../contracts/findings.ts';
import type { ActionTarget } from '../contracts/plan.ts';

/** What part of the bill a change should show in, and from which day to which, `YYYY-MM-DD`, the end exclusive. */
export interface BillScope {
  readonly accounts: readonly string[];
  /** As Cost Explorer names them. */
  readonly services: readonly string[];
  readonly start: string;
  readonly end: string;
}

/** Cost of each day; a day without a line cost nothing. */
export interface DailyBill {
  readonly days: readonly { readonly day: string; readonly cost: number }[];
  readonly currency: string;
  /** Ids of what was read. */
  readonly evidence: readonly string[];
}

/** Reads the bill of some accounts and services by day. @throws when it cannot be read. */
export type ReadDailyBill = (scope: BillScope) => Promise<DailyBill>;

/**
 * Whether the bill shows what a change was to save. `seen`: it fell by at least half of that. `too-early`: the days after it are
 * not over. `undone`: it was rolled back. `not-measurable`: nothing says where in the bill to look. `not-asked`: nobody looked yet.
 */
export type SavingState =
  | 'seen'
  | 'not-seen'
  | 'too-early'
  | 'undone'
  | 'not-measurable'
  | 'not-asked';

/** From a recommendation to what became of it. */
export interface SavingEntry {
  readonly approvalId: string;
  readonly title: string;
  readonly analyzer: string | null;
  readonly requester: string;
  readonly approvers: readonly string[];
  /** ISO 8601. */
  readonly executedAt: string;
  /** A month, as it was approved. */
  readonly expected: Money;
  readonly state: SavingState;
  /** A month, by how much the bill of these accounts and services fell; null where it was not measured. */
  readonly measured: Money | null;
  readonly evidence: readonly string[];
}

const DAY_MS = 86_400_000;
const DAYS_OF_MONTH = 365 / 12;
/** Cost Explorer brings a day's figures up to date for a day or two. */
const SETTLING_DAYS = 2;
const SEEN_SHARE = 0.5;

/** Where Cost Explorer puts what a resource costs. */
const SERVICES: Readonly<Record<string, readonly string[]>> = {
  'AWS::EC2::Instance': ['Amazon Elastic Compute Cloud - Compute'],
  'AWS::EC2::Volume': ['EC2 - Other'],
  'AWS::EC2::Snapshot': ['EC2 - Other'],
  'AWS::EC2::NatGateway': ['EC2 - Other'],
  'AWS::EC2::EIP': ['EC2 - Other', 'Amazon Virtual Private Cloud'],
  'AWS::RDS::DBInstance': ['Amazon Relational Database Service'],
};

/**
 * The entry of a request that was executed and was to save something; null for every other.
 * @param readBill null where nothing may be asked.
 */
export async function savingOf(
  details: ApprovalDetails,
  asked: { readonly days: number; readonly now: Date },
  readBill: ReadDailyBill | null,
): Promise<SavingEntry | null> {
  const { request, history, decisions } = details;
  const { plan, status } = request;
  const ended = history.find(({ kind }) => kind === 'execution.ended');
  const change = plan.monthlyCostChange;
  const isDone = status === 'SUCCEEDED' || status === 'ROLLED_BACK';
  if (!isDone || ended === undefined || change === null || change.amount >= 0) return null;
  const expected = { ...change, amount: -change.amount };
  const measure = {
    targets: plan.actions.flatMap(({ targets }) => targets),
    expected,
    at: ended.at,
  };
  return {
    approvalId: request.id,
    title: plan.title,
    analyzer: plan.recommendation?.analyzer ?? null,
    requester: request.requester.id,
    approvers: decisions.map(({ approver }) => approver.id),
    executedAt: ended.at,
    expected,
    ...(status === 'ROLLED_BACK' ? nothing('undone') : await measured(measure, asked, readBill)),
  };
}

type Measurement = Pick<SavingEntry, 'state' | 'measured' | 'evidence'>;

function nothing(state: SavingState): Measurement {
  return { state, measured: null, evidence: [] };
}

interface Change {
  readonly targets: readonly ActionTarget[];
  readonly expected: Money;
  readonly at: string;
}

/** The mean of the days before against that of the days after; the day itself is in neither. */
async function measured(
  { targets, expected, at }: Change,
  { days, now }: { readonly days: number; readonly now: Date },
  readBill: ReadDailyBill | null,
): Promise<Measurement> {
  const place = placeOf(targets);
  if (place === null) return nothing('not-measurable');
  const day = Date.parse(`${at.slice(0, 10)}T00:00:00Z`);
  const start = dayOf(day - days * DAY_MS);
  const end = day + (days + 1) * DAY_MS;
  if (now.getTime() < end + SETTLING_DAYS * DAY_MS) return nothing('too-early');
  if (readBill === null) return nothing('not-asked');
  const bill = await readBill({ ...place, start, end: dayOf(end) });
  // No line at all is no bill that fell to nothing.
  const isBill = bill.days.some(({ cost }) => cost !== 0);
  if (!isBill || bill.currency !== expected.currency) return nothing('not-measurable');
  const executed = dayOf(day);
  const sum = (isPart: (each: string) => boolean) =>
    bill.days.reduce((total, line) => total + (isPart(line.day) ? line.cost : 0), 0);
  const fell = sum((each) => each < executed) - sum((each) => each > executed);
  const amount = Math.round((fell / days) * DAYS_OF_MONTH * 100) / 100;
  return {
    state: amount >= expected.amount * SEEN_SHARE ? 'seen' : 'not-seen',
    measured: { amount, currency: bill.currency },
    evidence: bill.evidence,
  };
}

/** Null unless every target is in an account, and of a type whose part of the bill is known. */
function placeOf(
  targets: readonly ActionTarget[],
): Pick<BillScope, 'accounts' | 'services'> | null {
  const accounts = new Set(targets.flatMap(({ accountId }) => accountId ?? []));
  const services = targets.map(({ resourceType }) => SERVICES[resourceType ?? ''] ?? []);
  const isKnown = targets.every(({ accountId }) => accountId !== null);
  if (!isKnown || services.length === 0 || services.some((each) => each.length === 0)) return null;
  return { accounts: [...accounts], services: [...new Set(services.flat())] };
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
