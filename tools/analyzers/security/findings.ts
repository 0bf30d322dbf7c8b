import { SEVERITIES, type Severity } from '../../../pipeline-server/contracts/parameters.ts';
import type { FindingsQuery, SecurityFinding } from '../../aws/findings-reader.ts';
import { type Advice, type AnalysisRequest, type Analyzer, defineAnalyzer } from '../analyzer.ts';
import { ACCOUNT, column, REGION, SEVERITY } from '../columns.ts';
import { byNumber, bySeverity, ordered } from '../order.ts';
import { DAY_MS } from '../periods.ts';
import type { Row } from '../row.ts';
import type { Noun } from '../sentence.ts';
import { thresholdOf } from '../thresholds.ts';
import { severityChart, severityClause, severityCounts } from './severity-summary.ts';

interface FindingsDefinition {
  readonly id: string;
  /** Severities unless the question names others. */
  readonly severities: readonly Severity[];
  readonly product?: string;
  /** What a finding is called, given the severities asked for; `open HIGH finding` unless given. */
  readonly finds?: Noun;
  readonly workflow?: readonly string[];
  readonly keep?: (finding: SecurityFinding, request: AnalysisRequest) => boolean;
  readonly notes?: readonly string[];
}

const ADVICE: Advice = {
  verb: 'Remediate',
  one: 'security finding',
  many: 'security findings',
  action: 'Work through the findings control by control, as Security Hub describes for each.',
  effort: 'medium',
  basis: 'aws',
};

/** The threshold that is a finding's deadline, in days, by severity. */
const DEADLINES: Partial<Record<Severity, string>> = {
  CRITICAL: 'criticalDays',
  HIGH: 'highDays',
  MEDIUM: 'mediumDays',
};

const DEFINITIONS: readonly FindingsDefinition[] = [
  { id: 'sec.findings.critical', severities: ['CRITICAL'] },
  { id: 'sec.findings.high', severities: ['HIGH'] },
  { id: 'sec.findings.medium', severities: ['MEDIUM'] },
  {
    id: 'sec.findings.aged',
    severities: ['CRITICAL', 'HIGH', 'MEDIUM'],
    finds: { one: 'finding open past its deadline', many: 'findings open past their deadline' },
    keep: isPastDeadline,
  },
  { id: 'sec.guardduty', severities: ['CRITICAL', 'HIGH'], product: 'GuardDuty' },
  { id: 'sec.inspector', severities: ['CRITICAL', 'HIGH'], product: 'Inspector' },
  { id: 'sec.macie', severities: [], product: 'Macie' },
  { id: 'sec.accessanalyzer', severities: [], product: 'IAM Access Analyzer' },
  {
    id: 'sec.findings.suppressed',
    severities: [],
    finds: { one: 'suppressed finding', many: 'suppressed findings' },
    workflow: ['SUPPRESSED'],
  },
];

/** Lists of Security Hub findings. */
export const FINDINGS_ANALYZERS: readonly Analyzer[] = DEFINITIONS.map((definition) =>
  defineAnalyzer<readonly SecurityFinding[]>({
    id: definition.id,
    finds: (request) => nounOf(definition, request),
    title: (request) => titleOf(definition, request),
    columns: [
      SEVERITY,
      column('title', 'Finding'),
      column('control', 'Control'),
      column('resourceName', 'Resource'),
      ACCOUNT,
      REGION,
      column('age', 'Days open', 'number'),
      column('product', 'Product'),
    ],
    advice: ADVICE,
    read: (readers, request) => readers.findings.findings(queryOf(definition, request)),
    rows: (findings, request) =>
      findingRows(
        findings.filter((each) => definition.keep?.(each, request) ?? true),
        request,
      ),
    summarise: (rows, _data, { entry }) => ({
      headlines: severityCounts(rows).map(({ severity, count }) => ({
        label: severity,
        value: count,
        kind: 'number',
        source: entry.source,
      })),
      clause: severityClause(rows),
      chart: severityChart(rows),
      notes: definition.notes ?? [],
    }),
  }),
);

/** The declared severities, unless the question names others. */
function severitiesOf(
  definition: FindingsDefinition,
  { parameters }: AnalysisRequest,
): readonly Severity[] {
  return parameters.severities.length > 0 ? parameters.severities : definition.severities;
}

function nounOf(definition: FindingsDefinition, request: AnalysisRequest): Noun {
  if (definition.finds !== undefined) return definition.finds;
  const { product } = definition;
  const words = product ?? ['open', ...severityWords(definition, request)].join(' ');
  return { one: `${words} finding`, many: `${words} findings` };
}

function severityWords(definition: FindingsDefinition, request: AnalysisRequest) {
  const severities = severitiesOf(definition, request);
  return severities.length === 0 ? [] : [severities.join(' and ')];
}

/** The catalogue's title, but for lists of one severity of which the question named another. */
function titleOf(definition: FindingsDefinition, request: AnalysisRequest): string {
  const [only, ...others] = definition.severities;
  if (only === undefined || others.length > 0) return request.entry.title;
  return `Open ${severityWords(definition, request).join('')} findings`;
}

function queryOf(definition: FindingsDefinition, request: AnalysisRequest): FindingsQuery {
  const { accounts, regions } = request.parameters;
  return {
    severities: severitiesOf(definition, request),
    accounts,
    regions,
    product: definition.product ?? null,
    ...(definition.workflow === undefined ? {} : { workflow: definition.workflow }),
  };
}

/** One row for each control (or title) and resource, though several standards report it. Pure. */
export function findingRows(
  findings: readonly SecurityFinding[],
  { now }: AnalysisRequest,
): readonly Row[] {
  const rows = new Map<string, Row>();
  for (const finding of findings) {
    const row = findingRow(finding, now);
    if (!rows.has(row.id)) rows.set(row.id, row);
  }
  return ordered([...rows.values()], bySeverity, byNumber('age'));
}

function findingRow(finding: SecurityFinding, now: Date): Row {
  const { accountId, region, controlId, title, resourceId } = finding;
  return {
    id: `${accountId}/${region ?? ''}/${controlId ?? title}/${resourceId ?? finding.id}`,
    severity: severityFrom(finding.severity),
    accountId,
    region,
    resourceId: resourceId ?? finding.id,
    resourceType: finding.resourceType,
    tags: finding.tags,
    monthlySaving: null,
    fields: {
      title,
      control: controlId,
      resourceName: (resourceId ?? finding.id).split(/[/]|:::?/).at(-1) ?? null,
      age: ageOf(finding, now),
      product: finding.product,
    },
    evidence: [finding.evidence],
  };
}

function severityFrom(label: string): Severity {
  return SEVERITIES.find((severity) => severity === label) ?? 'INFORMATIONAL';
}

/** Whole days since it was first observed; null when it does not say. */
function ageOf({ firstObserved }: SecurityFinding, now: Date): number | null {
  const time = Date.parse(firstObserved ?? '');
  return Number.isNaN(time) ? null : Math.floor((now.getTime() - time) / DAY_MS);
}

function isPastDeadline(finding: SecurityFinding, request: AnalysisRequest): boolean {
  const name = DEADLINES[severityFrom(finding.severity)];
  const age = ageOf(finding, request.now);
  if (name === undefined || age === null) return false;
  return age > (request.parameters.days ?? thresholdOf(request, name));
}
