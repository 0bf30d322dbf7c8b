import {
  type Anomaly,
  CostExplorerClient,
  type Expression,
  GetAnomaliesCommand,
  GetAnomalyMonitorsCommand,
  GetAnomalySubscriptionsCommand,
  GetCostAndUsageCommand,
  type GetCostAndUsageCommandInput,
  GetCostAndUsageComparisonsCommand,
  GetCostComparisonDriversCommand,
  GetCostForecastCommand,
  GetDimensionValuesCommand,
  GetReservationCoverageCommand,
  GetReservationUtilizationCommand,
  GetSavingsPlansCoverageCommand,
  GetSavingsPlansUtilizationCommand,
  GetSavingsPlansUtilizationDetailsCommand,
  GetTagsCommand,
  ListCostAllocationTagsCommand,
  type ResultByTime,
} from '@aws-sdk/client-cost-explorer';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SampleOrganisation, startSampleOrganisation } from '../start-sample-organisation.ts';

const OCTOBER = { Start: '2026-10-01', End: '2026-11-01' };
const SEPTEMBER = { Start: '2026-09-01', End: '2026-10-01' };

let organisation: SampleOrganisation;
let client: CostExplorerClient;

beforeAll(async () => {
  organisation = await startSampleOrganisation({ clock: () => new Date('2026-11-23T10:00:00Z') });
  client = clientOf(organisation);
});

afterAll(() => organisation.close());

function clientOf({ endpoint, credentials }: SampleOrganisation, maxAttempts = 1) {
  return new CostExplorerClient({ endpoint, credentials, region: 'us-east-1', maxAttempts });
}

/** Every page of an answer, its periods put together again. */
async function costs(input: Partial<GetCostAndUsageCommandInput>) {
  const results: ResultByTime[] = [];
  let pages = 0;
  let token: string | undefined;
  do {
    const answer = await client.send(
      new GetCostAndUsageCommand({
        TimePeriod: OCTOBER,
        Granularity: 'MONTHLY',
        Metrics: ['UnblendedCost'],
        ...input,
        ...(token === undefined ? {} : { NextPageToken: token }),
      }),
    );
    results.push(...(answer.ResultsByTime ?? []));
    pages += 1;
    token = answer.NextPageToken;
  } while (token !== undefined && pages < 100);
  return { results, pages };
}

/** Sum in millionths of USD, over totals and groups. */
function sumOf(results: readonly ResultByTime[], metric = 'UnblendedCost'): number {
  const amounts = results.flatMap(({ Total = {}, Groups = [] }) => [
    Total[metric]?.Amount,
    ...Groups.map(({ Metrics }) => Metrics?.[metric]?.Amount),
  ]);
  return amounts.reduce((sum, amount) => sum + Math.round(Number(amount ?? 0) * 1e6), 0);
}

function dimension(
  Key: 'RECORD_TYPE' | 'SERVICE' | 'LINKED_ACCOUNT',
  ...Values: string[]
): Expression {
  return { Dimensions: { Key, Values } };
}

describe('GetCostAndUsage adds up', () => {
  test.each([
    [[{ Type: 'DIMENSION', Key: 'SERVICE' }]],
    [[{ Type: 'DIMENSION', Key: 'LINKED_ACCOUNT' }]],
    [
      [
        { Type: 'DIMENSION', Key: 'USAGE_TYPE' },
        { Type: 'DIMENSION', Key: 'REGION' },
      ],
    ],
    [
      [
        { Type: 'TAG', Key: 'CostCentre' },
        { Type: 'DIMENSION', Key: 'RECORD_TYPE' },
      ],
    ],
  ] as const)('by %j to the total, in every metric', async (groupBy) => {
    const Metrics = [
      'UnblendedCost',
      'AmortizedCost',
      'NetUnblendedCost',
      'NetAmortizedCost',
      'BlendedCost',
      'UsageQuantity',
    ];
    const whole = await costs({ Metrics });
    const parts = await costs({ Metrics, GroupBy: [...groupBy] });
    for (const metric of Metrics) {
      expect(sumOf(parts.results, metric), metric).toBe(sumOf(whole.results, metric));
    }
  });

  test('days to their month and months to the period', async () => {
    const days = await costs({ Granularity: 'DAILY' });
    const month = await costs({});
    expect(days.results).toHaveLength(31);
    expect(sumOf(days.results)).toBe(sumOf(month.results));
  });

  test('a part of a month and the rest of it to the month', async () => {
    const parts = await Promise.all([
      costs({ TimePeriod: { Start: '2026-10-01', End: '2026-10-15' } }),
      costs({ TimePeriod: { Start: '2026-10-15', End: '2026-11-01' } }),
    ]);
    const month = await costs({});
    expect(parts.reduce((sum, { results }) => sum + sumOf(results), 0)).toBe(sumOf(month.results));
  });

  test('a filter and its opposite to the total', async () => {
    const filter = dimension('RECORD_TYPE', 'Credit', 'Refund', 'Tax');
    const [inside, outside, whole] = await Promise.all([
      costs({ Filter: filter }),
      costs({ Filter: { Not: filter } }),
      costs({}),
    ]);
    expect(sumOf(inside.results) + sumOf(outside.results)).toBe(sumOf(whole.results));
    expect(sumOf(inside.results)).not.toBe(0);
  });
});

describe('what the bill tells', () => {
  async function byRecordType(metric: string) {
    const { results } = await costs({
      Metrics: [metric],
      GroupBy: [{ Type: 'DIMENSION', Key: 'RECORD_TYPE' }],
    });
    const groups = results[0]?.Groups ?? [];
    return new Map(
      groups.map(({ Keys, Metrics }) => [Keys?.[0], Number(Metrics?.[metric]?.Amount)]),
    );
  }

  test('Savings Plans negate what they cover, and amortizing spreads the fee', async () => {
    const unblended = await byRecordType('UnblendedCost');
    const amortized = await byRecordType('AmortizedCost');
    expect(unblended.get('SavingsPlanNegation')).toBe(
      -(unblended.get('SavingsPlanCoveredUsage') ?? 0),
    );
    expect(amortized.get('SavingsPlanNegation')).toBe(0);
    const spread =
      (amortized.get('SavingsPlanCoveredUsage') ?? 0) +
      (amortized.get('SavingsPlanRecurringFee') ?? 0);
    expect(spread).toBeCloseTo(unblended.get('SavingsPlanRecurringFee') ?? 0, 2);
  });

  test('credits nearly hide what a sandbox uses', async () => {
    const accounts = await client.send(
      new GetDimensionValuesCommand({ TimePeriod: OCTOBER, Dimension: 'LINKED_ACCOUNT' }),
    );
    const sandbox = accounts.DimensionValues?.find(
      ({ Attributes }) => Attributes?.['description'] === 'sandbox',
    );
    const only = dimension('LINKED_ACCOUNT', sandbox?.Value ?? '');
    const total = sumOf((await costs({ Filter: only })).results);
    const used = sumOf(
      (await costs({ Filter: { And: [only, dimension('RECORD_TYPE', 'Usage')] } })).results,
    );
    expect(total).toBeGreaterThan(0);
    expect(total).toBeLessThan(used * 0.2);
  });

  test('the current month is partial and estimated; nothing is known of today', async () => {
    const { results } = await costs({ TimePeriod: { Start: '2026-10-01', End: '2026-12-01' } });
    expect(results.map(({ Estimated }) => Estimated)).toEqual([false, true]);
    const toYesterday = await costs({ TimePeriod: { Start: '2026-11-01', End: '2026-11-23' } });
    expect(sumOf(results.slice(1))).toBe(sumOf(toYesterday.results));
    const today = await costs({
      TimePeriod: { Start: '2026-11-23', End: '2026-11-24' },
      Granularity: 'DAILY',
    });
    expect(sumOf(today.results)).toBe(0);
  });

  test('there is a refund in some month', async () => {
    const { results } = await costs({
      TimePeriod: { Start: '2026-01-01', End: '2026-11-01' },
      Filter: dimension('RECORD_TYPE', 'Refund'),
    });
    expect(results.some((result) => sumOf([result]) < 0)).toBe(true);
    expect(results.some((result) => sumOf([result]) === 0)).toBe(true);
  });

  test('the closed account costs nothing any more', async () => {
    const values = async (TimePeriod: typeof OCTOBER) => {
      const answer = await client.send(
        new GetDimensionValuesCommand({ TimePeriod, Dimension: 'LINKED_ACCOUNT' }),
      );
      return answer.DimensionValues?.map(({ Attributes }) => Attributes?.['description']);
    };
    expect(await values({ Start: '2026-01-01', End: '2026-02-01' })).toContain('legacy-crm');
    expect(await values(OCTOBER)).not.toContain('legacy-crm');
  });

  test('groups by account carry the accounts’ names', async () => {
    const answer = await client.send(
      new GetCostAndUsageCommand({
        TimePeriod: OCTOBER,
        Granularity: 'MONTHLY',
        Metrics: ['UnblendedCost'],
        GroupBy: [{ Type: 'DIMENSION', Key: 'LINKED_ACCOUNT' }],
      }),
    );
    const names = answer.DimensionValueAttributes?.map(
      ({ Attributes }) => Attributes?.['description'],
    );
    expect(names).toContain('payments-prod');
    expect(names).toHaveLength(answer.ResultsByTime?.[0]?.Groups?.length ?? 0);
  });

  test('lines without a tag come under its empty value', async () => {
    const { results } = await costs({ GroupBy: [{ Type: 'TAG', Key: 'CostCentre' }] });
    const keys = results[0]?.Groups?.map(({ Keys }) => Keys?.[0]) ?? [];
    expect(keys).toContain('CostCentre$');
    const untagged = { Tags: { Key: 'CostCentre', MatchOptions: ['ABSENT'] } } satisfies Expression;
    const group = results[0]?.Groups?.find(({ Keys }) => Keys?.[0] === 'CostCentre$');
    expect(sumOf((await costs({ Filter: untagged })).results)).toBe(
      Math.round(Number(group?.Metrics?.['UnblendedCost']?.Amount) * 1e6),
    );
  });

  test('the quantity has a unit only by usage type', async () => {
    const Metrics = ['UsageQuantity'];
    const { results } = await costs({
      Metrics,
      GroupBy: [{ Type: 'DIMENSION', Key: 'USAGE_TYPE' }],
    });
    const gp2 = results[0]?.Groups?.find(({ Keys }) => Keys?.[0] === 'APS2-EBS:VolumeUsage.gp2');
    expect(gp2?.Metrics?.['UsageQuantity']?.Unit).toBe('GB-Mo');
    const whole = await costs({ Metrics });
    expect(whole.results[0]?.Total?.['UsageQuantity']?.Unit).toBe('N/A');
  });
});

describe('pages', () => {
  test('a year of days by service and account comes in pages without gaps or doubles', async () => {
    const TimePeriod = { Start: '2026-01-01', End: '2026-07-01' };
    const GroupBy = [
      { Type: 'DIMENSION', Key: 'SERVICE' },
      { Type: 'DIMENSION', Key: 'LINKED_ACCOUNT' },
    ] satisfies GetCostAndUsageCommandInput['GroupBy'];
    const paged = await costs({ TimePeriod, Granularity: 'DAILY', GroupBy });
    const whole = await costs({ TimePeriod });
    expect(paged.pages).toBeGreaterThan(3);
    expect(new Set(paged.results.map((result) => result.TimePeriod?.Start)).size).toBe(181);
    expect(sumOf(paged.results)).toBe(sumOf(whole.results));
  });

  test('a token of another request is refused', async () => {
    await expect(costs({ NextPageToken: 'bm9uZQ' })).rejects.toThrow(
      expect.objectContaining({ name: 'InvalidNextTokenException' }),
    );
  });
});

describe('bad input', () => {
  const group = { Type: 'DIMENSION', Key: 'SERVICE' } as const;
  test.each<[string, Partial<GetCostAndUsageCommandInput>]>([
    ['three groups', { GroupBy: [group, group, group] }],
    ['an end before the start', { TimePeriod: { Start: '2026-10-02', End: '2026-10-02' } }],
    ['no date', { TimePeriod: { Start: 'October', End: '2026-11-01' } }],
    ['a day that does not exist', { TimePeriod: { Start: '2026-02-30', End: '2026-11-01' } }],
    [
      'days too long ago',
      { TimePeriod: { Start: '2025-01-01', End: '2025-02-01' }, Granularity: 'DAILY' },
    ],
    ['months before the history', { TimePeriod: { Start: '2020-01-01', End: '2020-02-01' } }],
    ['no metric', { Metrics: [] }],
    ['an unknown metric', { Metrics: ['Money'] }],
    ['an And of one', { Filter: { And: [dimension('SERVICE', 'AWS Lambda')] } }],
    [
      'two roots',
      { Filter: { ...dimension('SERVICE', 'x'), Tags: { Key: 'Team', Values: ['y'] } } },
    ],
    ['an empty filter', { Filter: {} }],
    [
      'a dimension for resources',
      { Filter: { Dimensions: { Key: 'RESOURCE_ID', Values: ['i-1'] } } },
    ],
    ['no values', { Filter: { Dimensions: { Key: 'SERVICE', Values: [] } } }],
  ])('%s is refused', async (_name, input) => {
    await expect(costs(input)).rejects.toThrow(
      expect.objectContaining({ name: 'ValidationException' }),
    );
  });

  test('hours are not kept', async () => {
    await expect(costs({ Granularity: 'HOURLY' })).rejects.toThrow(
      expect.objectContaining({ name: 'DataUnavailableException' }),
    );
  });
});

test('a fault throttles with LimitExceededException, which the SDK retries', async () => {
  const busy = await startSampleOrganisation({
    faults: [{ service: 'ce', kind: 'throttle', times: 2 }],
  });
  const command = new GetAnomalyMonitorsCommand({});
  await expect(clientOf(busy).send(command)).rejects.toThrow(
    expect.objectContaining({ name: 'LimitExceededException' }),
  );
  await expect(clientOf(busy, 3).send(command)).resolves.toMatchObject({
    AnomalyMonitors: [{}, {}],
  });
  await busy.close();
});

describe('GetCostForecast', () => {
  const forecast = (Start: string, End: string, Granularity: 'DAILY' | 'MONTHLY' = 'MONTHLY') =>
    client.send(
      new GetCostForecastCommand({
        TimePeriod: { Start, End },
        Metric: 'UNBLENDED_COST',
        Granularity,
      }),
    );

  test('adds up, with an interval around the mean that widens', async () => {
    const { Total, ForecastResultsByTime: months = [] } = await forecast(
      '2026-11-23',
      '2027-03-01',
    );
    const means = months.map(({ MeanValue }) => Number(MeanValue));
    expect(means.reduce((sum, mean) => sum + mean, 0)).toBeCloseTo(Number(Total?.Amount), 4);
    const widths = months.map(
      (month, position) =>
        (Number(month.PredictionIntervalUpperBound) - Number(month.PredictionIntervalLowerBound)) /
        (means[position] ?? 1),
    );
    expect(widths).toEqual(widths.toSorted((a, b) => a - b));
    expect(widths[0]).toBeGreaterThan(0);
  });

  test('the rest of the month and what is known make a month like the last', async () => {
    const rest = await forecast('2026-11-23', '2026-12-01');
    const known = sumOf(
      (await costs({ TimePeriod: { Start: '2026-11-01', End: '2026-12-01' } })).results,
    );
    const october = sumOf((await costs({})).results);
    expect((Number(rest.Total?.Amount) * 1e6 + known) / october).toBeGreaterThan(0.9);
    expect((Number(rest.Total?.Amount) * 1e6 + known) / october).toBeLessThan(1.1);
  });

  test('refuses the past and what is too far ahead', async () => {
    const refused = expect.objectContaining({ name: 'ValidationException' });
    await expect(forecast('2026-11-22', '2026-12-01')).rejects.toThrow(refused);
    await expect(forecast('2026-11-23', '2027-06-01', 'DAILY')).rejects.toThrow(refused);
  });
});

describe('anomalies', () => {
  /** The lines that an anomaly's root cause names. */
  function causeFilter({ RootCauses: [cause] = [] }: Anomaly): Expression {
    return {
      And: [
        dimension('LINKED_ACCOUNT', cause?.LinkedAccount ?? ''),
        { Dimensions: { Key: 'USAGE_TYPE', Values: [cause?.UsageType ?? ''] } },
        dimension('SERVICE', cause?.Service ?? ''),
        dimension('RECORD_TYPE', 'Usage'),
      ],
    };
  }

  test('are those of the bill: the struck days cost that much more', async () => {
    const { Anomalies = [] } = await client.send(
      new GetAnomaliesCommand({ DateInterval: { StartDate: '2026-09-01' } }),
    );
    const anomaly = Anomalies.find(({ AnomalyStartDate: start }) => start?.startsWith('2026-10'));
    if (anomaly === undefined) throw new Error('October has no anomaly.');
    const { AnomalyStartDate: first = '', AnomalyEndDate: last = '', Impact: impact } = anomaly;
    const dayAfter = new Date(Date.parse(last) + 86_400_000).toISOString();
    const { results } = await costs({
      TimePeriod: { Start: first.slice(0, 10), End: dayAfter.slice(0, 10) },
      Filter: causeFilter(anomaly),
    });
    expect(sumOf(results) / 1e6).toBeCloseTo(impact?.TotalActualSpend ?? 0, 1);
    expect(impact?.TotalImpact).toBeGreaterThan(impact?.TotalExpectedSpend ?? 0);
  });

  test('can be asked for by their impact, for 90 days', async () => {
    const { Anomalies } = await client.send(
      new GetAnomaliesCommand({
        DateInterval: { StartDate: '2026-09-01' },
        TotalImpact: { NumericOperator: 'GREATER_THAN', StartValue: 1e9 },
      }),
    );
    expect(Anomalies).toEqual([]);
    await expect(
      client.send(new GetAnomaliesCommand({ DateInterval: { StartDate: '2026-01-01' } })),
    ).rejects.toThrow(expect.objectContaining({ name: 'ValidationException' }));
  });

  test('belong to the monitor, which somebody is subscribed to', async () => {
    const { AnomalyMonitors = [] } = await client.send(new GetAnomalyMonitorsCommand({}));
    const { AnomalySubscriptions } = await client.send(new GetAnomalySubscriptionsCommand({}));
    expect(AnomalySubscriptions?.[0]?.MonitorArnList).toEqual([AnomalyMonitors[0]?.MonitorArn]);
  });
});

describe('comparisons', () => {
  const periods = {
    BaselineTimePeriod: SEPTEMBER,
    ComparisonTimePeriod: OCTOBER,
    MetricForComparison: 'UnblendedCost',
  };

  test('agree with the months they compare', async () => {
    const answer = await client.send(
      new GetCostAndUsageComparisonsCommand({
        ...periods,
        GroupBy: [{ Type: 'DIMENSION', Key: 'SERVICE' }],
        MaxResults: 2_000,
      }),
    );
    const total = answer.TotalCostAndUsage?.['UnblendedCost'];
    const october = sumOf((await costs({})).results);
    expect(Math.round(Number(total?.ComparisonTimePeriodAmount) * 1e6)).toBe(october);
    const differences = answer.CostAndUsageComparisons?.map(({ Metrics }) =>
      Math.round(Number(Metrics?.['UnblendedCost']?.Difference) * 1e6),
    );
    expect(differences?.reduce((sum, difference) => sum + difference, 0)).toBe(
      Math.round(Number(total?.Difference) * 1e6),
    );
  });

  test('drivers say that credits ended', async () => {
    const { CostComparisonDrivers } = await client.send(
      new GetCostComparisonDriversCommand({
        ...periods,
        GroupBy: [{ Type: 'DIMENSION', Key: 'SERVICE' }],
        Filter: dimension('SERVICE', 'Amazon Bedrock'),
      }),
    );
    expect(CostComparisonDrivers?.[0]?.CostDrivers?.[0]?.Type).toBe('CREDIT');
  });

  test('want whole months and few results', async () => {
    const refused = expect.objectContaining({ name: 'ValidationException' });
    const part = { Start: '2026-10-01', End: '2026-10-31' };
    await expect(
      client.send(
        new GetCostAndUsageComparisonsCommand({ ...periods, ComparisonTimePeriod: part }),
      ),
    ).rejects.toThrow(refused);
    await expect(
      client.send(new GetCostComparisonDriversCommand({ ...periods, MaxResults: 11 })),
    ).rejects.toThrow(refused);
  });
});

describe('commitments', () => {
  const input = { TimePeriod: OCTOBER, Granularity: 'MONTHLY' } as const;

  test('Savings Plans: what is committed is the fee on the bill', async () => {
    const { Total } = await client.send(new GetSavingsPlansUtilizationCommand(input));
    const fee = await costs({ Filter: dimension('RECORD_TYPE', 'SavingsPlanRecurringFee') });
    expect(Math.round(Number(Total?.Utilization?.TotalCommitment) * 1e6)).toBe(sumOf(fee.results));
    expect(Number(Total?.Utilization?.UtilizationPercentage)).toBeCloseTo(93, 2);
  });

  test('Savings Plans: each has its term, and only what was asked for', async () => {
    const asked = { TimePeriod: OCTOBER, DataType: ['ATTRIBUTES' as const] };
    const answer = await client.send(new GetSavingsPlansUtilizationDetailsCommand(asked));
    const [plan, ...more] = answer.SavingsPlansUtilizationDetails ?? [];
    expect(more).toEqual([]);
    expect(plan?.Attributes?.['EndDateTime']).toBe('2027-01-01T00:00:00.000Z');
    expect(plan?.Utilization).toBeUndefined();
    const commitment = Number(answer.Total?.Utilization?.TotalCommitment);
    expect(Number(plan?.Attributes?.['HourlyCommitment'])).toBeCloseTo(commitment / (31 * 24), 4);
  });

  test('Savings Plans cover part, and services add up to it', async () => {
    const whole = await client.send(new GetSavingsPlansCoverageCommand(input));
    const parts = await client.send(
      new GetSavingsPlansCoverageCommand({
        ...input,
        GroupBy: [{ Type: 'DIMENSION', Key: 'SERVICE' }],
      }),
    );
    const spend = (answer: typeof whole) =>
      (answer.SavingsPlansCoverages ?? []).reduce(
        (sum, { Coverage }) => sum + Number(Coverage?.SpendCoveredBySavingsPlans),
        0,
      );
    expect(spend(parts)).toBeCloseTo(spend(whole), 4);
    const share = Number(whole.SavingsPlansCoverages?.[0]?.Coverage?.CoveragePercentage);
    expect(share).toBeGreaterThan(30);
    expect(share).toBeLessThan(70);
  });

  const DATABASES = dimension('SERVICE', 'Amazon Relational Database Service');

  test('reservations cover some databases', async () => {
    const asked = { ...input, Filter: DATABASES };
    const coverage = await client.send(new GetReservationCoverageCommand(asked));
    const use = await client.send(new GetReservationUtilizationCommand(asked));
    const { ReservedHours, OnDemandHours, TotalRunningHours } = coverage.Total?.CoverageHours ?? {};
    expect(Number(ReservedHours) + Number(OnDemandHours)).toBeCloseTo(Number(TotalRunningHours), 4);
    expect(use.Total?.TotalActualHours).toBe(ReservedHours);
    expect(Number(use.Total?.UtilizationPercentage)).toBeCloseTo(97, 2);
  });

  test('reservations of EC2 are meant where no service is named, of one service at a time', async () => {
    const { Total } = await client.send(new GetReservationUtilizationCommand(input));
    expect(Total?.PurchasedHours).toBe('0');
    const two = dimension('SERVICE', 'Amazon Relational Database Service', 'Amazon ElastiCache');
    await expect(
      client.send(new GetReservationUtilizationCommand({ ...input, Filter: two })),
    ).rejects.toThrow('more than one value');
  });

  test('reservations: each has its term, page by page, and they add up to all', async () => {
    const ask = (NextPageToken?: string) =>
      client.send(
        new GetReservationUtilizationCommand({
          TimePeriod: OCTOBER,
          Filter: DATABASES,
          GroupBy: [{ Type: 'DIMENSION', Key: 'SUBSCRIPTION_ID' }],
          MaxResults: 1,
          NextPageToken,
        }),
      );
    const pages = [await ask()];
    for (let page = pages[0]; page?.NextPageToken !== undefined && pages.length < 20; ) {
      page = await ask(page.NextPageToken);
      pages.push(page);
    }
    const groups = pages.flatMap(
      ({ UtilizationsByTime }) => UtilizationsByTime?.flatMap(({ Groups = [] }) => Groups) ?? [],
    );
    expect(groups.length).toBe(pages.length);
    expect(groups.length).toBeGreaterThan(1);
    const hours = groups.reduce(
      (sum, { Utilization }) => sum + Number(Utilization?.TotalActualHours),
      0,
    );
    expect(hours).toBeCloseTo(Number(pages[0]?.Total?.TotalActualHours), 3);
    for (const { Attributes = {} } of groups) {
      const { startDateTime = '', endDateTime = '' } = Attributes;
      const days = (Date.parse(endDateTime) - Date.parse(startDateTime)) / 86_400_000;
      expect([365, 366]).toContain(days);
      expect(Number(Attributes['numberOfInstances'])).toBeGreaterThan(0);
    }
  });

  test('reservations are listed over the whole period, by themselves only', async () => {
    const GroupBy = [{ Type: 'DIMENSION' as const, Key: 'SUBSCRIPTION_ID' }];
    await expect(
      client.send(new GetReservationUtilizationCommand({ ...input, GroupBy })),
    ).rejects.toThrow('Granularity cannot be set');
    const other = [{ Type: 'DIMENSION' as const, Key: 'REGION' }];
    await expect(
      client.send(new GetReservationUtilizationCommand({ TimePeriod: OCTOBER, GroupBy: other })),
    ).rejects.toThrow('SUBSCRIPTION_ID');
  });
});

describe('values', () => {
  test('dimensions can be searched and paged', async () => {
    const ask = (NextPageToken?: string) =>
      client.send(
        new GetDimensionValuesCommand({
          TimePeriod: OCTOBER,
          Dimension: 'SERVICE',
          SearchString: 'amazon',
          MaxResults: 3,
          NextPageToken,
        }),
      );
    const first = await ask();
    const second = await ask(first.NextPageToken);
    expect(first.ReturnSize).toBe(3);
    expect(first.TotalSize).toBeGreaterThan(6);
    const values = [...(first.DimensionValues ?? []), ...(second.DimensionValues ?? [])];
    expect(new Set(values.map(({ Value }) => Value)).size).toBe(6);
  });

  test('tags: active keys, their values, and keys that nobody activated', async () => {
    const keys = await client.send(new GetTagsCommand({ TimePeriod: OCTOBER }));
    expect(keys.Tags).toEqual(['CostCentre', 'Environment', 'Team']);
    const teams = await client.send(new GetTagsCommand({ TimePeriod: OCTOBER, TagKey: 'Team' }));
    expect(teams.Tags).toEqual(expect.arrayContaining(['', 'payments', 'data-platform']));
    const inactive = await client.send(new ListCostAllocationTagsCommand({ Status: 'Inactive' }));
    expect(inactive.CostAllocationTags?.map(({ TagKey }) => TagKey)).toContain('Owner');
  });
});

test('the same seed gives the same bill, another seed another', async () => {
  const clock = () => new Date('2026-11-23T10:00:00Z');
  const bills = await Promise.all(
    [1, 2].map(async (seed) => {
      const other = await startSampleOrganisation({ seed, clock });
      const answer = await clientOf(other).send(
        new GetCostAndUsageCommand({
          TimePeriod: OCTOBER,
          Granularity: 'MONTHLY',
          Metrics: ['UnblendedCost'],
        }),
      );
      await other.close();
      return sumOf(answer.ResultsByTime ?? []);
    }),
  );
  expect(bills[0]).toBe(sumOf((await costs({})).results));
  expect(bills[1]).not.toBe(bills[0]);
});
