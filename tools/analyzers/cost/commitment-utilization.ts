import type { Column, Parameters, Period } from '../../../pipeline-server/contracts/analysis.ts';
import type {
  CommitmentQuery,
  CommitmentReader,
  PlanTerm,
  Utilization,
} from '../../aws/commitment-reader.ts';
import type { Readers } from '../../aws/readers.ts';
import { type AnalysisRequest, type Analyzer, defineAnalyzer, type Summary } from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import { column, SEVERITY } from '../columns.ts';
import { addMonths, monthName, monthStart } from '../periods.ts';
import type { Row } from '../row.ts';
import { tagsIgnoredNote } from '../scope.ts';
import { type Noun, percentFigure, strong } from '../sentence.ts';
import { thresholdOf } from '../thresholds.ts';
import { totalRow } from '../total-row.ts';
import { commitmentFilter, rounded } from './commitment-coverage.ts';
import { EXPIRY_COLUMNS, expiryDays, expiryNotes, expiryRows } from './commitment-expiry.ts';

const MONTHS = 3;

/** A kind of commitment whose use is looked at. */
interface CommitmentKind {
  readonly id: string;
  readonly title: string;
  readonly name: string;
  /** Money for Savings Plans, hours for reservations. */
  readonly unit: 'money' | 'number';
  readonly notes: readonly string[];
  /** When each of them ends, where AWS is asked for it. */
  readonly terms?: (
    reader: CommitmentReader,
    query: CommitmentQuery,
  ) => Promise<readonly PlanTerm[]>;
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
    terms: (reader, query) => reader.planTerms(query),
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

interface UseData {
  readonly months: readonly Utilization[];
  readonly plans: readonly PlanTerm[];
}

/** A number of days asks what ends within them, in the place of how much is used. */
function asksForExpiry({ terms }: CommitmentKind, { days }: Parameters): boolean {
  return terms !== undefined && days !== null;
}

async function readUse(
  kind: CommitmentKind,
  { commitments }: Readers,
  request: AnalysisRequest,
): Promise<UseData> {
  const query = { span: periodOf(request), filter: commitmentFilter(request) };
  const [months, plans] = await Promise.all([
    asksForExpiry(kind, request.parameters) ? [] : kind.read(commitments, query),
    kind.terms?.(commitments, query) ?? [],
  ]);
  return { months, plans };
}

function useColumns({ unit }: CommitmentKind): readonly Column[] {
  return [
    column('month', 'Month'),
    column('utilization', 'Used', 'percent'),
    column('bought', unit === 'money' ? 'Committed' : 'Hours bought', unit),
    column('unused', unit === 'money' ? 'Unused' : 'Hours unused', unit),
    SEVERITY,
  ];
}

function nounOf(kind: CommitmentKind, request: AnalysisRequest): Noun {
  if (!asksForExpiry(kind, request.parameters)) {
    return { one: `month of ${kind.name}`, many: `months of ${kind.name}` };
  }
  const soon = `within ${expiryDays(request)} days`;
  return { one: `Savings Plan that ends ${soon}`, many: `Savings Plans that end ${soon}` };
}

function defineUtilization(kind: CommitmentKind): Analyzer {
  return defineAnalyzer<UseData>({
    id: kind.id,
    finds: (request) => nounOf(kind, request),
    title: ({ parameters }) =>
      asksForExpiry(kind, parameters) ? 'Savings Plans that end soon' : kind.title,
    groupings: ['month'],
    columns: (parameters) => (asksForExpiry(kind, parameters) ? EXPIRY_COLUMNS : useColumns(kind)),
    advice: null,
    read: (readers, request) => readUse(kind, readers, request),
    rows: ({ months, plans }, request) =>
      asksForExpiry(kind, request.parameters)
        ? expiryRows(plans, request)
        : utilizationRows(months, request, kind),
    summarise: (rows, data, request) => summaryOf(kind, { rows, data }, request),
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

function summaryOf(
  kind: CommitmentKind,
  answer: { readonly rows: readonly Row[]; readonly data: UseData },
  request: AnalysisRequest,
): Summary {
  const { rows, data } = answer;
  const soon = asksForExpiry(kind, request.parameters);
  const notes = kind.terms === undefined || soon ? [] : expiryNotes(data.plans, request);
  return {
    ...(soon ? { headlines: [] } : lastUse(rows, kind, request)),
    period: periodOf(request),
    notes: [...kind.notes, ...notes, ...tagsIgnoredNote(request.parameters)],
  };
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
