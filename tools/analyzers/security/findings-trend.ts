import type { Chart } from '../../../pipeline-server/contracts/results.ts';
import type { FindingsQuery, SecurityFinding } from '../../aws/findings-reader.ts';
import type { Readers } from '../../aws/readers.ts';
import { type AnalysisRequest, defineAnalyzer } from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import { column, SEVERITY } from '../columns.ts';
import { addDays, dayOf } from '../periods.ts';
import type { Row } from '../row.ts';
import { tagsIgnoredNote } from '../scope.ts';
import { counted, numberFigure, strong } from '../sentence.ts';
import { thresholdOf } from '../thresholds.ts';
import { totalRow } from '../total-row.ts';

/** Weeks that are compared, unless a question's number of days says otherwise. */
const WEEKS = 8;

/** What was read of Security Hub. */
export interface TrendData {
  readonly open: readonly SecurityFinding[];
  readonly resolved: readonly SecurityFinding[];
}

/** `sec.findings.trend`: findings that came and went, week by week, the latest first. */
export const findingsTrend = defineAnalyzer<TrendData>({
  id: 'sec.findings.trend',
  finds: { one: 'week', many: 'weeks' },
  measure: column('net', 'Net', 'number'),
  columns: [
    column('week', 'Week from', 'date'),
    column('new', 'New', 'number'),
    column('resolved', 'Resolved', 'number'),
    column('net', 'Net', 'number'),
    SEVERITY,
  ],
  advice: null,
  read: readTrend,
  rows: trendRows,
  summarise: (rows, _data, request) => {
    const { entry, parameters } = request;
    const { source } = entry;
    const [came, went] = [sumOf(rows, 'new'), sumOf(rows, 'resolved')];
    const growing = isGrowing(rows, thresholdOf(request, 'weeks'));
    const noun = { one: 'new finding', many: 'new findings' };
    return {
      headlines: [
        { label: 'Weeks', value: rows.length, kind: 'number', source },
        { label: 'New findings', value: came, kind: 'number', source },
        { label: 'Resolved findings', value: went, kind: 'number', source },
      ],
      sentence: [
        strong(...counted(came, noun), ' and ', numberFigure(went), ' resolved'),
        ' in ',
        numberFigure(rows.length),
        growing ? ' weeks; more came than went in each of the latest three' : ' weeks',
      ],
      notes: [
        'Weeks are of seven days and end with today. Informational findings are left out; so are those of controls that pass by now, which Security Hub makes informational.',
        'A resolved finding counts in the week of its last update: Security Hub keeps no time of resolution, and an update since moves it to a later week.',
        ...tagsIgnoredNote(parameters),
      ],
      chart: trendChart(rows),
    };
  },
});

async function readTrend(
  readers: Readers,
  { parameters: { severities, accounts, regions } }: AnalysisRequest,
): Promise<TrendData> {
  const query: FindingsQuery = {
    severities: severities.length > 0 ? severities : ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'],
    accounts,
    regions,
    product: null,
  };
  const [open, resolved] = await Promise.all([
    readers.findings.findings(query),
    readers.findings.findings({ ...query, workflow: ['RESOLVED'] }),
  ]);
  return { open, resolved };
}

/** A finding is new in the week in which it was first observed, and resolved in that of its last update. Pure. */
export function trendRows(data: TrendData, request: AnalysisRequest): readonly Row[] {
  const { parameters, now, entry } = request;
  const count = Math.max(2, Math.ceil((parameters.days ?? WEEKS * 7) / 7));
  const tomorrow = addDays(dayOf(now), 1);
  const everything = within(parameters.accounts, [...data.open, ...data.resolved]);
  const gone = within(parameters.accounts, data.resolved);
  const evidence = [...new Set(everything.map((finding) => finding.evidence))];
  const rows = Array.from({ length: count }, (_, index) => {
    const start = addDays(tomorrow, -7 * (index + 1));
    const isIn = (time: string | null) =>
      time !== null && time >= start && time < addDays(start, 7);
    const came = everything.filter(({ firstObserved }) => isIn(firstObserved)).length;
    const went = gone.filter(({ updated }) => isIn(updated)).length;
    const fields = { week: start, new: came, resolved: went, net: came - went };
    return totalRow({ id: start, severity: 'INFORMATIONAL', fields, evidence });
  });
  return isGrowing(rows, thresholdOf(request, 'weeks'))
    ? rows.map((row) => ({ ...row, severity: severityOf(entry) }))
    : rows;
}

/** A list of accounts that is too long for AWS is applied here. */
function within(
  accounts: readonly string[],
  findings: readonly SecurityFinding[],
): readonly SecurityFinding[] {
  if (accounts.length === 0) return findings;
  return findings.filter(({ accountId }) => accounts.includes(accountId));
}

/** More came than went in each of the latest weeks. */
function isGrowing(rows: readonly Row[], weeks: number): boolean {
  const latest = rows.slice(0, weeks);
  return latest.length === weeks && latest.every(({ fields }) => Number(fields['net']) > 0);
}

function sumOf(rows: readonly Row[], field: string): number {
  return rows.reduce((sum, { fields }) => sum + Number(fields[field]), 0);
}

/** Weeks from left to right. */
function trendChart(rows: readonly Row[]): Chart | null {
  const weeks = rows.toReversed();
  if (sumOf(rows, 'new') + sumOf(rows, 'resolved') === 0) return null;
  const series = (name: string, field: string) => ({
    name,
    values: weeks.map(({ fields }) => Number(fields[field])),
  });
  return {
    kind: 'line',
    title: 'New and resolved findings by week',
    unit: 'findings',
    labels: weeks.map(({ id }) => id),
    series: [series('New', 'new'), series('Resolved', 'resolved')],
  };
}
