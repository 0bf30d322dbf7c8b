import type { Period } from '../../../pipeline-server/contracts/parameters.ts';
import type { CostLine } from '../../aws/cost-reader.ts';
import { type ExactAmount, exactNumber, ratioOf, roundedAmount } from '../../aws/exact-amount.ts';
import { type AnalysisRequest, defineAnalyzer, type Summary } from '../analyzer.ts';
import { barChart } from '../bar-chart.ts';
import { severityOf } from '../catalogue.ts';
import { ACCOUNT, column, SEVERITY } from '../columns.ts';
import { groupedBy } from '../group-by.ts';
import { byNumber, ordered } from '../order.ts';
import { inPeriod } from '../period-words.ts';
import { lastMonth } from '../periods.ts';
import type { Row } from '../row.ts';
import { moneyFigure, percentFigure, strong } from '../sentence.ts';
import { thresholdOf } from '../thresholds.ts';
import { totalRow } from '../total-row.ts';
import { currencyOf } from './cost-grouping.ts';
import { forScope, scopedTitle, spendFilter } from './cost-scope.ts';
import { partialNote, percent } from './history.ts';

/** Ways on which bytes are charged, by the usage type without the Region's prefix. The first that fits counts. */
const PATHS: readonly (readonly [RegExp, string])[] = [
  [/NatGateway(?:-Prvd)?-Bytes/, 'NAT gateway processing'],
  [/VpcEndpoint-Bytes/, 'Interface endpoint processing'],
  [/TransitGateway-Bytes/, 'Transit gateway processing'],
  [/DataTransfer-Regional-Bytes/, 'Between Availability Zones'],
  [/(?:^|-)AWS-(?:In|Out)-Bytes/, 'Between Regions'],
  [/CloudFront-(?:In|Out)-Bytes/, 'To CloudFront'],
  [/DataTransfer-(?:In|Out)-(?:O)?Bytes/, 'To and from the internet'],
  [/DataXfer-(?:In|Out)/, 'Direct Connect'],
];

/** The way that a usage type charges bytes on; null for what is no transfer. */
export function transferPath(usageType: string): string | null {
  return PATHS.find(([pattern]) => pattern.test(usageType))?.[1] ?? null;
}

/** `cost.datatransfer`: what moving bytes costs, by account and way. */
export const dataTransfer = defineAnalyzer<readonly CostLine[]>({
  id: 'cost.datatransfer',
  finds: { one: 'data transfer charge', many: 'data transfer charges' },
  title: (request) => scopedTitle('Data transfer and NAT processing', request),
  measure: column('cost', 'Cost', 'money'),
  columns: [
    ACCOUNT,
    column('path', 'Way'),
    column('cost', 'Cost', 'money'),
    column('share', 'Share of bill', 'percent'),
    SEVERITY,
  ],
  advice: null,
  read: (readers, request) =>
    readers.cost.usage({
      span: periodOf(request),
      granularity: 'MONTHLY',
      groupBy: [{ dimension: 'LINKED_ACCOUNT' }, { dimension: 'USAGE_TYPE' }],
      filter: spendFilter(request.parameters),
    }),
  rows: transferRows,
  summarise: (rows, lines, request) => ({
    ...transferWords(lines, request),
    notes: [
      'Told by usage type; transfer that a service charges under its own name is not among it.',
      ...partialNote(periodOf(request), request.now),
    ],
    period: periodOf(request),
    estimated: lines.some(({ estimated }) => estimated),
    chart: barChart(
      [...groupedBy(rows, ({ fields }) => String(fields['path']))].map(([label, members]) => ({
        label,
        value: roundedAmount(
          members.reduce((sum, { fields }) => sum + exactNumber(Number(fields['cost'])), 0n),
        ),
      })),
      { title: 'Data transfer by way', unit: currencyOf(lines), name: 'Cost' },
    ),
  }),
});

function periodOf({ parameters, now }: AnalysisRequest): Period {
  return parameters.period ?? lastMonth(now);
}

function sumOf(lines: readonly CostLine[]): ExactAmount {
  return lines.reduce((sum, { cost }) => sum + cost, 0n);
}

function transferOf(lines: readonly CostLine[]): readonly CostLine[] {
  return lines.filter(({ keys }) => transferPath(keys[1] ?? '') !== null);
}

/** Dearest first; rated when transfer as a whole is a large part of the bill. Pure. */
export function transferRows(lines: readonly CostLine[], request: AnalysisRequest): readonly Row[] {
  const { entry } = request;
  const bill = sumOf(lines);
  const transfer = transferOf(lines);
  const much = (ratioOf(sumOf(transfer), bill) ?? 0) > thresholdOf(request, 'percent') / 100;
  const groups = groupedBy(
    transfer,
    ({ keys }) => `${keys[0] ?? ''}/${transferPath(keys[1] ?? '') ?? ''}`,
  );
  const rows = [...groups].map(([id, members]) => {
    const cost = sumOf(members);
    const [account = '', path = ''] = id.split('/');
    return totalRow({
      id,
      severity: much ? severityOf(entry) : 'INFORMATIONAL',
      accountId: account === '' ? null : account,
      fields: {
        path,
        cost: roundedAmount(cost),
        share: percent(ratioOf(cost, bill)),
        currency: currencyOf(lines),
      },
      evidence: [...new Set(members.map(({ evidence }) => evidence))],
    });
  });
  return ordered(
    rows.filter(({ fields }) => fields['cost'] !== 0),
    byNumber('cost'),
  );
}

/** "USD 4,100.00 (6.1 %) of the spend in October 2026 is data transfer". */
function transferWords(
  lines: readonly CostLine[],
  request: AnalysisRequest,
): Pick<Summary, 'headlines' | 'sentence'> {
  const { source } = request.entry;
  const cost = sumOf(transferOf(lines));
  const share = percent(ratioOf(cost, sumOf(lines)));
  if (share === null) return { headlines: [] };
  const money = { value: roundedAmount(cost), currency: currencyOf(lines) };
  return {
    headlines: [
      { label: 'Data transfer', kind: 'money', source, ...money },
      { label: 'Share of spend', value: share, kind: 'percent', source },
    ],
    sentence: [
      strong(moneyFigure(money.value, money.currency), ' (', percentFigure(share), ')'),
      ` of the spend ${inPeriod(periodOf(request))}${forScope(request)} is data transfer`,
    ],
  };
}
