import type { CostLine } from '../../aws/cost-reader.ts';
import { ratioOf, roundedAmount } from '../../aws/exact-amount.ts';
import type { Readers } from '../../aws/readers.ts';
import { type AnalysisRequest, defineAnalyzer, type Row } from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import { column } from '../columns.ts';
import { byNumber, ordered } from '../order.ts';
import { totalRow } from '../total-row.ts';
import { spendFilter } from './cost-scope.ts';
import { historyPeriod, partialNote, percent } from './history.ts';

/** The cost-allocation tags that are looked at; each is one paid request. */
const TAGS = ['CostCentre', 'Team', 'Environment', 'Owner'];
/** Share of untagged spend that is a finding (catalogue threshold). */
const TOLERATED = 0.05;

interface TagSpend {
  readonly tag: string;
  readonly lines: readonly CostLine[];
}

/** `cost.tags.untagged`: spend that no tag value claims, by tag. */
export const untaggedSpend = defineAnalyzer<readonly TagSpend[]>({
  id: 'cost.tags.untagged',
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
  summarise: (_rows, data, request) => ({
    headlines: [],
    notes: [
      'Costs that cannot be tagged (support, some data transfer) count as untagged. A tag that is not activated shows 100 %.',
      ...partialNote(historyPeriod(request), request.now),
    ],
    period: historyPeriod(request),
    estimated: data.some(({ lines }) => lines.some(({ estimated }) => estimated)),
    chart: null,
  }),
});

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
export function untaggedRows(
  data: readonly TagSpend[],
  { entry }: AnalysisRequest,
): readonly Row[] {
  const rows = data.map(({ tag, lines }) => {
    const total = lines.reduce((sum, { cost }) => sum + cost, 0n);
    const untagged = lines
      .filter(({ keys }) => (keys[0] ?? '') === '')
      .reduce((sum, { cost }) => sum + cost, 0n);
    const share = ratioOf(untagged, total);
    return totalRow({
      id: tag,
      severity: (share ?? 0) > TOLERATED ? severityOf(entry) : 'INFORMATIONAL',
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
