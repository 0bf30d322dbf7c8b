import type { Account } from '../../../pipeline-server/contracts/analysis.ts';
import { namesAccounts, type Share, shareOf } from '../../aws/budget-filter.ts';
import type { Budget } from '../../aws/budget-reader.ts';
import type { Readers } from '../../aws/readers.ts';
import { type AnalysisRequest, defineAnalyzer, type Summary } from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import { ACCOUNT, column, SEVERITY } from '../columns.ts';
import { isActive } from '../coverage.ts';
import { ordered } from '../order.ts';
import type { Row } from '../row.ts';
import { counted, type Noun, strong } from '../sentence.ts';
import { totalRow } from '../total-row.ts';

interface BudgetedAccounts {
  readonly accounts: readonly Account[];
  readonly budgets: readonly Budget[];
}

const WITHOUT: Noun = { one: 'account without a budget', many: 'accounts without a budget' };
const ACTIVE: Noun = { one: 'active account', many: 'active accounts' };

/** `cost.budget.missing`: accounts whose cost no budget of their own counts. */
export const missingBudgets = defineAnalyzer<BudgetedAccounts>({
  id: 'cost.budget.missing',
  finds: WITHOUT,
  groupings: ['account'],
  columns: [ACCOUNT, column('accountId', 'Id'), column('problem', 'Problem'), SEVERITY],
  advice: {
    verb: 'Set a budget for',
    one: 'account',
    many: 'accounts',
    action:
      'Make a cost budget that is filtered by the account, with an alert at 80 % and at 100 % (forecast).',
    effort: 'low',
    basis: 'aws',
  },
  read: readBudgetedAccounts,
  rows: missingBudgetRows,
  summarise: missingBudgetSummary,
});

async function readBudgetedAccounts(readers: Readers): Promise<BudgetedAccounts> {
  const [accounts, budgets] = await Promise.all([
    readers.organization.accounts(),
    readers.budgets.budgets(),
  ]);
  return { accounts, budgets };
}

/** Cost budgets that name accounts. One for the whole organization says nothing of any single account. */
function ofAccounts(budgets: readonly Budget[]): readonly Budget[] {
  return budgets.filter(({ type, filter }) => type === 'COST' && namesAccounts(filter));
}

/** Active accounts that no cost budget counts, or only in part. Pure. */
export function missingBudgetRows(
  { accounts, budgets }: BudgetedAccounts,
  { entry }: AnalysisRequest,
): readonly Row[] {
  const named = ofAccounts(budgets);
  const evidence = [...new Set(budgets.map((budget) => budget.evidence))];
  const rows = accounts.filter(isActive).flatMap(({ id }) => {
    const problem = PROBLEMS[bestShare(named, id)];
    if (problem === null) return [];
    const fields = { accountId: id, problem };
    return [totalRow({ id, accountId: id, severity: severityOf(entry), fields, evidence })];
  });
  return ordered(rows);
}

const PROBLEMS: Readonly<Record<Share, string | null>> = {
  none: 'No budget',
  part: 'Only a part of its cost has a budget',
  whole: null,
};

function bestShare(budgets: readonly Budget[], accountId: string): Share {
  const shares = budgets.map(({ filter }) => shareOf(filter, accountId));
  if (shares.includes('whole')) return 'whole';
  return shares.includes('part') ? 'part' : 'none';
}

function missingBudgetSummary(
  rows: readonly Row[],
  { accounts, budgets }: BudgetedAccounts,
  { entry: { source } }: AnalysisRequest,
): Summary {
  const active = accounts.filter(isActive).length;
  const wide = budgets.filter(({ type, filter }) => type === 'COST' && !namesAccounts(filter));
  return {
    headlines: [
      { label: 'Accounts without a budget', value: rows.length, kind: 'number', source },
      { label: 'Active accounts', value: active, kind: 'number', source },
      { label: 'Budgets', value: budgets.length, kind: 'number', source },
    ],
    sentence: [
      strong(...counted(rows.length, WITHOUT)),
      ' of their own among ',
      ...counted(active, ACTIVE),
    ],
    notes: [
      `Counted are cost budgets of the management account that name accounts; ${wide.length} without accounts in their filter (by service, tag, or for the whole organization) are not.`,
      'Budgets that a member account keeps for itself are not seen.',
    ],
    chart: null,
  };
}
