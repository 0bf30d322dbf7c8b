import type { CostLine } from '../../aws/cost-reader.ts';
import { ratioOf, roundedAmount } from '../../aws/exact-amount.ts';
import type { Readers } from '../../aws/readers.ts';
import { type AnalysisRequest, defineAnalyzer, type Summary } from '../analyzer.ts';
import { barChart } from '../bar-chart.ts';
import { severityOf } from '../catalogue.ts';
import { column } from '../columns.ts';
import { byNumber, ordered } from '../order.ts';
import { inPeriod } from '../period-words.ts';
import type { Row } from '../row.ts';
import { moneyFigure, percentFigure, strong } from '../sentence.ts';
import { thresholdOf } from '../thresholds.ts';
import { totalRow } from '../total-row.ts';
import { forScope, scopedTitle, spendFilter } from './cost-scope.ts';
import { historyPeriod, partialNote, percent } from './history.ts';

/** The cost-allocation tags that are looked at; each is one paid request. */
const TAGS = ['CostCentre', 'Team', 'Environment', 'Owner'];

interface TagSpend {
  readonly tag: string;
  readonly lines: readonly CostLine[];
}

/** `cost.tags.untagged`: spend that no tag value claims, by tag. */
export const untaggedSpend = defineAnalyzer<readonly TagSpend[]>({
  id: 'cost.tags.untagged',
  finds: { one: 'cost-allocation tag', many: 'cost-allocation tags' },
  title: (request) => scopedTitle('Spend without cost-allocation tag', request),
  columns: [
    column('tag', 'Tag'),
    column('untagged', 'Untagged spend', 'money'),
    column('total', 'Spend', 'money'),
    column('share', 'Untagged', 'percent'),
  ],
  advice: {
    verb: 'Close the gaps of',
    one: 'cost-allocation tag',
    many: 'cost-allocation tags',
    action:
      'Tag the resources with the largest untagged cost, and activate the tag for cost allocation.',
    effort: 'medium',
    basis: 'aws',
  },
  read: readTagSpend,
  rows: untaggedRows,
  summarise: (rows, data, request) => ({
    ...widestGap(rows, request),
    notes: [
      'Costs that cannot be tagged (support, some data transfer) count as untagged. A tag that is not activated shows 100 %.',
      ...partialNote(historyPeriod(request), request.now),
    ],
    period: historyPeriod(request),
    estimated: data.some(({ lines }) => lines.some(({ estimated }) => estimated)),
    chart: barChart(
      rows.map(({ id, fields }) => ({ label: id, value: Number(fields['share'] ?? 0) })),
      { title: 'Untagged share of spend by tag', unit: '%', name: 'Untagged' },
    ),
  }),
});

/** "USD 41,000.00 (10.1 %) of the spend in October 2026 has no CostCentre tag". */
function widestGap(
  [widest]: readonly Row[],
  request: AnalysisRequest,
): Pick<Summary, 'headlines' | 'sentence'> {
  const { tag, untagged, share, currency } = widest?.fields ?? {};
  const { source } = request.entry;
  if (typeof untagged !== 'number' || typeof share !== 'number') return { headlines: [] };
  const money = { value: untagged, currency: String(currency) };
  return {
    headlines: [
      { label: `Untagged, ${tag}`, kind: 'money', source, ...money },
      { label: `Share untagged, ${tag}`, value: share, kind: 'percent', source },
    ],
    sentence: [
      strong(moneyFigure(money.value, money.currency), ' (', percentFigure(share), ')'),
      ` of the spend ${inPeriod(historyPeriod(request))}${forScope(request)} has no ${tag} tag`,
    ],
  };
}

function readTagSpend(readers: Readers, request: AnalysisRequest): Promise<readonly TagSpend[]> {
  const span = historyPeriod(request);
  const filter = spendFilter(request.parameters);
  return Promise.all(
    TAGS.map(async (tag) => ({
      tag,
      lines: await readers.cost.usage({ span, granularity: 'MONTHLY', groupBy: [{ tag }], filter }),
    })),
  );
}

/** Most untagged first. Pure. */
export function untaggedRows(data: readonly TagSpend[], request: AnalysisRequest): readonly Row[] {
  const { entry } = request;
  const tolerated = thresholdOf(request, 'percent') / 100;
  const rows = data.map(({ tag, lines }) => {
    const total = lines.reduce((sum, { cost }) => sum + cost, 0n);
    const untagged = lines
      .filter(({ keys }) => (keys[0] ?? '') === '')
      .reduce((sum, { cost }) => sum + cost, 0n);
    const share = ratioOf(untagged, total);
    return totalRow({
      id: tag,
      severity: (share ?? 0) > tolerated ? severityOf(entry) : 'INFORMATIONAL',
      fields: {
        tag,
        untagged: roundedAmount(untagged),
        total: roundedAmount(total),
        share: percent(share),
        currency: lines[0]?.currency ?? 'USD',
      },
      evidence: [...new Set(lines.map(({ evidence }) => evidence))],
    });
  });
  return ordered(rows, byNumber('untagged'));
}
