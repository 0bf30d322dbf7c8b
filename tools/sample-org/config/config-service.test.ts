import { readFileSync } from 'node:fs';
import {
  BatchGetAggregateResourceConfigCommand,
  ConfigServiceClient,
  DescribeAggregateComplianceByConfigRulesCommand,
  DescribeAggregateComplianceByConformancePacksCommand,
  DescribeConfigurationAggregatorSourcesStatusCommand,
  DescribeConfigurationAggregatorsCommand,
  GetAggregateDiscoveredResourceCountsCommand,
  GetAggregateResourceConfigCommand,
  ListAggregateDiscoveredResourcesCommand,
  paginateListAggregateDiscoveredResources,
  paginateSelectAggregateResourceConfig,
  type ResourceType,
  SelectAggregateResourceConfigCommand,
} from '@aws-sdk/client-config-service';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SampleOrganisation, startSampleOrganisation } from '../start-sample-organisation.ts';

const ConfigurationAggregatorName = 'organization';
const clock = () => new Date('2026-11-23T10:00:00Z');

let organisation: SampleOrganisation;
let config: ConfigServiceClient;

function clientIn(region: string, { endpoint, credentials } = organisation) {
  return new ConfigServiceClient({ endpoint, credentials, region, maxAttempts: 1 });
}

beforeAll(async () => {
  organisation = await startSampleOrganisation({ clock });
  config = clientIn(organisation.homeRegion);
});

afterAll(() => organisation.close());

interface Row {
  readonly [member: string]: unknown;
}

async function select(Expression: string, pageSize = 100): Promise<Row[]> {
  const rows: Row[] = [];
  const pages = paginateSelectAggregateResourceConfig(
    { client: config },
    { ConfigurationAggregatorName, Expression, Limit: pageSize },
  );
  for await (const page of pages) {
    expect(page.Results?.length).toBeLessThanOrEqual(pageSize);
    rows.push(...(page.Results ?? []).map((row) => JSON.parse(row) as Row));
  }
  return rows;
}

const selectPage = (input: { Expression: string; Limit?: number; NextToken?: string }) =>
  config.send(new SelectAggregateResourceConfigCommand({ ConfigurationAggregatorName, ...input }));

async function errorOf(answer: Promise<unknown>): Promise<string> {
  return answer.then(
    () => 'no error',
    (error: Error) => error.name,
  );
}

const sumOf = (rows: readonly Row[]) => rows.reduce((sum, row) => sum + Number(row['COUNT(*)']), 0);

describe('SelectAggregateResourceConfig', () => {
  const declared = JSON.parse(
    readFileSync(new URL('sql/fixtures/declared-queries.json', import.meta.url), 'utf8'),
  ) as { id: string; sql: string }[];

  it('answers every declared query', { timeout: 60_000 }, async () => {
    const empty: string[] = [];
    for (const { id, sql } of declared) {
      const Expression = sql
        .replaceAll('{{now}}', '2026-11-23')
        .replaceAll('{{plus7}}', '2026-11-30')
        .replaceAll('{{plus30}}', '2026-12-23')
        .replaceAll('{{plus90}}', '2027-02-21')
        .replaceAll('{{since}}', '2026-10-24');
      const { Results } = await selectPage({ Expression });
      if (Results?.length === 0) empty.push(id);
    }
    // inv.find looks for a resource id that the test does not fill in.
    expect(empty).toEqual(['inv.find']);
  });

  it('gives the same rows in pages of 7 and of 100, none twice', async () => {
    const sql = "SELECT arn WHERE resourceType IN ('AWS::EC2::Instance', 'AWS::IAM::Role')";
    const small = (await select(sql, 7)).map((row) => row['arn']);
    expect(small).toEqual((await select(sql)).map((row) => row['arn']));
    expect(new Set(small).size).toBe(small.length);
  });

  it('counts by type, account and Region what a plain SELECT lists', {
    timeout: 60_000,
  }, async () => {
    const all = await select('SELECT resourceType, accountId, awsRegion, arn');
    const [total] = await select('SELECT COUNT(*)');
    const byPlace = 'SELECT accountId, awsRegion, COUNT(*) GROUP BY accountId, awsRegion';
    expect(Number(total?.['COUNT(*)'])).toBe(all.length);
    expect(sumOf(await select('SELECT resourceType, COUNT(*) GROUP BY resourceType'))).toBe(
      all.length,
    );
    expect(sumOf(await select(byPlace))).toBe(all.length);
    const types = new Map<unknown, number>();
    for (const row of all)
      types.set(row['resourceType'], (types.get(row['resourceType']) ?? 0) + 1);
    for (const row of await select('SELECT resourceType, COUNT(*) GROUP BY resourceType')) {
      expect(row['COUNT(*)']).toBe(types.get(row['resourceType']));
    }
  });

  it('names the selected fields and writes integers as floats', async () => {
    const { Results, QueryInfo } = await selectPage({
      Expression:
        "SELECT resourceId, configuration.size, tags WHERE resourceType = 'AWS::EC2::Volume'",
      Limit: 1,
    });
    expect(QueryInfo?.SelectFields?.map((field) => field.Name)).toEqual([
      'resourceId',
      'configuration.size',
      'tags',
    ]);
    expect(Results?.[0]).toMatch(/"size":\d+\.0\b/);
  });

  it('gives 25 rows by default, and up to 500 groups', async () => {
    expect((await selectPage({ Expression: 'SELECT resourceId' })).Results).toHaveLength(25);
    const groups = 'SELECT accountId, resourceType, COUNT(*) GROUP BY accountId, resourceType';
    expect((await selectPage({ Expression: groups })).Results?.length).toBeGreaterThan(100);
  });

  it('finds certificates with the spelling of Config', async () => {
    const found = await select(
      "SELECT configuration.keyAlgorithm, COUNT(*) WHERE resourceType = 'AWS::ACM::Certificate' GROUP BY configuration.keyAlgorithm",
    );
    const names = found.map((row) => (row['configuration'] as Row)['keyAlgorithm']);
    expect(names).toContain('RSA-2048');
    expect(names).not.toContain('RSA_2048');
  });

  it('refuses by the names of AWS', async () => {
    const ok = 'SELECT resourceId';
    expect(await errorOf(selectPage({ Expression: 'SELECT * FROM x' }))).toBe(
      'InvalidExpressionException',
    );
    expect(await errorOf(selectPage({ Expression: ok.padEnd(4097) }))).toBe(
      'InvalidExpressionException',
    );
    expect(await errorOf(selectPage({ Expression: ok, Limit: 101 }))).toBe('InvalidLimitException');
    expect(await errorOf(selectPage({ Expression: ok, Limit: -1 }))).toBe('InvalidLimitException');
    expect(await errorOf(selectPage({ Expression: ok, NextToken: 'AAAA' }))).toBe(
      'InvalidNextTokenException',
    );
    const { NextToken = '' } = await selectPage({ Expression: ok });
    expect(await errorOf(selectPage({ Expression: 'SELECT arn', NextToken }))).toBe(
      'InvalidNextTokenException',
    );
    const other = new SelectAggregateResourceConfigCommand({
      ConfigurationAggregatorName: 'nobody',
      Expression: ok,
    });
    expect(await errorOf(config.send(other))).toBe('NoSuchConfigurationAggregatorException');
  });
});

describe('the aggregator', () => {
  it('is in the home Region only', async () => {
    const command = new DescribeConfigurationAggregatorsCommand({});
    const { ConfigurationAggregators } = await config.send(command);
    expect(ConfigurationAggregators).toMatchObject([
      { ConfigurationAggregatorName, OrganizationAggregationSource: { AllAwsRegions: true } },
    ]);
    const elsewhere = clientIn('eu-west-1');
    expect((await elsewhere.send(command)).ConfigurationAggregators).toEqual([]);
    const sql = { ConfigurationAggregatorName, Expression: 'SELECT arn' };
    expect(await errorOf(elsewhere.send(new SelectAggregateResourceConfigCommand(sql)))).toBe(
      'NoSuchConfigurationAggregatorException',
    );
  });

  it('says which source failed, and has nothing from there', async () => {
    const { AggregatedSourceStatusList: failed = [] } = await config.send(
      new DescribeConfigurationAggregatorSourcesStatusCommand({
        ConfigurationAggregatorName,
        UpdateStatus: ['FAILED'],
      }),
    );
    expect(failed).toHaveLength(1);
    const [source] = failed;
    expect(source?.LastErrorCode).toBe('NoAvailableConfigurationRecorder');
    const sql = `SELECT COUNT(*) WHERE accountId = '${source?.SourceId}' AND awsRegion = '${source?.AwsRegion}'`;
    expect(await select(sql)).toEqual([{ 'COUNT(*)': 0 }]);
  });
});

describe('GetAggregateDiscoveredResourceCounts', () => {
  const counts = (input: object) =>
    config.send(
      new GetAggregateDiscoveredResourceCountsCommand({ ConfigurationAggregatorName, ...input }),
    );

  it.each(['RESOURCE_TYPE', 'ACCOUNT_ID', 'AWS_REGION'] as const)(
    'adds up by %s',
    async (GroupByKey) => {
      const { TotalDiscoveredResources, GroupedResourceCounts = [] } = await counts({ GroupByKey });
      const sum = GroupedResourceCounts.reduce(
        (total, group) => total + (group.ResourceCount ?? 0),
        0,
      );
      expect(sum).toBe(TotalDiscoveredResources);
      expect(await select('SELECT COUNT(*)')).toEqual([{ 'COUNT(*)': sum }]);
    },
  );

  it('counts one type as a query does', async () => {
    const { TotalDiscoveredResources } = await counts({
      Filters: { ResourceType: 'AWS::EC2::Volume' },
    });
    const rows = await select("SELECT COUNT(*) WHERE resourceType = 'AWS::EC2::Volume'");
    expect(rows).toEqual([{ 'COUNT(*)': TotalDiscoveredResources }]);
  });

  it('pages its groups', async () => {
    const first = await counts({ GroupByKey: 'RESOURCE_TYPE', Limit: 3 });
    const { NextToken } = first;
    const second = await counts({ GroupByKey: 'RESOURCE_TYPE', Limit: 3, NextToken });
    expect(second.GroupedResourceCounts).toHaveLength(3);
    expect(second.GroupedResourceCounts).not.toEqual(first.GroupedResourceCounts);
    expect(await errorOf(counts({ Limit: 1001 }))).toBe('InvalidLimitException');
  });
});

describe('single resources', () => {
  const identify = (row: Row | undefined) => ({
    SourceAccountId: String(row?.['accountId']),
    SourceRegion: String(row?.['awsRegion']),
    ResourceId: String(row?.['resourceId']),
    ResourceType: 'AWS::EC2::Instance' as ResourceType,
  });

  it('are the ones a query finds', async () => {
    const [row] = await select(
      "SELECT accountId, awsRegion, resourceId, arn, configuration.instanceType WHERE resourceType = 'AWS::EC2::Instance'",
    );
    const { ConfigurationItem: item } = await config.send(
      new GetAggregateResourceConfigCommand({
        ConfigurationAggregatorName,
        ResourceIdentifier: identify(row),
      }),
    );
    expect(item?.arn).toBe(row?.['arn']);
    expect(JSON.parse(item?.configuration ?? '{}')).toMatchObject(row?.['configuration'] as object);
    expect(item?.resourceCreationTime?.getTime()).toBeLessThan(clock().getTime());
  });

  it('that are unknown are named as such', async () => {
    const [row] = await select(
      "SELECT accountId, awsRegion, resourceId WHERE resourceType = 'AWS::EC2::Instance'",
    );
    const unknown = { ...identify(row), ResourceId: 'i-unknown' };
    const get = new GetAggregateResourceConfigCommand({
      ConfigurationAggregatorName,
      ResourceIdentifier: unknown,
    });
    expect(await errorOf(config.send(get))).toBe('ResourceNotDiscoveredException');
    const batch = await config.send(
      new BatchGetAggregateResourceConfigCommand({
        ConfigurationAggregatorName,
        ResourceIdentifiers: [identify(row), unknown],
      }),
    );
    expect(batch.BaseConfigurationItems).toHaveLength(1);
    expect(batch.UnprocessedResourceIdentifiers).toEqual([unknown]);
  });

  it('are listed by type to the end', async () => {
    const found: unknown[] = [];
    const pages = paginateListAggregateDiscoveredResources(
      { client: config },
      { ConfigurationAggregatorName, ResourceType: 'AWS::EC2::Instance' },
    );
    for await (const page of pages) found.push(...(page.ResourceIdentifiers ?? []));
    const [count] = await select("SELECT COUNT(*) WHERE resourceType = 'AWS::EC2::Instance'");
    expect(found).toHaveLength(Number(count?.['COUNT(*)']));
    const bad = new ListAggregateDiscoveredResourcesCommand({
      ConfigurationAggregatorName,
      ResourceType: 'AWS::EC2::Instance',
      Filters: { AccountId: 'not an account' },
    });
    expect(await errorOf(config.send(bad))).toBe('ValidationException');
  });
});

describe('compliance', () => {
  it('of rules agrees with the compliance records', async () => {
    const { AggregateComplianceByConfigRules: rules = [] } = await config.send(
      new DescribeAggregateComplianceByConfigRulesCommand({
        ConfigurationAggregatorName,
        Filters: { ComplianceType: 'NON_COMPLIANT' },
        Limit: 1000,
      }),
    );
    expect(rules.length).toBeGreaterThan(0);
    const [rule] = rules;
    const [count] = await select(
      `SELECT COUNT(*) WHERE resourceType = 'AWS::Config::ResourceCompliance' AND configuration.complianceType = 'NON_COMPLIANT' AND accountId = '${rule?.AccountId}' AND awsRegion = '${rule?.AwsRegion}' AND configuration.configRuleList.configRuleName = '${rule?.ConfigRuleName}'`,
    );
    const { CappedCount, CapExceeded } = rule?.Compliance?.ComplianceContributorCount ?? {};
    expect(CapExceeded ? 25 : Number(count?.['COUNT(*)'])).toBe(CappedCount);
  });

  it('of conformance packs agrees with their records', async () => {
    const { AggregateComplianceByConformancePacks: packs = [] } = await config.send(
      new DescribeAggregateComplianceByConformancePacksCommand({ ConfigurationAggregatorName }),
    );
    const records = await select(
      "SELECT resourceName, configuration.totalRuleCount WHERE resourceType = 'AWS::Config::ConformancePackCompliance'",
    );
    expect(packs).toHaveLength(records.length);
    for (const { Compliance: counts = {} } of packs) {
      const { CompliantRuleCount = 0, NonCompliantRuleCount = 0, TotalRuleCount } = counts;
      expect(CompliantRuleCount + NonCompliantRuleCount).toBe(TotalRuleCount);
    }
  });
});

it('gives the first page of a million resources at once, in bounded memory', {
  timeout: 60_000,
}, async () => {
  const large = await startSampleOrganisation({ clock, accounts: 1000, resources: 1_000_000 });
  const client = clientIn(large.homeRegion, large);
  const page = async (Expression: string, NextToken?: string) => {
    const started = performance.now();
    const answer = await client.send(
      new SelectAggregateResourceConfigCommand({
        ConfigurationAggregatorName,
        Expression,
        Limit: 100,
        NextToken,
      }),
    );
    return { ...answer, took: performance.now() - started };
  };
  const before = process.memoryUsage().heapUsed;
  const first = await page('SELECT resourceId, configuration, tags');
  expect(first.Results).toHaveLength(100);
  expect(first.took).toBeLessThan(5000);
  const next = await page('SELECT resourceId, configuration, tags', first.NextToken);
  expect(next.took).toBeLessThan(5000);
  const counted = await page('SELECT accountId, COUNT(*) GROUP BY accountId');
  expect(counted.NextToken).toBeDefined();
  const [count] = (await page('SELECT COUNT(*)')).Results ?? [];
  expect(Number(/\d+/.exec(count ?? '')?.[0])).toBeGreaterThan(800_000);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(200_000_000);
  await large.close();
});
