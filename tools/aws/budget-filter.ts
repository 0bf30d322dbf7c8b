import { isRecord } from '../../pipeline-server/contracts/canonical-json.ts';

/**
 * Which costs a budget counts, as far as accounts go. `other` stands for a condition that accounts alone do not decide:
 * a service, a tag, a cost category. `records` (credits, refunds, tax) says what is counted of a cost, not whose it is,
 * so that neither it nor its opposite leaves an account out.
 */
export type BudgetFilter =
  | { readonly kind: 'all' }
  | { readonly kind: 'accounts'; readonly ids: readonly string[] }
  | { readonly kind: 'other' }
  | { readonly kind: 'records' }
  | { readonly kind: 'and' | 'or'; readonly parts: readonly BudgetFilter[] }
  | { readonly kind: 'not'; readonly part: BudgetFilter };

/** How much of an account's cost a budget counts. */
export type Share = 'none' | 'part' | 'whole';

const ALL: BudgetFilter = { kind: 'all' };
const OTHER: BudgetFilter = { kind: 'other' };

/** AWS nests two levels; what lies deeper than this is not looked into. */
const DEEPEST = 8;

/** The old form of a filter: conditions by name, all of which hold, each with the values of which one does. */
export function filterOfConditions(
  conditions: Readonly<Record<string, readonly string[]>>,
): BudgetFilter {
  const parts = Object.entries(conditions).map(([name, ids]) => {
    return name === 'LinkedAccount' ? ({ kind: 'accounts', ids } as const) : OTHER;
  });
  return parts.length === 0 ? ALL : { kind: 'and', parts };
}

/** The newer form: an expression of Cost Explorer's kind. What is not understood counts as another condition. */
export function filterOfExpression(expression: unknown, depth = 0): BudgetFilter {
  if (!isRecord(expression) || depth > DEEPEST) return OTHER;
  const inner = (value: unknown) => filterOfExpression(value, depth + 1);
  const { And: and, Or: or, Not: not, Dimensions: dimensions } = expression;
  if (Array.isArray(and)) return { kind: 'and', parts: and.map(inner) };
  if (Array.isArray(or)) return { kind: 'or', parts: or.map(inner) };
  if (not !== undefined) return { kind: 'not', part: inner(not) };
  return isRecord(dimensions) ? filterOfDimension(dimensions) : OTHER;
}

function filterOfDimension({ Key, Values, MatchOptions }: Record<string, unknown>): BudgetFilter {
  if (Key === 'RECORD_TYPE') return { kind: 'records' };
  const exact = !Array.isArray(MatchOptions) || MatchOptions.every((each) => each === 'EQUALS');
  if (Key !== 'LINKED_ACCOUNT' || !exact || !Array.isArray(Values)) return OTHER;
  return { kind: 'accounts', ids: Values.filter((value) => typeof value === 'string') };
}

const ORDER: readonly Share[] = ['none', 'part', 'whole'];

/** How much of the account's cost passes the filter. */
export function shareOf(filter: BudgetFilter, accountId: string): Share {
  switch (filter.kind) {
    case 'all':
    case 'records':
      return 'whole';
    case 'accounts':
      return filter.ids.includes(accountId) ? 'whole' : 'none';
    case 'other':
      return 'part';
    case 'and':
      return least(filter.parts.map((part) => shareOf(part, accountId)));
    case 'or':
      return most(filter.parts.map((part) => shareOf(part, accountId)));
    case 'not':
      return opposite(filter.part, accountId);
  }
}

function opposite(part: BudgetFilter, accountId: string): Share {
  if (part.kind === 'records') return 'whole';
  const share = shareOf(part, accountId);
  return ORDER[2 - ORDER.indexOf(share)] ?? 'part';
}

function least(shares: readonly Share[]): Share {
  return ORDER.find((share) => shares.includes(share)) ?? 'whole';
}

function most(shares: readonly Share[]): Share {
  return ORDER.findLast((share) => shares.includes(share)) ?? 'none';
}

/** True for a filter that names accounts. */
export function namesAccounts(filter: BudgetFilter): boolean {
  if (filter.kind === 'not') return namesAccounts(filter.part);
  if (filter.kind === 'and' || filter.kind === 'or') return filter.parts.some(namesAccounts);
  return filter.kind === 'accounts';
}
