import {
  type AwsSecurityFinding,
  type AwsSecurityFindingFilters,
  DescribeHubCommand,
  DescribeSecurityHubV2Command,
  DescribeStandardsCommand,
  GetEnabledStandardsCommand,
  GetFindingAggregatorCommand,
  GetFindingsCommand,
  type GetFindingsCommandInput,
  ListFindingAggregatorsCommand,
  ListMembersCommand,
  paginateGetFindings,
  paginateListSecurityControlDefinitions,
  SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SampleOrganisation, startSampleOrganisation } from '../start-sample-organisation.ts';

const now = new Date('2026-11-23T10:00:00Z');
const DAY = 86_400_000;

let organisation: SampleOrganisation;
let hub: SecurityHubClient;

function clientIn(region: string, { endpoint, credentials } = organisation) {
  return new SecurityHubClient({ endpoint, credentials, region, maxAttempts: 1 });
}

beforeAll(async () => {
  organisation = await startSampleOrganisation({ clock: () => now });
  hub = clientIn(organisation.homeRegion);
});

afterAll(() => organisation.close());

const is = (Value: string) => [{ Value, Comparison: 'EQUALS' as const }];

async function findings(
  Filters: AwsSecurityFindingFilters,
  { client = hub, MaxResults = 100 } = {},
): Promise<AwsSecurityFinding[]> {
  const found: AwsSecurityFinding[] = [];
  for await (const page of paginateGetFindings({ client }, { Filters, MaxResults })) {
    expect(page.Findings?.length).toBeLessThanOrEqual(MaxResults);
    found.push(...(page.Findings ?? []));
  }
  return found;
}

async function errorOf(input: GetFindingsCommandInput): Promise<string> {
  return hub.send(new GetFindingsCommand(input)).then(
    () => 'no error',
    (error: Error) => error.name,
  );
}

const ids = (found: readonly AwsSecurityFinding[]) => found.map((finding) => finding.Id);

describe('findings', () => {
  it('come in every severity, workflow status and record state, from five products', async () => {
    const all = await findings({});
    const seen = (pick: (finding: AwsSecurityFinding) => string | undefined) =>
      [...new Set(all.map((one) => pick(one) ?? ''))].toSorted();
    expect(seen((one) => one.Severity?.Label)).toEqual([
      'CRITICAL',
      'HIGH',
      'INFORMATIONAL',
      'LOW',
      'MEDIUM',
    ]);
    expect(seen((one) => one.Workflow?.Status)).toEqual([
      'NEW',
      'NOTIFIED',
      'RESOLVED',
      'SUPPRESSED',
    ]);
    expect(seen((one) => one.RecordState)).toEqual(['ACTIVE', 'ARCHIVED']);
    expect(seen((one) => one.ProductName)).toEqual([
      'GuardDuty',
      'IAM Access Analyzer',
      'Inspector',
      'Macie',
      'Security Hub',
    ]);
    expect(seen((one) => one.AwsAccountId).length).toBeGreaterThanOrEqual(12);
    expect(seen((one) => one.Region)).toHaveLength(5);
    expect(new Set(ids(all)).size).toBe(all.length);
  });

  it('are between two hours and 200 days old, seen before they were updated', async () => {
    for (const one of await findings({})) {
      const first = Date.parse(one.FirstObservedAt ?? '');
      expect(now.getTime() - first).toBeLessThanOrEqual(200 * DAY + DAY);
      expect(Date.parse(one.UpdatedAt ?? '')).toBeGreaterThanOrEqual(first);
      expect(Date.parse(one.UpdatedAt ?? '')).toBeLessThanOrEqual(now.getTime());
    }
  });

  it('of controls name control, standards and requirements, never SOC 2 or APRA', async () => {
    const failed = await findings({ ComplianceStatus: is('FAILED') });
    expect(failed.length).toBeGreaterThan(100);
    for (const { Compliance } of failed) {
      expect(Compliance?.SecurityControlId).toMatch(/^\w+\.\d+$/);
      expect(Compliance?.AssociatedStandards?.length).toBeGreaterThan(0);
      expect(JSON.stringify(Compliance?.RelatedRequirements)).not.toMatch(/soc.?2|apra|cps/i);
    }
  });

  it('report a missing recorder as Config.1, in the one place that has none', async () => {
    const filters = { ComplianceStatus: is('FAILED'), ComplianceSecurityControlId: is('Config.1') };
    expect(await findings(filters)).toMatchObject([{ Severity: { Label: 'CRITICAL' } }]);
  });
});

describe('filters', () => {
  it('are joined by AND, their values by OR', async () => {
    const some = await findings({
      RecordState: is('ACTIVE'),
      WorkflowStatus: [...is('NEW'), ...is('NOTIFIED')],
      SeverityLabel: is('CRITICAL'),
    });
    expect(some.length).toBeGreaterThan(0);
    for (const one of some) {
      expect(one).toMatchObject({ RecordState: 'ACTIVE', Severity: { Label: 'CRITICAL' } });
      expect(['NEW', 'NOTIFIED']).toContain(one.Workflow?.Status);
    }
  });

  it('that negate leave out exactly the rest', async () => {
    const all = await findings({});
    const without = await findings({
      ProductName: [
        { Value: 'Security Hub', Comparison: 'NOT_EQUALS' },
        { Value: 'Guard', Comparison: 'PREFIX_NOT_EQUALS' },
      ],
    });
    const wanted = all.filter((one) => !/Security Hub|^Guard/.test(one.ProductName ?? ''));
    expect(ids(without)).toEqual(ids(wanted));
  });

  it.each([
    ['CONTAINS', 'BitcoinTool'],
    ['CONTAINS_WORD', 'BitcoinTool'],
    ['PREFIX', 'TTPs/Command and Control'],
  ] as const)('compare by %s', async (Comparison, Value) => {
    const found = await findings({ Type: [{ Comparison, Value }] });
    expect(found.length).toBeGreaterThan(0);
    expect(found.every((one) => one.Types?.some((type) => type.includes(Value)))).toBe(true);
  });

  it('tell ages apart by range and by days', async () => {
    const week = await findings({ CreatedAt: [{ DateRange: { Value: 7, Unit: 'DAYS' } }] });
    const Start = new Date(now.getTime() - 7 * DAY).toISOString();
    const span = await findings({ CreatedAt: [{ Start, End: now.toISOString() }] });
    expect(week.length).toBeGreaterThan(0);
    expect(ids(span)).toEqual(ids(week));
    const older = await findings({ CreatedAt: [{ End: Start }] });
    expect(older.length + week.length).toBe((await findings({})).length);
  });

  it('know numbers, maps and every account', async () => {
    const severe = await findings({ SeverityNormalized: [{ Gte: 70 }] });
    expect(severe.every((one) => /HIGH|CRITICAL/.test(one.Severity?.Label ?? ''))).toBe(true);
    const [first] = severe;
    const account = await findings({
      AwsAccountId: is(first?.AwsAccountId ?? ''),
      Region: is(first?.Region ?? ''),
    });
    expect(ids(account)).toContain(first?.Id);
    expect(account.every((one) => one.AwsAccountId === first?.AwsAccountId)).toBe(true);
    const tagged = await findings({
      ResourceTags: [{ Key: 'environment', Value: 'prod', Comparison: 'EQUALS' }],
    });
    expect(tagged.every((one) => one.Resources?.[0]?.Tags?.['environment'] === 'prod')).toBe(true);
  });

  it('and limits are refused as InvalidInputException', async () => {
    const unknown = { Colour: is('red') } as AwsSecurityFindingFilters;
    const many = Array.from({ length: 21 }, () => is('NEW')).flat();
    expect(await errorOf({ Filters: { WorkflowStatus: many } })).toBe('InvalidInputException');
    expect(await errorOf({ MaxResults: 101 })).toBe('InvalidInputException');
    expect(await errorOf({ NextToken: 'AAAA' })).toBe('InvalidInputException');
    expect(await errorOf({ SortCriteria: [{ Field: 'Colour', SortOrder: 'asc' }] })).toBe(
      'InvalidInputException',
    );
    // The SDK sends only members it knows, so an unknown attribute never leaves it.
    expect(await errorOf({ Filters: unknown })).toBe('no error');
  });
});

describe('pages', () => {
  it('of 9 hold what pages of 100 hold', async () => {
    const filters = { SeverityLabel: is('HIGH'), RecordState: is('ACTIVE') };
    const small = ids(await findings(filters, { MaxResults: 9 }));
    expect(small).toEqual(ids(await findings(filters)));
    expect(new Set(small).size).toBe(small.length);
  });

  it('can be sorted', async () => {
    const found: number[] = [];
    let NextToken: string | undefined;
    do {
      const page: { Findings: AwsSecurityFinding[] | undefined; NextToken?: string | undefined } =
        await hub.send(
          new GetFindingsCommand({
            Filters: { ComplianceStatus: is('FAILED'), RecordState: is('ACTIVE') },
            SortCriteria: [{ Field: 'SeverityNormalized', SortOrder: 'desc' }],
            MaxResults: 90,
            NextToken,
          }),
        );
      found.push(...(page.Findings ?? []).map((one) => one.Severity?.Normalized ?? -1));
      NextToken = page.NextToken;
    } while (NextToken);
    expect(found).toEqual(found.toSorted((a, b) => b - a));
    const all = await findings({ ComplianceStatus: is('FAILED'), RecordState: is('ACTIVE') });
    expect(found).toHaveLength(all.length);
  });
});

describe('the hub', () => {
  it('aggregates in the home Region only', async () => {
    const { FindingAggregators = [] } = await hub.send(new ListFindingAggregatorsCommand({}));
    const [{ FindingAggregatorArn } = {}] = FindingAggregators;
    const aggregator = await hub.send(new GetFindingAggregatorCommand({ FindingAggregatorArn }));
    expect(aggregator.FindingAggregationRegion).toBe(organisation.homeRegion);
    const [linked = ''] = aggregator.Regions ?? [];
    const there = await findings({}, { client: clientIn(linked) });
    expect(there.length).toBeGreaterThan(0);
    expect(there.every((one) => one.Region === linked)).toBe(true);
    expect(there.length).toBe((await findings({ Region: is(linked) })).length);
  });

  it('shows a member its own account only', async () => {
    const { Members = [] } = await hub.send(new ListMembersCommand({}));
    const { AccountId = '', AdministratorId } = Members.at(-1) ?? {};
    expect(AdministratorId).toBe(organisation.managementAccountId);
    const { endpoint, credentials, homeRegion: region } = organisation;
    const sts = new STSClient({ endpoint, credentials, region });
    const { Credentials: keys } = await sts.send(
      new AssumeRoleCommand({
        RoleArn: `arn:aws:iam::${AccountId}:role/xops-read-only`,
        RoleSessionName: 'test',
      }),
    );
    const member = new SecurityHubClient({
      endpoint,
      region,
      credentials: {
        accessKeyId: keys?.AccessKeyId ?? '',
        secretAccessKey: keys?.SecretAccessKey ?? '',
        sessionToken: keys?.SessionToken ?? '',
      },
    });
    const { HubArn } = await member.send(new DescribeHubCommand({}));
    expect(HubArn).toContain(AccountId);
    const own = await findings({}, { client: member });
    expect(new Set(own.map((one) => one.AwsAccountId))).toEqual(new Set([AccountId]));
    expect(
      await findings({ AwsAccountId: is(organisation.managementAccountId) }, { client: member }),
    ).toEqual([]);
  });

  it('names standards, controls and members', async () => {
    const { HubArn, ControlFindingGenerator } = await hub.send(new DescribeHubCommand({}));
    expect(HubArn).toContain(':hub/default');
    expect(ControlFindingGenerator).toBe('SECURITY_CONTROL');
    const { StandardsSubscriptions } = await hub.send(new GetEnabledStandardsCommand({}));
    const { Standards } = await hub.send(new DescribeStandardsCommand({}));
    expect(StandardsSubscriptions).toHaveLength(Standards?.length ?? 0);
    const controls: string[] = [];
    for await (const page of paginateListSecurityControlDefinitions(
      { client: hub },
      { MaxResults: 10 },
    )) {
      controls.push(
        ...(page.SecurityControlDefinitions ?? []).map((one) => one.SecurityControlId ?? ''),
      );
    }
    expect(new Set(controls).size).toBe(controls.length);
    const failed = await findings({ ComplianceStatus: is('FAILED') });
    for (const one of failed) expect(controls).toContain(one.Compliance?.SecurityControlId);
    const everyone = await hub.send(new ListMembersCommand({ OnlyAssociated: false }));
    const associated = await hub.send(new ListMembersCommand({ OnlyAssociated: true }));
    expect(everyone.Members?.length).toBeGreaterThan(associated.Members?.length ?? 0);
  });

  it('has no second version, and none in a Region that is not in use', async () => {
    await expect(hub.send(new DescribeSecurityHubV2Command({}))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    const elsewhere = clientIn('af-south-1');
    await expect(elsewhere.send(new DescribeHubCommand({}))).rejects.toMatchObject({
      name: 'InvalidAccessException',
    });
  });
});

it('gives the first critical findings of a million resources at once', {
  timeout: 60_000,
}, async () => {
  const large = await startSampleOrganisation({
    clock: () => now,
    accounts: 1000,
    resources: 1_000_000,
  });
  const started = performance.now();
  const { Findings } = await clientIn(large.homeRegion, large).send(
    new GetFindingsCommand({
      Filters: { SeverityLabel: is('CRITICAL'), RecordState: is('ACTIVE') },
      MaxResults: 100,
    }),
  );
  expect(Findings).toHaveLength(100);
  expect(performance.now() - started).toBeLessThan(5000);
  await large.close();
});
