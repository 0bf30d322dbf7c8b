import { readdir, rename, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { ApprovalError } from '../../../contracts/approvals.ts';
import type { ExecutionContext } from '../../../contracts/executor.ts';
import type { Plan } from '../../../contracts/plan.ts';
import { changeOf, openFakeTerraform, planFile } from '../../../test/fake-terraform.ts';
import { type ApplyPlanArguments, applyPlanExecutor } from './apply-plan.ts';
import { withSavedPlan } from './request-plan.ts';

type World = Awaited<ReturnType<typeof openFakeTerraform>>;

async function planned(world: World, bytes = planFile()): Promise<Plan> {
  const saved = { bytes, name: 'p.tfplan', directory: world.directory, purpose: 'Keep logs.' };
  return await withSavedPlan(saved, world, async (plan) => plan);
}

/** A requested plan, and the executor with its arguments. */
async function requested(over: Parameters<typeof openFakeTerraform>[0] = {}, bytes = planFile()) {
  const world = await openFakeTerraform(over);
  const plan = await planned(world, bytes);
  const executor = applyPlanExecutor(world.parts);
  const args = plan.actions[0]?.arguments as ApplyPlanArguments;
  expect(Value.Check(executor.arguments, args)).toBe(true);
  const context: ExecutionContext = {
    ...world.context,
    approvalId: 'approval-1',
    idempotencyKey: 'approval-1-action-1',
    caller: { person: 'erin@example.com', tool: 'approved plan', requestId: 'approval-1' },
  };
  return { world, plan, executor, args, context };
}

const DELETION = planFile({
  resource_changes: [changeOf('p.db', { actions: ['delete'], before: { id: '1' }, after: null })],
});

describe('the request of a saved plan', () => {
  it('says what the file does, where, how far it reaches, and nothing that is sensitive', async () => {
    const { plan, world } = await requested();
    expect(plan).toMatchObject({
      title: 'Apply a Terraform plan: 1 to add, 0 to change, 0 to destroy',
      blastRadius: { resources: 1, accounts: 1, regions: 1, production: false },
      risk: 'low',
      monthlyCostChange: null,
      artifact: { name: 'p.tfplan', bytes: planFile().length },
      evidence: [{ name: 'terraform show -json', at: '2026-03-02T09:00:00Z' }],
      dryRun: { actions: [{ action: 'action-1', passed: true }] },
    });
    const [action] = plan.actions;
    expect(action?.targets).toEqual([
      expect.objectContaining({
        accountId: '111122223333',
        resourceId: 'p_bucket.logs',
        tags: { owner: 'platform' },
      }),
    ]);
    expect(action?.description).toContain('create p_bucket.logs');
    expect(JSON.stringify([plan, world.evidence])).not.toContain('hunter2');
    expect(JSON.parse(world.evidence[0] ?? '').changes[0].after).toEqual({
      id: '(known after apply)',
      key: '(sensitive)',
      name: 'logs',
      tags: { owner: 'platform' },
    });
  });

  it('is of high risk when something is removed, of the highest in production', async () => {
    const world = await openFakeTerraform({ resources: { 'p.db': { id: '1' } } });
    const plan = await planned(world, DELETION);
    expect([plan.risk, plan.actions[0]?.rollback]).toEqual([
      'high',
      expect.stringContaining('does not come back'),
    ]);
    const directories = [{ path: world.directory }];
    const live = { ...world, parts: { ...world.parts, directories } };
    expect(await planned(live, DELETION)).toMatchObject({
      risk: 'critical',
      blastRadius: { production: true },
    });
  });

  it('takes out of the evidence what looks like a secret, though no plan calls it one', async () => {
    const world = await openFakeTerraform();
    const after = { user_data: 'export KEY=AKIAIOSFODNN7EXAMPLE' };
    const change = { actions: ['create'], before: null, after };
    await planned(world, planFile({ resource_changes: [changeOf('p.a', change)] }));
    expect(world.evidence[0]).toContain('[aws-key removed]');
  });

  it('is refused, and keeps no file, where it cannot be approved', async () => {
    const world = await openFakeTerraform();
    const refuse = async (bytes: Buffer, directory = world.directory) => {
      const saved = { bytes, name: 'p', directory, purpose: 'x' };
      const error: unknown = await withSavedPlan(saved, world, async () => null).catch(
        (each: unknown) => each,
      );
      expect(error).toBeInstanceOf(ApprovalError);
      return error instanceof Error ? error.message : '';
    };
    expect(await refuse(planFile(), world.folder)).toContain('approvals.terraform.directories');
    expect(await refuse(planFile(), path.join(world.directory, '..'))).toContain('directories');
    expect(await refuse(Buffer.alloc(0))).toContain('this one has 0');
    expect(await refuse(Buffer.from('PK no plan'))).toContain('Failed to read the given file');
    expect(await refuse(planFile({ resource_changes: [] }))).toContain('changes nothing');
    expect(await refuse(planFile({ terraform_version: '1.9.0' }))).toContain('its own version');
    expect(await readdir(world.artifactsFolder)).toEqual([]);
  });

  it('keeps the file of another request when its own is refused', async () => {
    const { world } = await requested();
    const saved = { bytes: planFile(), name: 'p', directory: world.directory, purpose: 'x' };
    const denied = withSavedPlan(saved, world, () => Promise.reject(new Error('denied')));
    await expect(denied).rejects.toThrow('denied');
    expect(await readdir(world.artifactsFolder)).toHaveLength(1);
  });
});

describe('terraform.apply-plan', () => {
  it('applies exactly the file, in the workspace it was requested for, and verifies it', async () => {
    const { world, executor, args, context } = await requested();
    world.state.workspace = 'somebody-selected-another';
    expect(await executor.check(args, context)).toMatchObject({ passed: true });
    const done = await executor.execute(args, context);
    expect(done).toEqual({
      passed: true,
      detail: 'Apply complete! Resources: 1 added, 0 changed, 0 destroyed.',
      facts: { serialBefore: 0, serialAfter: 1, changes: 1, made: 1, unmade: [] },
    });
    expect(await executor.verify(args, context)).toMatchObject({ passed: true });
    const apply = world.calls.find((call) => call.args[0] === 'apply');
    expect(apply?.args.slice(0, -1)).toEqual([
      'apply',
      '-input=false',
      '-no-color',
      '-lock-timeout=5s',
    ]);
    expect(apply?.args.at(-1)).toContain(world.artifactsFolder);
    expect(apply?.environment).toEqual({
      AWS_PROFILE: 'deploy',
      PATH: '/usr/local/bin:/usr/bin:/bin',
      HOME: path.join(world.folder, 'home'),
      TF_IN_AUTOMATION: '1',
      TF_INPUT: '0',
      CHECKPOINT_DISABLE: '1',
      TF_WORKSPACE: 'default',
    });
    expect(await readdir(path.join(world.folder, 'home'))).toEqual([]);
  });

  it('refuses when the state, the world, the version or the folder is not as it was', async () => {
    const { world, executor, args, context } = await requested();
    const reason = async (over = {}) =>
      (await executor.check({ ...args, ...over }, context)).detail;
    const other = await world.parts.artifacts.keep(planFile({ timestamp: 'x', variables: {} }));
    expect(await reason({ artifactSha256: other.sha256 })).toContain('not what was requested');
    expect(await reason({ artifactSha256: `sha256:${'0'.repeat(64)}` })).toContain('not kept');
    expect(await reason({ directory: world.folder })).toContain('approvals.terraform.directories');
    world.state.version = '1.12.0';
    expect(await reason()).toContain('here is 1.12.0');
    world.state.version = '1.11.4';
    world.state.lineage = 'l';
    world.state.serial = 4;
    expect(await reason()).toContain(
      'stale: the state was changed since it was requested (serial 4',
    );
    world.state.lineage = null;
    world.state.resources['p_bucket.logs'] = { id: 'made by hand' };
    expect(await reason()).toContain('Changed since the plan was made: p_bucket.logs');
    world.state.broken = 'Error: no credentials, tried hunter2hunter2 and AKIAIOSFODNN7EXAMPLE';
    const unread = await reason();
    expect(unread).toContain('no credentials');
    expect(unread).not.toMatch(/AKIA|hunter2/);
  });

  it('refuses a folder that was put in the place of another', async () => {
    const { world, executor, args, context } = await requested();
    await rename(world.directory, `${world.directory}-moved`);
    await symlink(world.folder, world.directory);
    expect((await executor.check(args, context)).detail).toContain('leads elsewhere');
  });

  it('refuses a file that was swapped where it is kept', async () => {
    const { world, executor, args, context } = await requested();
    await writeFile(
      path.join(world.artifactsFolder, `${args.artifactSha256.slice(7)}.sealed`),
      'x',
    );
    expect(await executor.check(args, context)).toMatchObject({
      passed: false,
      detail: expect.stringContaining('was changed'),
    });
    await expect(executor.execute(args, context)).rejects.toThrow('was changed');
    expect(world.calls.some((call) => call.args[0] === 'apply')).toBe(false);
  });

  it.each([
    ['Error: Saved plan is stale', 'The plan is stale', 'Nothing of it was applied'],
    ['│ Error: Error acquiring the state lock\n│ Who: tom', 'The state is locked', 'Who: tom'],
    ['Error: quota, see hunter2hunter2', 'failed: Error: quota, see (sensitive)', 'Nothing'],
  ])('reports what failed: %s', async (apply, words, more) => {
    const { executor, args, context } = await requested({ apply });
    const report = await executor.execute(args, context);
    expect(report.passed).toBe(false);
    expect(report.detail).toContain(words);
    expect(report.detail).toContain(more);
    expect(await executor.reconcile(args, context)).toBe('not-done');
  });

  it('says how much was made when it ended in the middle', async () => {
    const two = planFile({
      resource_changes: ['p.a', 'p.b'].map((address) =>
        changeOf(address, { actions: ['create'], before: null, after: { name: address } }),
      ),
    });
    const { world, executor, args, context } = await requested({ apply: 'Error: quota' }, two);
    world.state.lineage = 'l';
    world.state.serial = 1;
    world.state.resources['p.a'] = { name: 'p.a' };
    const report = await executor.execute(args, context);
    expect(report.detail).toContain('Of its 2 changes 1 were made');
    expect(report.facts).toMatchObject({ made: 1, changes: 2, unmade: ['p.b'] });
    expect(await executor.reconcile(args, context)).toBe('unclear');
    expect((await executor.verify(args, context)).detail).toBe('Not as planned: p.b.');
    world.state.resources['p.b'] = { name: 'p.b' };
    expect(await executor.reconcile(args, context)).toBe('done');
  });

  it('knows nothing as long as another holds the lock', async () => {
    const { world, executor, args, context } = await requested();
    world.state.broken = 'Error acquiring the state lock';
    expect(await executor.reconcile(args, context)).toBe('unclear');
    const read = world.calls.findLast((call) => call.args[0] === 'plan');
    expect(read?.args).toContain('-lock-timeout=0s');
  });
});
