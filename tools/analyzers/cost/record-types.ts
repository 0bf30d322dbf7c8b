import type { Sentence } from '../../../pipeline-server/contracts/results.ts';
import type { CostLine } from '../../aws/cost-reader.ts';
import { type ExactAmount, roundedAmount } from '../../aws/exact-amount.ts';
import { moneyFigure } from '../sentence.ts';
import { CREDIT_TYPES, TAX_TYPE } from './cost-scope.ts';

const RECORD_WORDS: Readonly<Record<string, string>> = {
  Credit: 'credits',
  Refund: 'refunds',
  [TAX_TYPE]: 'tax',
};

/** The record type of a line whose last group is RECORD_TYPE. */
function recordType({ keys }: CostLine): string {
  return keys.at(-1) ?? '';
}

/** Whether a line is spending: neither a credit, nor a refund, nor tax. */
export function isSpend(line: CostLine): boolean {
  const type = recordType(line);
  return !CREDIT_TYPES.includes(type) && type !== TAX_TYPE;
}

/** The exact sum of lines. */
export function sumOf(lines: readonly CostLine[]): ExactAmount {
  return lines.reduce((total, { cost }) => total + cost, 0n);
}

/**
 * Credits and refunds mask usage, tax adds to it: each is named and kept out of the rows. `where` says in which
 * period, in an answer that has several.
 */
export function otherRecordNotes(
  lines: readonly CostLine[],
  currency: string,
  where = '',
): readonly Sentence[] {
  const others = [...CREDIT_TYPES, TAX_TYPE].flatMap((type) => {
    const amount = roundedAmount(sumOf(lines.filter((line) => recordType(line) === type)));
    return amount === 0 ? [] : [{ words: RECORD_WORDS[type] ?? type, amount }];
  });
  if (others.length === 0) return [];
  const named = others.flatMap(({ words, amount }, index) => [
    `${index === 0 ? '' : ', '}${words} `,
    moneyFigure(amount, currency),
  ]);
  return [[`Not in the rows${where}: `, ...named, '.']];
}
