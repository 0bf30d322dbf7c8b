import type { Column, Finding } from '../../pipeline-server/contracts/findings.ts';
import type { Chart } from '../../pipeline-server/contracts/results.ts';
import { barChart } from './bar-chart.ts';
import { countOf } from './fold-rows.ts';
import { groupedBy } from './group-by.ts';
import { type Grouped, sumSavings } from './grouped.ts';
import { capitalised, type Noun } from './sentence.ts';

/** A bar for each account: savings where there are any, else the number of findings. Null when one bar is all. */
export function defaultChart(findings: readonly Finding[], { many }: Noun): Chart | null {
  const accounts = [...groupedBy(findings, ({ accountName }) => accountName ?? 'no account')];
  const total = sumSavings(findings);
  const bars = accounts.map(([label, members]) => ({
    label,
    value: total === null ? countOf(members) : (sumSavings(members)?.amount ?? 0),
  }));
  return total === null
    ? barChart(bars, { title: `${capitalised(many)} by account`, unit: 'number', name: 'Number' })
    : barChart(bars, savingWords(total.currency, 'account'));
}

/** A bar for each group: what the grouping adds up, else savings, else the number of findings. */
export function groupChart(
  { columns: [group, counted], findings }: Grouped,
  { many }: Noun,
): Chart | null {
  const total = sumSavings(findings);
  const bars = findings.map(({ fields, monthlySaving }) => ({
    label: String(fields['group']),
    value: total === null ? Number(fields[counted?.field ?? '']) : (monthlySaving?.amount ?? 0),
  }));
  const by =
    (group?.title ?? 'Group') === 'Region' ? 'Region' : (group?.title ?? 'group').toLowerCase();
  if (total !== null) return barChart(bars, savingWords(total.currency, by));
  const measured = measureOf(counted, findings);
  const title = `${measured?.title ?? capitalised(many)} by ${by}`;
  return barChart(bars, {
    title,
    unit: measured?.unit ?? 'number',
    name: measured?.title ?? 'Number',
  });
}

function measureOf(counted: Column | undefined, [first]: readonly Finding[]) {
  if (counted === undefined || counted.field === 'findings') return null;
  const currency = first?.fields['currency'];
  return { title: counted.title, unit: String(currency ?? counted.title.toLowerCase()) };
}

function savingWords(currency: string, by: string) {
  return { title: `Saving per month by ${by}`, unit: `${currency}/month`, name: 'Saving' };
}
