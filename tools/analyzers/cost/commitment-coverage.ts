import type { Period } from '../../../pipeline-server/contracts/parameters.ts';
import type { PlanCoverage, ReservedHours } from '../../aws/commitment-reader.ts';
import { whereAll, whereDimension } from '../../aws/cost-filter.ts';
import { type AnalysisRequest, type Analyzer, defineAnalyzer } from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import { column, SEVERITY } from '../columns.ts';
import { byNumber, bySeverity, ordered } from '../order.ts';
import { inPeriod } from '../period-words.ts';
import { lastMonth } from '../periods.ts';
import type { Row } from '../row.ts';
import { tagsIgnoredNote } from '../scope.ts';
import { percentFigure, strong } from '../sentence.ts';
import { thresholdOf } from '../thresholds.ts';
import { totalRow } from '../total-row.ts';

/** AWS states the figures of commitments without a currency; they are in US dollars. */
const CURRENCY = 'USD';

/** Services that the API documents for reservations; AWS answers for one at a time, each a paid request. */
const RESERVABLE = [
  'Amazon Elastic Compute Cloud - Compute',
  'Amazon Relational Database Service',
  'Amazon ElastiCache',
  'Amazon OpenSearch Service',
  'Amazon Redshift',
];

/** Those of them that were asked for; all when none is named. */
export function reservableServices({ parameters: { services } }: AnalysisRequest) {
  return RESERVABLE.filter((each) => services.length === 0 || services.includes(each));
}

/** What answers about reservations leave out. */
export const RESERVED_ELSEWHERE =
  'Cost Explorer is asked about reservations of EC2, RDS, ElastiCache, OpenSearch and Redshift; its documentation names no way to ask about MemoryDB and DynamoDB.';

/** The last whole month unless asked otherwise: coverage of an open month is not settled. */
function commitmentPeriod({ parameters, now }: AnalysisRequest): Period {
  return parameters.period ?? lastMonth(now);
}

/** What commitments can be narrowed by. */
export function commitmentFilter({ parameters }: AnalysisRequest) {
  return whereAll([
    whereDimension('LINKED_ACCOUNT', parameters.accounts),
    whereDimension('REGION', parameters.regions),
  ]);
}

/** A percentage with one decimal. */
export function rounded(value: number | null, decimals = 1): number | null {
  return value === null ? null : Number(value.toFixed(decimals));
}

interface PlanData {
  readonly services: readonly PlanCoverage[];
  /** Of all services together: shares of services do not add up. */
  readonly all: readonly PlanCoverage[];
}

/** `cost.sp.coverage`: what Savings Plans cover of what they could, by service. */
const planCoverage = defineAnalyzer<PlanData>({
  id: 'cost.sp.coverage',
  finds: { one: 'service that plans can cover', many: 'services that plans can cover' },
  groupings: ['service'],
  columns: [
    column('service', 'Service'),
    column('coverage', 'Covered', 'percent'),
    column('covered', 'Paid by plans', 'money'),
    column('onDemand', 'On demand', 'money'),
    SEVERITY,
  ],
  advice: null,
  async read({ commitments }, request) {
    const query = { span: commitmentPeriod(request), filter: commitmentFilter(request) };
    const [services, all] = await Promise.all([
      commitments.planCoverage(query, 'service'),
      commitments.planCoverage(query, 'all'),
    ]);
    return { services, all };
  },
  rows: planCoverageRows,
  summarise: (_rows, { all: [whole] }, request) => {
    const coverage = rounded(whole?.percentage ?? null);
    const { source } = request.entry;
    const period = commitmentPeriod(request);
    return {
      period,
      headlines:
        coverage === null
          ? []
          : [{ label: 'Covered by Savings Plans', value: coverage, kind: 'percent', source }],
      sentence:
        coverage === null
          ? undefined
          : [
              strong(percentFigure(coverage)),
              ` of the usage that Savings Plans can cover was covered ${inPeriod(period)}`,
            ],
      notes: [
        'Whether more plans pay depends on how steady the rest is: see the purchase recommendations of AWS.',
        ...tagsIgnoredNote(request.parameters),
      ],
    };
  },
});

/** Rated services first, those with most on-demand spend before the others. Pure. */
export function planCoverageRows({ services }: PlanData, request: AnalysisRequest): readonly Row[] {
  const { entry, parameters } = request;
  const enough = thresholdOf(request, 'percent');
  const asked = services.filter(
    ({ service }) =>
      parameters.services.length === 0 || parameters.services.includes(service ?? ''),
  );
  const rows = asked.map(({ service, percentage, covered, onDemand, evidence }, position) =>
    totalRow({
      id: `${service ?? 'all'}/${position}`,
      severity: (percentage ?? enough) < enough ? severityOf(entry) : 'INFORMATIONAL',
      fields: {
        service,
        coverage: rounded(percentage),
        covered: rounded(covered, 2),
        onDemand: rounded(onDemand, 2),
        currency: CURRENCY,
      },
      evidence: [evidence],
    }),
  );
  return ordered(rows, bySeverity, byNumber('onDemand'));
}

/** `cost.ri.coverage`: the hours of each service that reservations cover. */
const reservationCoverage = defineAnalyzer<readonly ReservedHours[]>({
  id: 'cost.ri.coverage',
  finds: {
    one: 'service with hours that reservations can cover',
    many: 'services with hours that reservations can cover',
  },
  groupings: ['service'],
  columns: [
    column('service', 'Service'),
    column('coverage', 'Covered', 'percent'),
    column('running', 'Hours', 'number'),
    column('onDemand', 'On-demand hours', 'number'),
    SEVERITY,
  ],
  advice: null,
  async read({ commitments }, request) {
    const query = { span: commitmentPeriod(request), filter: commitmentFilter(request) };
    const answers = await Promise.all(
      reservableServices(request).map((service) => commitments.reservationCoverage(query, service)),
    );
    return answers.flat();
  },
  rows: reservationRows,
  summarise: (_rows, _data, request) => ({
    headlines: [],
    period: commitmentPeriod(request),
    notes: [
      'Hours of EC2 that Savings Plans cover count as on-demand here.',
      RESERVED_ELSEWHERE,
      ...tagsIgnoredNote(request.parameters),
    ],
  }),
});

/** Services with running hours, rated ones first. Pure. */
export function reservationRows(
  hours: readonly ReservedHours[],
  request: AnalysisRequest,
): readonly Row[] {
  const { entry } = request;
  const enough = thresholdOf(request, 'percent');
  const rows = hours
    .filter(({ running }) => running > 0)
    .map(({ service, percentage, running, onDemand, evidence }, position) =>
      totalRow({
        id: `${service}/${position}`,
        severity: (percentage ?? enough) < enough ? severityOf(entry) : 'INFORMATIONAL',
        fields: {
          service,
          coverage: rounded(percentage),
          running: rounded(running, 0),
          onDemand: rounded(onDemand, 0),
        },
        evidence: [evidence],
      }),
    );
  return ordered(rows, bySeverity, byNumber('onDemand'));
}

/** What commitments cover. */
export const COVERAGE_ANALYZERS: readonly Analyzer[] = [planCoverage, reservationCoverage];
