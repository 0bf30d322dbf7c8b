import type { Analyzers, RunContext } from '../contracts/analysis.ts';
import type { ApprovalRequest, Approvals } from '../contracts/approvals.ts';
import { NO_PARAMETERS } from '../contracts/parameters.ts';
import { type DailyBill, type ReadDailyBill, type SavingEntry, savingOf } from './savings.ts';

/** Days before and after a change that are compared where nobody says otherwise. */
export const DEFAULT_SAVING_DAYS = 14;

/** What the figures are, and what they are not. */
export const SAVING_LIMITS =
  'Measured is by how much the bill of the changed accounts and services fell from the days before to the days after, as a month: whatever else changed in them is in it.';

const PAGE = 200;

/** Every change that was executed and was to save something, newest first. */
export async function readSavings(
  approvals: Pick<Approvals, 'list' | 'read'>,
  asked: { readonly days: number; readonly now: Date },
  readBill: ReadDailyBill | null,
): Promise<readonly SavingEntry[]> {
  const entries: SavingEntry[] = [];
  for (const { id } of await executedRequests(approvals)) {
    const details = await approvals.read(id);
    const entry = details === null ? null : await savingOf(details, asked, readBill);
    if (entry !== null) entries.push(entry);
  }
  return entries;
}

async function executedRequests(
  approvals: Pick<Approvals, 'list'>,
): Promise<readonly ApprovalRequest[]> {
  const all: ApprovalRequest[] = [];
  for (let after: string | null = null; ; after = all.at(-1)?.id ?? null) {
    const page: readonly ApprovalRequest[] = await approvals.list({
      statuses: ['SUCCEEDED', 'ROLLED_BACK'],
      requester: null,
      waitingFor: null,
      limit: PAGE,
      after,
    });
    all.push(...page);
    if (page.length < PAGE) return all;
  }
}

/** Reads bills by the analyzer `cost.history`: USD 0.01 a request of Cost Explorer, and nothing while an answer is fresh. */
export function billReader(analyzers: Pick<Analyzers, 'run'>, context: RunContext): ReadDailyBill {
  return async ({ accounts, services, start, end }): Promise<DailyBill> => {
    const period = { start, end, label: `${start} to ${end}` };
    const asked = { ...NO_PARAMETERS, accounts, services, period, groupBy: 'day' } as const;
    const { findings } = await analyzers.run('cost.history', asked, context);
    return {
      days: findings.map(({ fields }) => ({
        day: String(fields['period']),
        cost: Number(fields['cost']),
      })),
      currency: String(findings[0]?.fields['currency'] ?? 'USD'),
      evidence: [...new Set(findings.flatMap(({ evidence }) => evidence))],
    };
  };
}
