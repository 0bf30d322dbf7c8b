import { AnalysisError } from '../../pipeline-server/contracts/analysis.ts';
import { type ConfigItem, type ResourceIdentifier, readConfigItem } from './config-item.ts';
import {
  describeAggregators,
  describeSourcesStatus,
  resourceCounts,
  selectAggregate,
} from './config-operations.ts';
import { type ConfigRow, parseConfigRow } from './config-row.ts';
import { addCondition, isOneOf, narrowSql, type SqlScope } from './config-sql.ts';
import type { Read, Reading } from './reading.ts';

/** How one source of the aggregator was last read. */
export interface SourceStatus {
  /** Account id, or the organization's id for a source of type ORGANIZATION. */
  readonly sourceId: string;
  readonly region: string | null;
  /** `SUCCEEDED`, `FAILED` or `OUTDATED`. */
  readonly status: string;
  readonly errorCode: string | null;
  /** ISO 8601, or null when it never succeeded. */
  readonly updated: string | null;
}

/** A number of resources of a type. */
interface ResourceCount {
  readonly resourceType: string;
  readonly count: number;
  readonly evidence: string;
}

/** A resource that is known by its id, and where it lives as far as that is known. */
interface KnownResource {
  readonly id: string;
  readonly accountId: string | null;
  readonly region: string | null;
}

/** Resources to read by id. */
export interface ResourcesById {
  readonly resourceType: string;
  /** The property that the ids are values of: databases are known by name elsewhere. */
  readonly key: 'resourceId' | 'resourceName';
  readonly resources: readonly KnownResource[];
  /** Properties to select, e.g. `configuration.instanceType`. */
  readonly properties: readonly string[];
}

/** Reads the organization's Config aggregator. */
export interface ConfigReader {
  /** Rows of a query, narrowed to accounts and Regions, in the order in which AWS gave them. */
  select(sql: string, scope: SqlScope): Promise<readonly ConfigRow[]>;
  /** The same, page by page: for answers that need not fit into memory. */
  stream(sql: string, scope: SqlScope): AsyncIterable<readonly ConfigRow[]>;
  byId(wanted: ResourcesById): Promise<readonly ConfigRow[]>;
  /** Counts over the whole organization. */
  countByType(): Promise<readonly ResourceCount[]>;
  sourceStatuses(): Promise<readonly SourceStatus[]>;
  /** Everything that is recorded of one resource; null when Config does not know it. */
  item(wanted: ResourceIdentifier): Promise<ConfigItem | null>;
}

/** Ids in one query: keeps the expression well below AWS's 4,096 characters. */
const IDS_PER_QUERY = 50;

/** A reader for one run. Without a configured name it takes the organization's own aggregator. */
export function createConfigReader(
  { read, stream }: Reading,
  configured: string | null,
): ConfigReader {
  const aggregator = async () => configured ?? (await findAggregator(read));

  const inputOf = async (sql: string, scope: SqlScope) => ({
    ConfigurationAggregatorName: await aggregator(),
    Expression: narrowSql(sql, scope),
    MaxResults: 100,
  });

  async function select(sql: string, scope: SqlScope): Promise<readonly ConfigRow[]> {
    const answer = await read(selectAggregate, await inputOf(sql, scope));
    return answer.map(({ item, evidence }) => readRow(item, evidence)).filter(isWithin(scope));
  }

  async function* streamRows(sql: string, scope: SqlScope) {
    const within = isWithin(scope);
    for await (const { items, evidence } of stream(selectAggregate, await inputOf(sql, scope))) {
      yield items.map((item) => readRow(item, evidence.id)).filter(within);
    }
  }

  return {
    select,
    stream: streamRows,
    byId: (wanted) => selectByIds(select, wanted),
    item: async (wanted) => readConfigItem(read, await aggregator(), wanted),
    async countByType() {
      const answer = await read(resourceCounts, {
        ConfigurationAggregatorName: await aggregator(),
        GroupByKey: 'RESOURCE_TYPE',
        Limit: 1000,
      });
      return answer.map(({ item, evidence }) => ({
        resourceType: item.GroupName,
        count: item.ResourceCount,
        evidence,
      }));
    },
    async sourceStatuses() {
      const name = await aggregator();
      const input = { ConfigurationAggregatorName: name, Limit: 100 };
      const answer = await read(describeSourcesStatus, input);
      return answer.map(({ item }) => ({
        sourceId: item.SourceId ?? '',
        region: item.AwsRegion ?? null,
        status: item.LastUpdateStatus ?? 'UNKNOWN',
        errorCode: item.LastErrorCode ?? null,
        updated: item.LastUpdateTime ?? null,
      }));
    },
  };
}

async function findAggregator(read: Read): Promise<string> {
  const all = (await read(describeAggregators, {})).map(({ item }) => item);
  const found = all.find((each) => each.OrganizationAggregationSource !== undefined) ?? all[0];
  if (found !== undefined) return found.ConfigurationAggregatorName;
  throw new AnalysisError(
    'unavailable',
    'There is no Config aggregator in the home Region. Create one for the organization, or set the Region in which it lives.',
  );
}

function readRow(text: string, evidence: string): ConfigRow {
  const row = parseConfigRow(text, evidence);
  if (row !== null) return row;
  throw new AnalysisError(
    'unavailable',
    'config:SelectAggregateResourceConfig gave a row that is not a JSON object. Check that the endpoint is AWS.',
  );
}

/** A list of accounts or Regions that did not fit into the expression is applied here. */
function isWithin(scope: SqlScope): (row: ConfigRow) => boolean {
  const accounts = new Set(scope.accounts);
  const regions = new Set(scope.regions);
  return ({ accountId, region }) =>
    (accounts.size === 0 || accountId === null || accounts.has(accountId)) &&
    (regions.size === 0 || region === null || regions.has(region));
}

async function selectByIds(
  select: ConfigReader['select'],
  wanted: ResourcesById,
): Promise<readonly ConfigRow[]> {
  const columns = ['resourceId', 'resourceName', 'accountId', 'awsRegion', 'tags'];
  const sql = `SELECT ${[...columns, ...wanted.properties].join(', ')} WHERE ${isOneOf('resourceType', [wanted.resourceType])}`;
  const answers = await Promise.all(
    batchesOf(wanted.resources).map((batch) => {
      const ids = [...new Set(batch.map(({ id }) => id))].toSorted();
      return select(addCondition(sql, isOneOf(wanted.key, ids)), scopeOf(batch));
    }),
  );
  return answers.flat();
}

/** Neighbours together, so that each query looks into few accounts. */
function batchesOf(resources: readonly KnownResource[]): readonly (readonly KnownResource[])[] {
  const byPlace = new Map(
    resources.map((each) => [`${each.accountId ?? ''}/${each.region ?? ''}/${each.id}`, each]),
  );
  const sorted = [...byPlace]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, resource]) => resource);
  return Array.from({ length: Math.ceil(sorted.length / IDS_PER_QUERY) }, (_, index) =>
    sorted.slice(index * IDS_PER_QUERY, (index + 1) * IDS_PER_QUERY),
  );
}

/** The accounts and Regions of resources; everywhere, where one of them is not known. */
function scopeOf(resources: readonly KnownResource[]): SqlScope {
  const accounts = resources.map(({ accountId }) => accountId);
  const regions = resources.map(({ region }) => region);
  return { accounts: valuesOrAll(accounts), regions: valuesOrAll(regions) };
}

function valuesOrAll(values: readonly (string | null)[]): readonly string[] {
  const known = values.filter((value) => value !== null);
  return known.length < values.length ? [] : [...new Set(known)].toSorted();
}
