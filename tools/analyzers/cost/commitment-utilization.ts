import type { Column } from '../../../pipeline-server/contracts/findings.ts';
import type { Parameters, Period } from '../../../pipeline-server/contracts/parameters.ts';
import type {
  CommitmentQuery,
  CommitmentReader,
  CommitmentTerm,
  Utilization,
} from '../../aws/commitment-reader.ts';
import type { Readers } from '../../aws/readers.ts';
import { type AnalysisRequest, type Analyzer, defineAnalyzer, type Summary } from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import { column, SEVERITY } from '../columns.ts';
import { addMonths, monthName, monthStart } from '../periods.ts';
import type { Row } from '../row.ts';
import { tagsIgnoredNote } from '../scope.ts';
import { capitalised, type Noun, percentFigure, strong } from '../sentence.ts';
import { thresholdOf } from '../thresholds.ts';
import { totalRow } from '../total-row.ts';
import {
  commitmentFilter,
  RESERVED_ELSEWHERE,
  reservableServices,
  rounded,
} from './commitment-coverage.ts';
import {
  endlessNotes,
  expiryNotes,
  expiryNoun,
  expiryRows,
  PLAN_EXPIRY,
  RESERVATION_EXPIRY,
} from './commitment-expiry.ts';

const MONTHS = 3;

/** A kind of commitment whose use is looked at. */
interface CommitmentKind {
  readonly id: string;
  readonly title: string;
  readonly commitment: Noun;
  /** Money for Savings Plans, hours for reservations. */
  readonly unit: 'money' | 'number';
  readonly notes: readonly string[];
  readonly expiry: readonly Column[];
  /** One for each service that is reserved; Savings Plans belong to none. */
  readonly asks: (
    reader: CommitmentReader,
    query: CommitmentQuery,
    request: AnalysisRequest,
  ) => readonly Ask[];
}

/** How to learn how far commitments were used, and when each of them ends. */
interface Ask {
  readonly use: () => Promise<readonly Utilization[]>;
  readonly terms: () => Promise<readonly CommitmentTerm[]>;
}

const KINDS: readonly CommitmentKind[] = [
  {
    id: 'cost.sp.utilization',
    title: 'Savings Plans utilisation by month',
    commitment: { one: 'Savings Plan', many: 'Savings Plans' },
    unit: 'money',
    notes: [],
    expiry: PLAN_EXPIRY,
    asks: (reader, query) => [
      { use: () => reader.planUtilization(query), terms: () => reader.planTerms(query) },
    ],
  },
  {
    id: 'cost.ri.utilization',
    title: 'Reserved-instance utilisation by month',
    commitment: { one: 'reservation', many: 'reservations' },
    unit: 'number',
    notes: [RESERVED_ELSEWHERE],
    expiry: RESERVATION_EXPIRY,
    asks: (reader, query, request) =>
      reservableServices(request).map((service) => ({
        use: () => reader.reservationUtilization(query, service),
        terms: () => reader.reservationTerms(query, service),
      })),
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
  readonly terms: readonly CommitmentTerm[];
}

/** A number of days asks what ends within them, in the place of how much is used. */
function asksForExpiry({ days }: Parameters): boolean {
  return days !== null;
}

/** Asks only for the ends of what was bought; each service is a paid request. */
async function readUse(
  kind: CommitmentKind,
  { commitments }: Readers,
  request: AnalysisRequest,
): Promise<UseData> {
  const query = { span: periodOf(request), filter: commitmentFilter(request) };
  const answers = await Promise.all(
    kind.asks(commitments, query, request).map(async ({ use, terms }) => {
      if (asksForExpiry(request.parameters)) return { months: [], terms: await terms() };
      const months = await use();
      return { months, terms: months.some(({ bought }) => bought > 0) ? await terms() : [] };
    }),
  );
  return {
    months: answers.flatMap(({ months }) => months),
    terms: answers.flatMap(({ terms }) => terms),
  };
}

function useColumns({ unit }: CommitmentKind): readonly Column[] {
  return [
    column('month', 'Month'),
    ...(unit === 'money' ? [] : [column('service', 'Service')]),
    column('utilization', 'Used', 'percent'),
    column('bought', unit === 'money' ? 'Committed' : 'Hours bought', unit),
    column('unused', unit === 'money' ? 'Unused' : 'Hours unused', unit),
    SEVERITY,
  ];
}

function defineUtilization(kind: CommitmentKind): Analyzer {
  const { id, commitment, expiry } = kind;
  const months = { one: `month of ${commitment.many}`, many: `months of ${commitment.many}` };
  return defineAnalyzer<UseData>({
    id,
    finds: (request) =>
      asksForExpiry(request.parameters) ? expiryNoun(commitment, request) : months,
    title: ({ parameters }) =>
      asksForExpiry(parameters) ? `${capitalised(commitment.many)} that end soon` : kind.title,
    groupings: ['month'],
    columns: (parameters) => (asksForExpiry(parameters) ? expiry : useColumns(kind)),
    advice: null,
    read: (readers, request) => readUse(kind, readers, request),
    rows: (data, request) =>
      asksForExpiry(request.parameters)
        ? expiryRows(data.terms, request)
        : utilizationRows(data.months, request, kind),
    summarise: (rows, data, request) => summaryOf(kind, { rows, data }, request),
  });
}

/** Months in order, of one service after the other; those in which nothing was bought are left out. Pure. */
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
    .map(({ start, service, percentage, bought, unused, evidence }) =>
      totalRow({
        id: service === null ? start : `${service}/${start}`,
        severity: (percentage ?? enough) < enough ? severityOf(entry) : 'INFORMATIONAL',
        fields: {
          month: monthName(start),
          ...(service === null ? {} : { service }),
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

interface Answer {
  readonly rows: readonly Row[];
  readonly data: UseData;
}

function summaryOf(kind: CommitmentKind, answer: Answer, request: AnalysisRequest): Summary {
  const { commitment, notes } = kind;
  const { data } = answer;
  const soon = asksForExpiry(request.parameters);
  return {
    ...(soon ? { headlines: [] } : lastUse(answer, kind, request)),
    period: periodOf(request),
    notes: [
      ...notes,
      ...(soon ? [] : expiryNotes(data.terms, commitment, request)),
      ...endlessNotes(data.terms, commitment),
      ...tagsIgnoredNote(request.parameters),
    ],
  };
}

/** "97 % of the Savings Plans was used in Oct 2026"; of several services the one that used least. */
function lastUse(
  { rows, data }: Answer,
  { commitment }: CommitmentKind,
  { entry }: AnalysisRequest,
): Pick<Summary, 'headlines' | 'sentence'> {
  const used = data.months.filter(({ bought }) => bought > 0);
  const last = used
    .map(({ start }) => start)
    .toSorted()
    .at(-1);
  const month = last === undefined ? null : monthName(last);
  const [least] = rows
    .filter(({ fields }) => fields['month'] === month)
    .toSorted((a, b) => useOf(a) - useOf(b));
  const { utilization, service } = least?.fields ?? {};
  if (typeof utilization !== 'number') return { headlines: [] };
  const label = `Used, ${month}`;
  const what = service === undefined ? commitment.many : `${commitment.many} of ${service}`;
  return {
    headlines: [{ label, value: utilization, kind: 'percent', source: entry.source }],
    sentence: [strong(percentFigure(utilization)), ` of the ${what} was used in ${month}`],
  };
}

function useOf({ fields: { utilization } }: Row): number {
  return typeof utilization === 'number' ? utilization : Number.POSITIVE_INFINITY;
}

/** How far commitments are used. */
export const UTILIZATION_ANALYZERS: readonly Analyzer[] = KINDS.map(defineUtilization);
