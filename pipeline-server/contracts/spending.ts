/** What one question may spend and has spent on paid requests, in USD. All analyses of the question share it. */
export interface Allowance {
  /** Most that the question may spend; null for what the settings say. The lower of the two counts. */
  readonly limitUsd: number | null;
  spentUsd: number;
}

/** The allowance of a new question. */
export function openAllowance(limitUsd: number | null = null): Allowance {
  return { limitUsd, spentUsd: 0 };
}

/** The price of one request, before it is sent. */
export interface Charge {
  /** Whose day it counts against. */
  readonly identity: string;
  readonly allowance: Allowance;
  /** `cost-explorer:GetCostAndUsage` and the like. */
  readonly api: string;
  readonly priceUsd: number;
}

/** Stands before every paid request. */
export interface SpendGuard {
  /**
   * Counts a request before it is sent; gives what takes it back, for a request that AWS answered with an error and
   * does not bill.
   * @throws AnalysisError `limit-reached` that names the limit, what was spent, when it resets and how to raise it.
   */
  charge(charge: Charge): Promise<() => Promise<void>>;
}

/** Most that may be spent on paid requests, in USD. A day is a day in UTC. */
export interface SpendLimits {
  readonly questionUsd: number;
  readonly personDayUsd: number;
  readonly dayUsd: number;
}

/** Millionths of a USD: whole numbers add up exactly. */
export type MicroUsd = number;

/** An amount to be counted on a day, unless a limit forbids it. */
export interface LedgerEntry {
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  readonly identity: string;
  readonly amount: MicroUsd;
  readonly limits: { readonly person: MicroUsd; readonly everyone: MicroUsd };
}

/** The limit that an entry would pass, and what was spent before it. */
export interface LedgerRefusal {
  readonly whose: 'person' | 'everyone';
  readonly spent: MicroUsd;
}

/** What was spent by day and person. */
export interface SpendLedger {
  /** Counts the entry at once or not at all, also beside other processes; the refusal, or null when it was counted. */
  add(entry: LedgerEntry): Promise<LedgerRefusal | null>;
  /** Takes an entry back. */
  remove(entry: Pick<LedgerEntry, 'day' | 'identity' | 'amount'>): Promise<void>;
}

/** Cost Explorer's published price of one request, in USD. */
const REQUEST_USD = 0.01;

/** What a question will cost at most, about: nothing is cached, nothing is shared. */
export interface Estimate {
  /** Paid requests. */
  readonly requests: number;
  readonly usd: number;
}

/** The estimate for analyses together. */
export function estimateOf(entries: readonly { readonly paidRequests: number }[]): Estimate {
  const requests = entries.reduce((sum, { paidRequests }) => sum + paidRequests, 0);
  return { requests, usd: Math.round(requests * REQUEST_USD * MICRO) / MICRO };
}

const MICRO = 1_000_000;

/** Without what sums in binary drift by: whole millionths, as single metrics of CloudWatch cost. */
export function exactUsd(usd: number): number {
  return Math.round(usd * MICRO) / MICRO;
}

/** "This asks Cost Explorer about 12 times: at most about USD 0.12". */
export function estimateText({ requests, usd }: Estimate): string {
  const times = requests === 1 ? 'once' : `about ${requests} times`;
  return `This asks Cost Explorer ${times}: at most about USD ${usd.toFixed(2)}`;
}
