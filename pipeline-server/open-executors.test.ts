import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakeContext } from './approvals/executors/aws/test/fake-aws.ts';
import { REMEDIES } from './approvals/remedies.ts';
import { readConfig } from './config.ts';
import type { RunContext } from './contracts/analysis.ts';
import type { Finding } from './contracts/findings.ts';
import { NO_PARAMETERS } from './contracts/parameters.ts';
import type { Plan } from './contracts/plan.ts';
import { isPlan } from './contracts/planner.ts';
import { type OpenedAnalyzers, openAnalyzers } from './open-analyzers.ts';
import { type OpenedExecutors, openExecutors } from './open-executors.ts';

const nothing = () => undefined;
const LOG = { debug: nothing, info: nothing, warn: nothing, error: nothing };
const CLOCK = { now: () => new Date('2026-03-02T09:00:00Z') };
const CONFIG = readConfig({ XOPS_EXECUTORS: '["aws"]' });
const CONTEXT: RunContext = {
  signal: new AbortController().signal,
  identity: 'erin',
  report: nothing,
  caller: { person: 'erin@example.com', tool: 'test', requestId: null },
};

/** What the sample organisation serves the operations of. */
const SERVED = [
  'cost.ec2.idle',
  'cost.ebs.unattached',
  'cost.ebs.idle',
  'cost.ebs.gp2',
  'cost.eip.unassociated',
  'cost.rds.idle',
  'sec.ec2.imdsv1',
  'sec.sg.ssh',
  'sec.sg.rdp',
  'rel.rds.deletionprotection',
];

let changes = 0;
let opened: OpenedAnalyzers;
let executors: OpenedExecutors;

beforeAll(async () => {
  opened = await openAnalyzers(CONFIG.aws, { clock: CLOCK, log: LOG, changes: () => changes });
  executors = openExecutors({
    config: CONFIG,
    opened,
    clock: CLOCK,
    log: LOG,
  });
});

afterAll(() => opened.close());

/** The first finding that a plan can be made of, with the plan. */
async function planOf(analyzer: string): Promise<{ finding: Finding; plan: Plan }> {
  const result = await opened.analyzers.run(analyzer, NO_PARAMETERS, CONTEXT);
  const options = await opened.analyzers.rank([result], CONTEXT);
  const reasons: string[] = [];
  for (const finding of result.findings) {
    const recommendation = options.find(({ findings }) => findings.includes(finding.id));
    if (recommendation === undefined) continue;
    const option = { recommendation, findings: [finding], evidence: result.evidence };
    const plan = await executors.planner.plan(option, CONTEXT);
    if (isPlan(plan)) return { finding, plan };
    reasons.push(plan.reason);
  }
  throw new Error(`No plan of ${analyzer}: ${reasons[0] ?? 'nothing found'}`);
}

async function find(analyzer: string, id: string): Promise<boolean> {
  const { findings } = await opened.analyzers.run(analyzer, NO_PARAMETERS, CONTEXT);
  return findings.some((finding) => finding.id === id);
}

describe('on the sample organisation', () => {
  it.each(SERVED)(
    'an option of %s becomes a plan, is done, shows in the next answer, and is undone',
    async (analyzer) => {
      const { finding, plan } = await planOf(analyzer);
      const [action] = plan.actions;
      expect(plan.actions).toHaveLength(1);
      expect(plan.dryRun?.actions).toMatchObject([{ action: 'action-1', passed: true }]);
      expect(plan.evidence.length).toBeGreaterThan(0);
      expect(await find(analyzer, finding.id)).toBe(true);
      const executor = executors.executors.get(action?.executor ?? '');
      const input = action?.arguments ?? {};
      const done = await executor?.execute(input, fakeContext());
      expect(done).toMatchObject({ passed: true });
      changes += 1;
      expect(await executor?.verify(input, fakeContext())).toMatchObject({ passed: true });
      expect(await executor?.execute(input, fakeContext())).toMatchObject({ passed: false });
      expect(await find(analyzer, finding.id)).toBe(false);
      if (done === undefined || executor?.rollBack === undefined || executor.rollBack === null)
        return;
      expect(await executor.rollBack(input, done, fakeContext())).toMatchObject({ passed: true });
    },
    60_000,
  );

  it('serves the operations of eight executors at least', () => {
    const served = new Set(SERVED.map((analyzer) => REMEDIES.get(analyzer)?.executor));
    expect(served.size).toBeGreaterThanOrEqual(8);
  });

  it('refuses an account that cannot be entered, and says what to do', async () => {
    const executor = executors.executors.get('ec2.stop-instance');
    const input = {
      accountId: '999999999999',
      region: 'ap-southeast-2',
      instanceId: 'i-0123456789abcdef0',
    };
    const report = await executor?.check(input, fakeContext());
    expect(report?.passed).toBe(false);
    expect(report?.detail).toContain('xops-write');
  });
});
