import type { Headline, SentencePart } from '../../pipeline-server/contracts/results.ts';
import { countOf } from './fold-rows.ts';
import { sumSavings } from './grouped.ts';
import type { Row } from './row.ts';
import { moneyFigure, numberFigure, strong, type Words } from './sentence.ts';

/** What taking the advice is called, with `{them}` for the rows: `stopping {them}`. */
export type Doing = string;

/** A saving, and where its figure comes from. */
export interface NamedSaving {
  readonly amount: number;
  readonly currency: string;
  readonly remark: Words;
}

/** "; stopping them saves USD 2,643.76 a month (overlaps removed by AWS)". */
export function savingClause(
  rows: number,
  doing: Doing,
  { amount, currency, remark }: NamedSaving,
): readonly SentencePart[] {
  const action = doing.replace('{them}', rows === 1 ? 'it' : 'them');
  const money = strong(moneyFigure(amount, currency), ' a month');
  return [`; ${action} saves `, money, ' (', ...remark, ')'];
}

/**
 * The sum of rows that are priced here, at the customer's own unit prices, for a summary. Each row is a resource, so
 * that nothing is counted twice; rows without a price are counted beside it.
 */
export function ownSaving(
  rows: readonly Row[],
  doing: Doing,
  source: string,
): { readonly headlines: readonly Headline[]; readonly clause: readonly SentencePart[] } {
  const total = sumSavings(rows);
  const unpriced = countOf(rows.filter(({ monthlySaving }) => monthlySaving === null));
  const left = { label: 'Not priced', value: unpriced, kind: 'number' as const, source };
  if (total === null)
    return { headlines: [left], clause: rows.length === 0 ? [] : ['; not priced'] };
  const { amount, currency } = total;
  const label = 'Saving per month, own calculation from your unit prices';
  const remark = [
    'our calculation from your own unit prices',
    ...(unpriced === 0 ? [] : ['; ', numberFigure(unpriced), ' not priced']),
  ];
  return {
    headlines: [{ label, value: amount, kind: 'money', currency, source }, left],
    clause: savingClause(countOf(rows), doing, { amount, currency, remark }),
  };
}
