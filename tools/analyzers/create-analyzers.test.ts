import { afterEach, describe, expect, it } from 'vitest';
import type { AnalysisError, Progress } from '../../pipeline-server/contracts/analysis.ts';
import { NO_PARAMETERS } from '../../pipeline-server/contracts/parameters.ts';
import {
  type ReceivedRequest,
  type ScriptedAnswer,
  type ScriptedEndpoint,
  startScriptedEndpoint,
} from '../aws/test/scripted-endpoint.ts';
import { createAnalyzers } from './create-analyzers.ts';

const NOW = new Date('2026-11-23T10:00:00Z');
const PROD = '111111111111';
const DEV = '222222222222';
const OLD = '333333333333';

const RECOMMENDATIONS = [
  {
    recommendationId: 'r1',
    accountId: DEV,
    region: 'ap-southeast-2',
    resourceId: 'i-0aaa',
    resourceArn: `arn:aws:ec2:ap-southeast-2:${DEV}:instance/i-0aaa`,
    currentResourceType: 'Ec2Instance',
    estimatedMonthlySavings: 140.159,
    estimatedMonthlyCost: 140.159,
    currencyCode: 'USD',
    implementationEffort: 'VeryLow',
    actionType: 'Stop',
    currentResourceSummary: 'm5.xlarge',
    lastRefreshTimestamp: 1795392000,
    recommendationLookbackPeriodInDays: 14,
  },
  {
    recommendationId: 'r2',
    accountId: PROD,
    region: 'us-east-1',
    resourceId: 'i-0bbb',
    resourceArn: `arn:aws:ec2:us-east-1:${PROD}:instance/i-0bbb`,
    currentResourceType: 'Ec2Instance',
    estimatedMonthlySavings: 900.5,
    currencyCode: 'USD',
    implementationEffort: 'Medium',
    actionType: 'Stop',
    currentResourceSummary: 'r5.4xlarge',
    lastRefreshTimestamp: 1795391000,
    recommendationLookbackPeriodInDays: 14,
  },
];

const CONFIG_ROWS = [
  {
    resourceId: 'i-0aaa',
    accountId: DEV,
    awsRegion: 'ap-southeast-2',
    tags: [
      { key: 'Name', value: 'batch-1', tag: 'Name=batch-1' },
      { key: 'Environment', value: 'dev', tag: 'Environment=dev' },
    ],
    configuration: { state: { name: 'running' } },
  },
  {
    resourceId: 'i-0bbb',
    accountId: PROD,
    awsRegion: 'us-east-1',
    tags: [{ key: 'Environment', value: 'production', tag: 'Environment=production' }],
    configuration: { state: { name: 'stopped' } },
  },
];

const PLACES = [PROD, DEV].flatMap((accountId) =>
  ['ap-southeast-2', 'us-east-1'].map((awsRegion) => ({ accountId, awsRegion, 'COUNT(*)': 4 })),
);

/** An organization of three accounts; tests override single operations. */
function organization(
  overrides: Readonly<Record<string, (request: ReceivedRequest) => ScriptedAnswer>> = {},
) {
  return (request: ReceivedRequest): ScriptedAnswer => {
    const { operation, input } = request;
    const override = overrides[operation];
    if (override !== undefined) return override(request);
    switch (operation) {
      case 'ListAccounts':
        return {
          body: {
            Accounts: [
              { Id: PROD, Name: 'payments-prod', State: 'ACTIVE', Status: 'ACTIVE' },
              { Id: DEV, Name: 'payments-dev', State: 'ACTIVE', Status: 'ACTIVE' },
              { Id: OLD, Name: 'legacy', State: 'SUSPENDED', Status: 'SUSPENDED' },
            ],
          },
        };
      case 'ListRecommendations':
        return { body: { items: RECOMMENDATIONS } };
      case 'ListRecommendationSummaries':
        return { body: { estimatedTotalDedupedSavings: 1000.254, currencyCode: 'USD', items: [] } };
      case 'ListEnrollmentStatuses':
        return { body: { items: [{ accountId: PROD, status: 'Active' }] } };
      case 'SelectAggregateResourceConfig': {
        const rows = String(input['Expression']).includes('COUNT(*)') ? PLACES : CONFIG_ROWS;
        return { body: { Results: rows.map((row) => JSON.stringify(row)) } };
      }
      case 'GetCostAndUsage':
        return {
          body: {
            ResultsByTime: [
              {
                TimePeriod: { Start: '2026-10-01', End: '2026-11-01' },
                Estimated: false,
                Total: { UnblendedCost: { Amount: '50000.0000000001', Unit: 'USD' } },
              },
            ],
          },
        };
      default:
        return { error: 'UnknownOperationException' };
    }
  };
}

describe('createAnalyzers', () => {
  const open: ScriptedEndpoint[] = [];

  afterEach(async () => {
    for (const endpoint of open.splice(0)) await endpoint.close();
  });

  async function start(answer: Parameters<typeof startScriptedEndpoint>[0] = organization()) {
    const endpoint = await startScriptedEndpoint(answer);
    open.push(endpoint);
    const analyzers = createAnalyzers({
      source: endpoint.source,
      clock: { now: () => NOW },
      log: { debug() {}, info() {}, warn() {}, error() {} },
    });
    const progress: Progress[] = [];
    const context = {
      signal: new AbortController().signal,
      identity: 'alice',
      report: (each: Progress) => void progress.push(each),
    };
    return { analyzers, context, progress, endpoint };
  }

  it('answers idle EC2 over all accounts, best saving first, with names, state and total', async () => {
    const { analyzers, context, progress } = await start();
    const result = await analyzers.run('cost.ec2.idle', NO_PARAMETERS, context);

    expect(result.findings.map(({ fields }) => fields)).toMatchObject([
      { resource: 'i-0bbb', account: 'payments-prod', monthlySaving: 900.5, state: 'stopped' },
      { resource: 'i-0aaa', account: 'payments-dev', monthlySaving: 140.16, name: 'batch-1' },
    ]);
    expect(result.headlines).toMatchObject([
      { value: 2, kind: 'number' },
      { value: 1000.25, kind: 'money', currency: 'USD' },
      { label: 'Accounts', value: 2 },
    ]);
    expect(result.sentence).toEqual([
      {
        strong: [
          { value: 2, kind: 'number' },
          ' idle EC2 instances',
          ' in ',
          { value: 2, kind: 'number' },
          ' accounts',
        ],
      },
      '; stopping them saves ',
      { strong: [{ value: 1000.25, kind: 'money', currency: 'USD' }, ' a month'] },
      ' (',
      'overlaps removed by AWS',
      ')',
    ]);
    expect(result.coverage).toMatchObject({
      accountsAsked: 3,
      accountsAnswered: 1,
      regionsAsked: 2,
      dataTime: '2026-11-22T23:43:20.000Z',
    });
    expect(result.coverage.gaps.map(({ detail }) => detail)).toContain(
      'Not enrolled in Cost Optimization Hub.',
    );
    expect(result.notes).toContainEqual(expect.stringContaining('1 of them is no longer running'));
    expect(result.receipt).toMatchObject({ awsSource: 'sample organisation', costUsd: 0 });
    const ids = new Set(result.evidence.map(({ id }) => id));
    expect(result.findings.every(({ evidence }) => evidence.every((id) => ids.has(id)))).toBe(true);
    expect(progress.filter(({ type }) => type === 'api')).toHaveLength(result.receipt.requests);
  });

  it('serves a second run from the cache, and another identity never from the first one’s', async () => {
    const { analyzers, context, endpoint } = await start();
    const first = await analyzers.run('cost.ec2.idle', NO_PARAMETERS, context);
    const asked = endpoint.requests.length;
    const second = await analyzers.run('cost.ec2.idle', NO_PARAMETERS, context);
    expect(endpoint.requests).toHaveLength(asked);
    expect(second.receipt.requests).toBe(0);
    expect(second.receipt.apis.every(({ cached }) => cached > 0)).toBe(true);
    expect(second.evidence.map(({ at }) => at)).toEqual(first.evidence.map(({ at }) => at));

    await analyzers.run('cost.ec2.idle', NO_PARAMETERS, { ...context, identity: 'bob' });
    expect(endpoint.requests).toHaveLength(2 * asked);
  });

  it('narrows by account, tag and top, and quotes no total that AWS did not compute', async () => {
    const { analyzers, context } = await start();
    const tagged = { ...NO_PARAMETERS, tags: { environment: 'prod' }, top: 1 };
    const result = await analyzers.run('cost.ec2.idle', tagged, context);
    expect(result.findings.map(({ resourceId }) => resourceId)).toEqual(['i-0bbb']);
    expect(result.total).toBe(1);
    expect(result.headlines.some(({ kind }) => kind === 'money')).toBe(false);
    expect(result.sentence).toEqual([
      { strong: [{ value: 1, kind: 'number' }, ' idle EC2 instance', ' in payments-prod'] },
    ]);

    const dev = { ...NO_PARAMETERS, accounts: [DEV] };
    const narrowed = await analyzers.run('cost.ec2.idle', dev, context);
    expect(narrowed.findings.map(({ resourceId }) => resourceId)).toEqual(['i-0aaa']);
    expect(narrowed.coverage).toMatchObject({ accountsAsked: 1, accountsAnswered: 0 });
  });

  it('groups by account with counts and sums', async () => {
    const { analyzers, context } = await start();
    const asked = { ...NO_PARAMETERS, groupBy: 'account' as const };
    const result = await analyzers.run('cost.ec2.idle', asked, context);
    expect(result.columns.map(({ title }) => title)).toContain('Account');
    expect(result.findings.map(({ fields }) => fields)).toMatchObject([
      { group: 'payments-prod', findings: 1, monthlySaving: 900.5 },
      { group: 'payments-dev', findings: 1, monthlySaving: 140.16 },
    ]);
  });

  it('ranks findings into options relative to the bill', async () => {
    const { analyzers, context } = await start();
    const result = await analyzers.run('cost.ec2.idle', NO_PARAMETERS, context);
    const options = await analyzers.rank([result], context);
    expect(options).toMatchObject([
      {
        rank: 1,
        title: 'Stop 1 idle EC2 instance in payments-prod',
        monthlySaving: { amount: 900.5, currency: 'USD' },
        effort: 'medium',
        confidence: 1,
        controls: ['SOC 2 A1.1', 'CPS 234 15'],
      },
      { rank: 2, title: 'Stop 1 idle EC2 instance in payments-dev', effort: 'low' },
    ]);
    expect(options[0]?.shareOfBill).toBeCloseTo(0.01801, 5);
  });

  it('does not pay for the bill when nothing found is priced', async () => {
    const { analyzers, context, endpoint } = await start();
    const result = await analyzers.run('cost.ec2.idle', NO_PARAMETERS, context);
    const findings = result.findings.map((finding) => ({ ...finding, monthlySaving: null }));
    const options = await analyzers.rank([{ ...result, findings }], context);
    expect(options).toHaveLength(2);
    expect(endpoint.requests.map(({ operation }) => operation)).not.toContain('GetCostAndUsage');
  });

  it('keeps the answer when only the join fails, and says so', async () => {
    const { analyzers, context } = await start(
      organization({ SelectAggregateResourceConfig: () => ({ error: 'AccessDeniedException' }) }),
    );
    const result = await analyzers.run('cost.ec2.idle', NO_PARAMETERS, context);
    expect(result.total).toBe(2);
    expect(result.notes).toContainEqual(
      expect.stringContaining('config:SelectAggregateResourceConfig'),
    );
  });

  it('never takes an error for zero findings', async () => {
    const { analyzers, context } = await start(
      organization({ ListRecommendations: () => ({ error: 'AccessDeniedException' }) }),
    );
    const run = analyzers.run('cost.ec2.idle', NO_PARAMETERS, context);
    await expect(run).rejects.toMatchObject({
      code: 'denied',
      message: expect.stringContaining('Allow cost-optimization-hub:ListRecommendations'),
    } satisfies Partial<Record<keyof AnalysisError, unknown>>);
  });

  it.each([
    ['cost.ec2.idel', NO_PARAMETERS, 'unknown-analyzer', /cost\.ec2\.idle/],
    ['cost.ec2.idle', { ...NO_PARAMETERS, accounts: ["1' OR 1=1"] }, 'bad-parameter', /12 digits/],
    [
      'cost.ec2.idle',
      { ...NO_PARAMETERS, accounts: ['999999999999'] },
      'bad-parameter',
      /not in this/,
    ],
    ['cost.ec2.idle', { ...NO_PARAMETERS, regions: ['Sydney'] }, 'bad-parameter', /ap-southeast-2/],
    ['cost.ec2.idle', { ...NO_PARAMETERS, top: 0 }, 'bad-parameter', /rows/],
    [
      'cost.history',
      { ...NO_PARAMETERS, groupBy: 'tag' as const },
      'bad-parameter',
      /give its key/,
    ],
    ['cost.history', { ...NO_PARAMETERS, tagKey: 'Team' }, 'bad-parameter', /goes with grouping/],
    [
      'cost.history',
      { ...NO_PARAMETERS, groupBy: 'tag' as const, tagKey: 'Te"am' },
      'bad-parameter',
      /is no tag/,
    ],
  ])('refuses %s with a remedy (%#)', async (...[id, parameters, code, message]) => {
    const { analyzers, context } = await start();
    const run = analyzers.run(id, parameters, context);
    await expect(run).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });
});
