import type { Period } from '../../../pipeline-server/contracts/parameters.ts';
import type { Headline } from '../../../pipeline-server/contracts/results.ts';
import { type ExactAmount, ratioOf, roundedAmount } from '../../aws/exact-amount.ts';
import type { AnalysisRequest, Summary } from '../analyzer.ts';
import { inPeriod } from '../period-words.ts';
import type { Row } from '../row.ts';
import { counted, moneyFigure, type Noun, percentFigure, strong } from '../sentence.ts';
import { costCut } from './cost-grouping.ts';
import { forScope, scopedTitle } from './cost-scope.ts';
import { percent } from './history.ts';

/** The whole bill in two periods. */
export interface ComparedTotals {
  readonly before: ExactAmount;
  readonly after: ExactAmount;
  readonly currency: string;
  readonly periods: { readonly before: Period; readonly after: Period };
}

type Words = Pick<Summary, 'headlines' | 'sentence'>;

/** What the rows are called: `service`, `account that fell by half or more`. */
export function changedNoun(which: string | null, { parameters }: AnalysisRequest): Noun {
  const { one, many } = costCut(parameters).noun;
  return which === null
    ? { one: `changed ${one}`, many: `changed ${many}` }
    : { one: `${one} ${which}`, many: `${many} ${which}` };
}

/** `Cost change by service`, `Services with first costs`. */
export function comparisonTitle(which: string | null, request: AnalysisRequest): string {
  const { one, many } = costCut(request.parameters).noun;
  const title =
    which === null
      ? `Cost change by ${one}`
      : `${many.charAt(0).toUpperCase()}${many.slice(1)} ${which}`;
  return scopedTitle(title, request);
}

/** "USD 412,345.67 in October 2026, USD 12,000.00 more than in September 2026 (3.0 %)". */
export function changeWords(totals: ComparedTotals, request: AnalysisRequest): Words {
  const { currency, periods } = totals;
  const { isLess, size, ratio } = changeOf(totals);
  return {
    headlines: changeHeadlines(totals, request.entry.source),
    sentence: [
      strong(moneyFigure(roundedAmount(totals.after), currency), ` ${inPeriod(periods.after)}`),
      `${forScope(request)}, `,
      moneyFigure(size, currency),
      ` ${isLess ? 'less' : 'more'} than ${inPeriod(periods.before)}`,
      ...(ratio === null ? [] : [' (', percentFigure(ratio), ')']),
    ],
  };
}

function changeOf({ before, after }: ComparedTotals) {
  const isLess = after < before;
  const size = isLess ? before - after : after - before;
  return { isLess, size: roundedAmount(size), ratio: percent(ratioOf(size, before)) };
}

function changeHeadlines(totals: ComparedTotals, source: string): readonly Headline[] {
  const { before, after, currency, periods } = totals;
  const money = { kind: 'money', currency, source } as const;
  const { isLess, size, ratio } = changeOf(totals);
  const words = isLess ? 'Decrease' : 'Increase';
  return [
    { label: periods.before.label, value: roundedAmount(before), ...money },
    { label: periods.after.label, value: roundedAmount(after), ...money },
    { label: words, value: size, ...money },
    ...(ratio === null
      ? []
      : [{ label: `${words} in percent`, value: ratio, kind: 'percent' as const, source }]),
  ];
}

/** "2 services with first costs in October 2026". */
export function groupWords(
  rows: readonly Row[],
  which: string,
  request: AnalysisRequest & { readonly period: Period },
): Words {
  const noun = changedNoun(which, request);
  const { source } = request.entry;
  return {
    headlines: [{ label: noun.many, value: rows.length, kind: 'number', source }],
    sentence:
      rows.length === 0
        ? [strong(`No ${noun.many}`), ` ${inPeriod(request.period)}${forScope(request)}`]
        : [
            strong(...counted(rows.length, noun)),
            ` ${inPeriod(request.period)}${forScope(request)}`,
          ],
  };
}
