import type { Chart, Finding } from '../../pipeline-server/contracts/analysis.ts';
import { groupedBy } from './group-by.ts';
import { sumSavings } from './grouped.ts';

/** Bars that still can be read. */
const BARS = 10;

/** A bar for each account: savings where there are any, else the number of findings. Null when one bar is all. */
export function defaultChart(findings: readonly Finding[]): Chart | null {
  const accounts = [...groupedBy(findings, ({ accountName }) => accountName ?? 'no account')];
  if (accounts.length < 2) return null;
  const total = sumSavings(findings);
  const bars = accounts
    .map(([label, members]) => ({
      label,
      value: total === null ? members.length : (sumSavings(members)?.amount ?? 0),
    }))
    .toSorted((a, b) => b.value - a.value || (a.label < b.label ? -1 : 1))
    .slice(0, BARS);
  return {
    kind: 'bar',
    title: total === null ? 'Findings by account' : 'Saving per month by account',
    unit: total === null ? 'findings' : `${total.currency}/month`,
    labels: bars.map(({ label }) => label),
    series: [
      { name: total === null ? 'Findings' : 'Saving', values: bars.map(({ value }) => value) },
    ],
  };
}
