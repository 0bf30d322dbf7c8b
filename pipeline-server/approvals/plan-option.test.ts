import { describe, expect, it } from 'vitest';
import type { Executor } from '../contracts/executor.ts';
import type { Finding } from '../contracts/findings.ts';
import type { Plan } from '../contracts/plan.ts';
import { isPlan } from '../contracts/planner.ts';
import type { Recommendation } from '../contracts/results.ts';
import { createAwsExecutors } from './executors/aws/aws-executors.ts';
import { createFakeDeps } from './executors/aws/test/fake-aws.ts';
import { createPlanner } from './plan-option.ts';
import { CONTROL_REMEDIES, REMEDIES } from './remedies.ts';

const nothing = () => undefined;
const LOG = { debug: nothing, info: nothing, warn: nothing, error: nothing };
const CLOCK = { now: () => new Date('2026-03-02T09:00:00Z') };
const EXECUTORS = new Map(
  createAwsExecutors(createFakeDeps({})).map((executor) => [executor.id, executor]),
);
const CONTEXT = { signal: new AbortController().signal, identity: 'erin', report: nothing };

function finding(over: Partial<Finding> = {}): Finding {
  return {
    id: 'f-1',
    analyzer: 'cost.ec2.idle',
    severity: 'MEDIUM',
    accountId: '111122223333',
    accountName: 'payments',
    region: 'eu-west-1',
    resourceId: 'i-0123456789abcdef0',
    resourceType: 'Ec2Instance',
    tags: { Environment: 'dev' },
    monthlySaving: { amount: 10.005, currency: 'USD' },
    fields: {},
    evidence: ['sha256:e1'],
    ...over,
  };
}

function optionOf(findings: readonly Finding[], analyzer = 'cost.ec2.idle') {
  const recommendation: Recommendation = {
    id: `${analyzer}/111122223333`,
    rank: 1,
    title: 'Idle EC2 instances: payments',
    action: 'Stop what nobody uses.',
    monthlySaving: null,
    shareOfBill: null,
    risk: 40,
    effort: 'low',
    confidence: 1,
    confidenceReason: 'A finding of AWS itself.',
    controls: [],
    analyzer,
    findings: findings.map(({ id }) => id),
    evidence: [],
  };
  const evidence = ['sha256:e1', 'sha256:e2'].map((id) => ({
    id,
    api: 'cost-optimization-hub:ListRecommendations',
    request: {},
    at: '2026-03-02T08:00:00Z',
    accountId: null,
    region: null,
    items: 1,
  }));
  return { recommendation, findings, evidence };
}

function planner(executors: ReadonlyMap<string, Executor> = EXECUTORS, isOn = false) {
  return createPlanner({ executors, isEnabled: () => isOn, clock: CLOCK, log: LOG });
}

async function planOf(findings: readonly Finding[], analyzer?: string): Promise<Plan> {
  const planned = await planner().plan(optionOf(findings, analyzer), CONTEXT);
  if (!isPlan(planned)) throw new Error(planned.reason);
  return planned;
}

/** The executor that stops instances, whose trials end as said. */
function trying(passes: (instanceId: unknown) => boolean): ReadonlyMap<string, Executor> {
  const stop = EXECUTORS.get('ec2.stop-instance');
  if (stop === undefined) throw new Error('There is no executor.');
  const dryRun: Executor['dryRun'] = async ({ instanceId }) => ({
    passed: passes(instanceId),
    detail: passes(instanceId) ? 'It is running.' : 'It is so already: nothing is left to do.',
    facts: {},
  });
  return new Map([[stop.id, { ...stop, dryRun }]]);
}

describe('a plan of an option', () => {
  it('says exactly what is done to what, on which evidence, and what it saves', async () => {
    const other = finding({ id: 'f-2', resourceId: 'i-0123456789abcdef1' });
    const plan = await planOf([finding(), other]);
    expect(plan).toMatchObject({
      title: 'Idle EC2 instances: payments',
      purpose: 'Stop what nobody uses.',
      blastRadius: { resources: 2, accounts: 1, regions: 1, production: false },
      risk: 'low',
      monthlyCostChange: { amount: -20.01, currency: 'USD' },
      dryRun: null,
      evidence: [{ id: 'sha256:e1', name: 'cost-optimization-hub:ListRecommendations' }],
    });
    expect(plan.actions.map(({ id, executor }) => [id, executor])).toEqual([
      ['action-1', 'ec2.stop-instance'],
      ['action-2', 'ec2.stop-instance'],
    ]);
  });

  it.each([
    [{}, true],
    [{ Environment: 'prod' }, true],
    [{ environment: 'Production' }, true],
    [{ Env: 'something of ours' }, true],
    [{ stage: 'Staging' }, false],
    [{ Team: 'dev' }, true],
  ])('takes what is tagged %j for production: %s', async (tags, production) => {
    expect((await planOf([finding({ tags })])).blastRadius.production).toBe(production);
  });

  it('is of high risk when nothing brings back what it removes, and critical in production', async () => {
    const address = { analyzer: 'cost.eip.unassociated', resourceId: 'eipalloc-0123456789abcdef0' };
    expect((await planOf([finding(address)])).risk).toBe('high');
    expect((await planOf([finding({ ...address, tags: {} })])).risk).toBe('critical');
  });

  it('is not priced when one of its findings is not', async () => {
    const unpriced = finding({ id: 'f-2', monthlySaving: null });
    expect((await planOf([finding(), unpriced])).monthlyCostChange).toBeNull();
  });

  it('follows the control that failed, where Security Hub found it', async () => {
    const hub = finding({
      analyzer: 'sec.findings.high',
      resourceId: 'arn:aws:ec2:eu-west-1:111122223333:security-group/sg-0123456789abcdef0',
      fields: { control: 'EC2.14' },
    });
    const plan = await planOf([hub], 'sec.findings.high');
    expect(plan.actions[0]?.arguments).toMatchObject({
      groupId: 'sg-0123456789abcdef0',
      port: 3389,
    });
  });

  it('leaves out what does not pass its trial run, and says so', async () => {
    const gone = finding({ id: 'f-2', resourceId: 'i-0123456789abcdef1' });
    const executors = trying((id) => id === 'i-0123456789abcdef0');
    const plan = await planner(executors, true).plan(optionOf([finding(), gone]), CONTEXT);
    if (!isPlan(plan)) throw new Error(plan.reason);
    expect(plan.actions).toHaveLength(1);
    expect(plan.purpose).toContain('1 that did not pass their trial are left out');
    expect(plan.dryRun).toMatchObject({ actions: [{ action: 'action-1', passed: true }] });
    expect(plan.monthlyCostChange).toEqual({ amount: -10.01, currency: 'USD' });
  });
});

describe('no plan', () => {
  it('is made when nothing passes its trial run', async () => {
    const none = await planner(
      trying(() => false),
      true,
    ).plan(optionOf([finding()]), CONTEXT);
    expect(none).toEqual({ reason: 'It is so already: nothing is left to do.', instead: null });
  });

  it('says that no executor does it, with commands to take elsewhere', async () => {
    const gateway = finding({ analyzer: 'cost.nat.idle', resourceId: 'nat-0123456789abcdef0' });
    const none = await planner().plan(optionOf([gateway], 'cost.nat.idle'), CONTEXT);
    expect(none).toEqual({
      reason: 'No executor of this server does this: Stop what nobody uses.',
      instead:
        'aws ec2 delete-nat-gateway --region eu-west-1 --nat-gateway-id nat-0123456789abcdef0',
    });
  });

  it('writes no name into a command that could be more than a name', async () => {
    const evil = finding({ analyzer: 'cost.nat.idle', resourceId: 'nat-1; rm -rf /' });
    const none = await planner().plan(optionOf([evil], 'cost.nat.idle'), CONTEXT);
    expect(none).toMatchObject({ instead: null });
  });

  it('is made of more changes than people look through, or of none', async () => {
    const many = Array.from({ length: 51 }, (_, index) =>
      finding({
        id: `f-${index}`,
        resourceId: `i-0123456789abcd${String(index).padStart(3, '0')}`,
      }),
    );
    expect(await planner().plan(optionOf(many), CONTEXT)).toMatchObject({
      reason: expect.stringContaining('51 changes'),
    });
    expect(await planner().plan(optionOf([]), CONTEXT)).toMatchObject({
      reason: expect.stringContaining('no single resource'),
    });
  });
});

describe('the table of remedies', () => {
  it('names executors that there are', () => {
    for (const { executor } of [...REMEDIES.values(), ...CONTROL_REMEDIES.values()]) {
      expect(EXECUTORS.has(executor)).toBe(true);
    }
  });
});
