import { SEVERITIES, type Severity } from '../../../pipeline-server/contracts/parameters.ts';
import type { Chart, SentencePart } from '../../../pipeline-server/contracts/results.ts';
import { groupedBy } from '../group-by.ts';
import type { Row } from '../row.ts';
import { numberFigure } from '../sentence.ts';

/** The number of rows of each severity that there is, worst first. */
export function severityCounts(
  rows: readonly Row[],
): readonly { readonly severity: Severity; readonly count: number }[] {
  return SEVERITIES.map((severity) => ({
    severity,
    count: rows.filter((row) => row.severity === severity).length,
  })).filter(({ count }) => count > 0);
}

/** ": 3 CRITICAL, 40 HIGH"; nothing where all rows are of one severity. */
export function severityClause(rows: readonly Row[]): readonly SentencePart[] {
  const counts = severityCounts(rows);
  if (counts.length < 2) return [];
  return counts.flatMap(({ severity, count }, index) => [
    index === 0 ? ': ' : ', ',
    numberFigure(count),
    ` ${severity}`,
  ]);
}

/** Accounts that still can be read side by side. */
const BARS = 10;

/** A bar for each account, stacked by severity; the accounts with most rows. Null when one account has all. */
export function severityChart(rows: readonly Row[]): Chart | null {
  const accounts = [...groupedBy(rows, ({ accountId }) => accountId ?? 'no account')]
    .toSorted(([a, first], [b, second]) => second.length - first.length || (a < b ? -1 : 1))
    .slice(0, BARS);
  if (accounts.length < 2) return null;
  return {
    kind: 'stacked-bar',
    title: 'Findings by account and severity',
    unit: 'findings',
    labels: accounts.map(([account]) => account),
    series: severityCounts(rows).map(({ severity }) => ({
      name: severity,
      values: accounts.map(
        ([, members]) => members.filter((row) => row.severity === severity).length,
      ),
    })),
  };
}
