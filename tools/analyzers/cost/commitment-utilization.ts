import type { Period } from '../../../pipeline-server/contracts/analysis.ts';
import type {
  CommitmentQuery,
  CommitmentReader,
  Utilization,
} from '../../aws/commitment-reader.ts';
import { type AnalysisRequest, type Analyzer, defineAnalyzer } from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import { column, SEVERITY } from '../columns.ts';
import { addMonths, monthName, monthStart } from '../periods.ts';
import type { Row } from '../row.ts';
import { tagsIgnoredNote } from '../scope.ts';
import { percentFigure, strong } from '../sentence.ts';
import { thresholdOf } from '../thresholds.ts';
import { totalRow } from '../total-row.ts';
import { commitmentFilter, rounded } from './commitment-coverage.ts';

const MONTHS = 3;

/** A kind of commitment whose use is looked at. */
interface CommitmentKind {
  readonly id: string;
  readonly title: string;
  readonly name: string;
  /** Money for Savings Plans, hours for reservations. */
  readonly unit: 'money' | 'number';
  readonly notes: readonly string[];
  readonly read: (
    reader: CommitmentReader,
    query: CommitmentQuery,
  ) => Promise<readonly Utilization[]>;
}

const KINDS: readonly CommitmentKind[] = [
  {
    id: 'cost.sp.utilization',
    title: 'Savings Plans utilisation by month',
    name: 'Savings Plans',
    unit: 'money',
    notes: [],
    read: (reader, query) => reader.planUtilization(query),
  },
  {
    id: 'cost.ri.utilization',
    title: 'Reserved-instance utilisation by month',
    name: 'reservations',
    unit: 'number',
    notes: ['In hours over all reservations; when each of them ends is not part of these figures.'],
    read: (reader, query) => reader.reservationUtilization(query),
  },
];

/** The last three whole months unless asked otherwise. */
function periodOf({ parameters, now }: AnalysisRequest): Period {
  if (parameters.period !== null) return parameters.period;
  const end = monthStart(now);
  return { start: addMonths(end, -MONTHS), end, label: `the last ${MONTHS} months` };
}

function defineUtilization(kind: CommitmentKind): Analyzer {
  return defineAnalyzer<readonly Utilization[]>({
    id: kind.id,
    finds: { one: `month of ${kind.name}`, many: `months of ${kind.name}` },
    title: () => kind.title,
    groupings: ['month'],
    columns: [
      column('month', 'Month'),
      column('utilization', 'Used', 'percent'),
      column('bought', kind.unit === 'money' ? 'Committed' : 'Hours bought', kind.unit),
      column('unused', kind.unit === 'money' ? 'Unused' : 'Hours unused', kind.unit),
      SEVERITY,
    ],
    advice: null,
    read: ({ commitments }, request) =>
      kind.read(commitments, { span: periodOf(request), filter: commitmentFilter(request) }),
    rows: (months, request) => utilizationRows(months, request, kind),
    summarise: (rows, _data, request) => ({
      ...lastUse(rows, kind, request),
      period: periodOf(request),
      notes: [...kind.notes, ...tagsIgnoredNote(request.parameters)],
    }),
  });
}

/** Months in order; those in which nothing was bought are left out. Pure. */
export function utilizationRows(
  months: readonly Utilization[],
  request: AnalysisRequest,
  { unit }: Pick<CommitmentKind, 'unit'>,
): readonly Row[] {
  const { entry } = request;
  const enough = thresholdOf(request, 'percent');
  const decimals = unit === 'money' ? 2 : 0;
  return months
    .filter(({ bought }) => bought > 0)
    .map(({ start, percentage, bought, unused, evidence }) =>
      totalRow({
        id: start,
        severity: (percentage ?? enough) < enough ? severityOf(entry) : 'INFORMATIONAL',
        fields: {
          month: monthName(start),
          utilization: rounded(percentage),
          bought: rounded(bought, decimals),
          unused: rounded(unused, decimals),
          // AWS states commitments without a currency; they are in US dollars.
          ...(unit === 'money' ? { currency: 'USD' } : {}),
        },
        evidence: [evidence],
      }),
    );
}

/** "97 % of the Savings Plans were used in Oct 2026". */
function lastUse(rows: readonly Row[], { name }: CommitmentKind, { entry }: AnalysisRequest) {
  const { utilization, month } = rows.at(-1)?.fields ?? {};
  if (typeof utilization !== 'number') return { headlines: [] };
  const label = `Used, ${month}`;
  return {
    headlines: [{ label, value: utilization, kind: 'percent' as const, source: entry.source }],
    sentence: [strong(percentFigure(utilization)), ` of the ${name} was used in ${month}`],
  };
}

/** How far commitments are used. */
export const UTILIZATION_ANALYZERS: readonly Analyzer[] = KINDS.map(defineUtilization);
