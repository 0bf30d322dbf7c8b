import type { Period } from '../../../pipeline-server/contracts/parameters.ts';
import { whereAll, whereDimension } from '../../aws/cost-filter.ts';
import type { CostLine } from '../../aws/cost-reader.ts';
import { type ExactAmount, ratioOf, roundedAmount } from '../../aws/exact-amount.ts';
import type { Readers } from '../../aws/readers.ts';
import { type AnalysisRequest, defineAnalyzer, type Summary } from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import { column, SEVERITY } from '../columns.ts';
import { byNumber, bySeverity, ordered } from '../order.ts';
import { inPeriod } from '../period-words.ts';
import { lastMonth, periodBefore } from '../periods.ts';
import type { Row } from '../row.ts';
import { counted, moneyFigure, strong } from '../sentence.ts';
import { thresholdOf } from '../thresholds.ts';
import { totalRow } from '../total-row.ts';
import { type Compared, readCompared } from './compared-costs.ts';
import { costByKey, currencyOf } from './cost-grouping.ts';
import { forScope, scopedTitle, spendFilter } from './cost-scope.ts';
import { partialNote, percent } from './history.ts';

/** What Cost Explorer calls the entity that bills for other sellers. */
const MARKETPLACE = 'AWS Marketplace';

/** `cost.marketplace`: what is paid to other sellers through AWS, beside the period before. */
export const thirdParties = defineAnalyzer<Compared>({
  id: 'cost.marketplace',
  finds: { one: 'Marketplace seller', many: 'Marketplace sellers' },
  title: (request) => scopedTitle('Marketplace and third-party charges', request),
  measure: column('cost', 'Cost', 'money'),
  columns: [
    column('seller', 'Seller'),
    column('before', 'Before', 'money'),
    column('cost', 'Cost', 'money'),
    column('change', 'Change', 'percent'),
    SEVERITY,
  ],
  advice: null,
  read: readSellers,
  rows: sellerRows,
  summarise: (rows, { after }, request) => ({
    ...sellerWords(rows, after, request),
    notes: [
      'A seller that is new, or costs clearly more than in the period before, is rated. Annual subscriptions are charged in one month.',
      ...partialNote(periodOf(request), request.now),
    ],
    period: periodOf(request),
    estimated: after.some(({ estimated }) => estimated),
  }),
});

function periodOf({ parameters, now }: AnalysisRequest): Period {
  return parameters.period ?? lastMonth(now);
}

function readSellers(readers: Readers, request: AnalysisRequest): Promise<Compared> {
  const after = periodOf(request);
  return readCompared(
    readers,
    { before: periodBefore(after), after },
    {
      groupBy: [{ dimension: 'LEGAL_ENTITY_NAME' }],
      filter: whereAll([
        whereDimension('BILLING_ENTITY', [MARKETPLACE]),
        spendFilter(request.parameters),
      ]),
    },
  );
}

/** Sellers that are new or grew first, then the dearest. Pure. */
export function sellerRows({ before, after }: Compared, request: AnalysisRequest): readonly Row[] {
  const { entry } = request;
  const growth = thresholdOf(request, 'percent') / 100;
  const earlier = new Map(costByKey(before).map((each) => [each.key, each]));
  const rows = costByKey(after).map(({ key, cost, evidence }) => {
    const was = earlier.get(key);
    return totalRow({
      id: key,
      severity: hasGrown({ before: was?.cost ?? 0n, after: cost }, growth)
        ? severityOf(entry)
        : 'INFORMATIONAL',
      fields: {
        seller: key === '' ? '(no seller)' : key,
        before: roundedAmount(was?.cost ?? 0n),
        cost: roundedAmount(cost),
        change: was === undefined ? null : percent(ratioOf(cost - was.cost, was.cost)),
        currency: currencyOf(after),
      },
      evidence: [...new Set([...evidence, ...(was?.evidence ?? [])])],
    });
  });
  return ordered(rows, bySeverity, byNumber('cost'));
}

/** New, or grown by the threshold. */
function hasGrown(
  { before, after }: { readonly before: ExactAmount; readonly after: ExactAmount },
  growth: number,
): boolean {
  if (before <= 0n) return after > 0n;
  return (ratioOf(after - before, before) ?? 0) >= growth;
}

/** "USD 1,650.00 to 1 Marketplace seller in October 2026". */
function sellerWords(
  rows: readonly Row[],
  after: readonly CostLine[],
  request: AnalysisRequest,
): Pick<Summary, 'headlines' | 'sentence'> {
  const value = roundedAmount(after.reduce((sum, { cost }) => sum + cost, 0n));
  const money = { value, currency: currencyOf(after) };
  const { source } = request.entry;
  const when = `${inPeriod(periodOf(request))}${forScope(request)}`;
  return {
    headlines: [{ label: 'Marketplace charges', kind: 'money', source, ...money }],
    sentence:
      rows.length === 0
        ? [strong('No Marketplace charges'), ` ${when}`]
        : [
            strong(moneyFigure(money.value, money.currency)),
            ' to ',
            ...counted(rows.length, { one: 'Marketplace seller', many: 'Marketplace sellers' }),
            ` ${when}`,
          ],
  };
}
