import { AnalysisError } from '../../../pipeline-server/contracts/analysis.ts';
import type { Column } from '../../../pipeline-server/contracts/findings.ts';
import type { ResourcesById } from '../../aws/config-reader.ts';
import { type ConfigRow, textAt } from '../../aws/config-row.ts';
import { exactNumber, roundedAmount } from '../../aws/exact-amount.ts';
import type { HubRecommendation, SavingsSummary } from '../../aws/hub-reader.ts';
import type { Readers } from '../../aws/readers.ts';
import {
  type Advice,
  type AnalysisRequest,
  type Analyzer,
  defineAnalyzer,
  type Summary,
} from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import { ACCOUNT, column, NAME, REGION, RESOURCE, SAVING } from '../columns.ts';
import { bySaving, ordered } from '../order.ts';
import { type Doing, savingClause } from '../own-saving.ts';
import type { Row } from '../row.ts';
import type { Noun } from '../sentence.ts';
import { ENVIRONMENT_KEYS, TEAM_KEYS, tagValue } from '../tag-lookup.ts';

/** Where names, tags and state of the resources are looked up. */
interface Enrichment extends Pick<ResourcesById, 'resourceType' | 'key'> {
  /** The property that tells the state. */
  readonly stateProperty: string;
}

/** Recommendations of Cost Optimization Hub as an analyzer. */
export interface HubAnalyzerDefinition {
  readonly id: string;
  /** What a row is called; the advice's words unless given. */
  readonly finds?: Noun;
  /** What makes the saving. */
  readonly doing: Doing;
  /** As Cost Optimization Hub spells them; empty for all. */
  readonly resourceTypes: readonly string[];
  readonly actionTypes: readonly string[];
  readonly advice: Omit<Advice, 'effort' | 'basis'>;
  readonly enrich?: Enrichment;
}

/** What was read for a hub analyzer. */
export interface HubData {
  readonly recommendations: readonly HubRecommendation[];
  readonly summary: SavingsSummary;
  readonly resources: readonly ConfigRow[];
  /** Why there are no resources to join, or null. */
  readonly joinProblem: string | null;
}

const COLUMNS: readonly Column[] = [
  RESOURCE,
  NAME,
  ACCOUNT,
  REGION,
  column('current', 'Type'),
  column('recommended', 'Recommended'),
  column('state', 'State'),
  column('environment', 'Environment'),
  SAVING,
  column('monthlyCost', 'Cost per month', 'money'),
  column('effort', 'Effort'),
  column('lookbackDays', 'Days looked at', 'number'),
];

/** An analyzer over one kind of recommendation: one free call for the whole organization. */
export function defineHubAnalyzer(definition: HubAnalyzerDefinition): Analyzer {
  const { enrich = null } = definition;
  return defineAnalyzer<HubData>({
    id: definition.id,
    finds: definition.finds ?? definition.advice,
    columns: COLUMNS,
    advice: { ...definition.advice, effort: 'medium', basis: 'aws' },
    read: (readers, request) => readHub(readers, definition, request),
    rows: (data, request) => hubRows(data, { request, enrich }),
    summarise: (rows, data, request) => hubSummary(rows, data, { request, definition }),
  });
}

async function readHub(
  readers: Readers,
  definition: HubAnalyzerDefinition,
  { parameters }: AnalysisRequest,
): Promise<HubData> {
  const { resourceTypes, actionTypes } = definition;
  const { accounts, regions } = parameters;
  const query = { resourceTypes, actionTypes, accounts, regions };
  const [recommendations, summary] = await Promise.all([
    readers.hub.recommendations(query),
    readers.hub.summary(query, 'ResourceType'),
  ]);
  const joined = await readResources(readers, definition, recommendations);
  return { recommendations, summary, ...joined };
}

/** Names, tags and state make the answer better, but it stands without them. */
async function readResources(
  readers: Readers,
  { enrich }: HubAnalyzerDefinition,
  recommendations: readonly HubRecommendation[],
): Promise<Pick<HubData, 'resources' | 'joinProblem'>> {
  const known = recommendations.flatMap(({ resourceId, accountId, region }) =>
    resourceId === null ? [] : [{ id: resourceId, accountId, region }],
  );
  if (enrich === undefined || known.length === 0) return { resources: [], joinProblem: null };
  try {
    const { resourceType, key, stateProperty } = enrich;
    const wanted = { resourceType, key, resources: known, properties: [stateProperty] };
    return { resources: await readers.config.byId(wanted), joinProblem: null };
  } catch (error) {
    if (!(error instanceof AnalysisError) || error.code === 'aborted') throw error;
    return { resources: [], joinProblem: error.message };
  }
}

/** One row for each resource: its best recommendation. Recommendations for one resource exclude each other. */
export function hubRows(data: HubData, context: RowContext): readonly Row[] {
  const nameOf = context.enrich?.key ?? 'resourceId';
  const resources = new Map(data.resources.map((row) => [placeKey(row, row[nameOf]), row]));
  const rows = data.recommendations.map((recommendation) => {
    const resource = resources.get(placeKey(recommendation, recommendation.resourceId));
    return hubRow(recommendation, resource ?? null, context);
  });
  const best = new Map<string, Row>();
  for (const row of ordered(rows, bySaving)) if (!best.has(row.id)) best.set(row.id, row);
  return [...best.values()];
}

/** Names are unique in an account and Region only. */
function placeKey(
  { accountId, region }: { readonly accountId: string | null; readonly region: string | null },
  name: string | null,
): string {
  return `${accountId}/${region}/${name}`;
}

interface RowContext {
  readonly request: AnalysisRequest;
  readonly enrich: Enrichment | null;
}

function hubRow(
  recommendation: HubRecommendation,
  resource: ConfigRow | null,
  { request, enrich }: RowContext,
): Row {
  const tags = { ...recommendation.tags, ...resource?.tags };
  const { accountId, region, currency, resourceArn } = recommendation;
  const resourceId = recommendation.resourceId ?? resourceArn ?? recommendation.id;
  return {
    id: resourceArn ?? placeKey(recommendation, resourceId),
    severity: severityOf(request.entry),
    accountId,
    region,
    resourceId,
    resourceType: recommendation.resourceType,
    tags,
    monthlySaving: moneyOf(recommendation.monthlySaving, currency),
    fields: {
      name: tags['Name'] ?? resource?.resourceName ?? null,
      current: recommendation.current,
      recommended: recommendation.recommended ?? recommendation.action,
      state: enrich === null || resource === null ? null : textAt(resource, enrich.stateProperty),
      environment: tagValue(tags, ENVIRONMENT_KEYS),
      team: tagValue(tags, TEAM_KEYS),
      monthlyCost: moneyOf(recommendation.monthlyCost, currency)?.amount ?? null,
      effort: recommendation.effort,
      lookbackDays: recommendation.lookbackDays,
    },
    evidence: [recommendation.evidence, ...(resource === null ? [] : [resource.evidence])],
  };
}

function moneyOf(amount: number | null, currency: string) {
  return amount === null ? null : { amount: roundedAmount(exactNumber(amount)), currency };
}

/** The total is AWS's own; where tags narrow the rows AWS gives none, and none is made up. */
function hubSummary(
  rows: readonly Row[],
  data: HubData,
  { request, definition }: { request: AnalysisRequest; definition: HubAnalyzerDefinition },
): Summary {
  const { tags, severities } = request.parameters;
  const narrowed = Object.keys(tags).length > 0 || severities.length > 0;
  const times = data.recommendations.flatMap(({ refreshed }) => refreshed ?? []).toSorted();
  const notes = [
    ...(narrowed ? ['AWS gives a de-duplicated total only without tag or severity filters.'] : []),
    ...notRunningNote(rows),
    ...(data.joinProblem === null ? [] : [`Names and states are missing: ${data.joinProblem}`]),
  ];
  const total = narrowed ? null : totalOf(data.summary);
  const dataTime = times[0] ?? null;
  if (total === null) return { headlines: [], notes, dataTime };
  const remark = ['overlaps removed by AWS'];
  return {
    headlines: [total],
    clause: savingClause(rows.length, definition.doing, {
      ...data.summary,
      amount: total.value,
      remark,
    }),
    notes,
    dataTime,
  };
}

function totalOf({ total, currency }: SavingsSummary) {
  if (total === null) return null;
  return {
    label: 'Total saving per month, overlaps removed by AWS',
    value: roundedAmount(exactNumber(total)),
    kind: 'money' as const,
    currency,
    source: 'cost-optimization-hub:ListRecommendationSummaries',
  };
}

function notRunningNote(rows: readonly Row[]): readonly string[] {
  const gone = rows.filter(
    ({ fields }) => fields['state'] === 'stopped' || fields['state'] === 'terminated',
  );
  if (gone.length === 0) return [];
  return [
    `${gone.length} of them ${gone.length === 1 ? 'is' : 'are'} no longer running according to Config: part of the saving is already made.`,
  ];
}
