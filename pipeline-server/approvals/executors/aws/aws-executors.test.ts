import { describe, expect, it } from 'vitest';
import type { Executor } from '../../../contracts/executor.ts';
import type { ActionTarget } from '../../../contracts/plan.ts';
import type { WriteEntry } from '../../../contracts/write-entry.ts';
import type { WriteService } from './aws-access.ts';
import { createAwsExecutors, writeActions } from './aws-executors.ts';
import { awsError, createFakeDeps, fakeContext } from './test/fake-aws.ts';

type Fakes = Parameters<typeof createFakeDeps>[0];

const INSTANCE_ID = 'i-0123456789abcdef0';
const PLACE = { accountId: '111122223333', region: 'eu-west-1' };
const INPUT = { ...PLACE, instanceId: INSTANCE_ID };
const TARGET: ActionTarget = {
  ...PLACE,
  accountName: 'payments',
  resourceId: INSTANCE_ID,
  resourceType: 'AWS::EC2::Instance',
  tags: {},
};

function executor(id: string, fakes: Fakes = {}, opened: WriteEntry[] = []): Executor {
  const found = createAwsExecutors(createFakeDeps(fakes, opened)).find((each) => each.id === id);
  if (found === undefined) throw new Error(`There is no ${id}.`);
  return found;
}

/** An instance whose state is what the operations made of it. */
function instanceIn(state: string, over: object = {}) {
  const calls: string[] = [];
  const world = { state };
  const ec2 = {
    describeInstances: async () => ({
      Reservations: [{ Instances: [{ State: { Name: world.state }, ...over }] }],
    }),
    stopInstances: async ({ DryRun }: { DryRun?: boolean }) => {
      if (DryRun === true) throw awsError('DryRunOperation');
      calls.push('stop');
      world.state = 'stopped';
      return {};
    },
  };
  return { fakes: { ec2 } satisfies Partial<Record<WriteService, object>>, calls, world };
}

describe('an AWS executor', () => {
  it('makes an action of a target of its type, with exact arguments, and of no other', () => {
    const stop = executor('ec2.stop-instance');
    expect(stop.plan(TARGET)).toEqual({
      executor: 'ec2.stop-instance',
      kind: 'aws',
      description: `Stop ${INSTANCE_ID} in payments (eu-west-1).`,
      arguments: INPUT,
      targets: [TARGET],
      rollback: 'Start it again; a public address that is no Elastic IP changes.',
      canRollBack: true,
    });
    for (const over of [
      { resourceType: 'AWS::EC2::Volume' },
      { resourceType: null },
      { accountId: null },
      { region: null },
      { resourceId: '$(reboot)' },
      { resourceId: `${INSTANCE_ID}\n--all` },
    ]) {
      expect(stop.plan({ ...TARGET, ...over })).toBeNull();
    }
    expect(stop.plan(TARGET, { force: true })).toBeNull();
  });

  it('opens a session that may do its own actions to its own target', async () => {
    const opened: WriteEntry[] = [];
    await executor('ec2.stop-instance', instanceIn('running').fakes, opened).check(
      INPUT,
      fakeContext(),
    );
    expect(opened[0]).toMatchObject({
      ...PLACE,
      operations: ['DescribeInstances', 'StopInstances', 'StartInstances'],
      reads: ['ec2:DescribeInstances'],
      writes: ['ec2:StopInstances', 'ec2:StartInstances'],
      arns: [`arn:aws:ec2:eu-west-1:111122223333:instance/${INSTANCE_ID}`],
      caller: { person: 'erin@example.com' },
    });
  });

  it('changes nothing in a trial run, and takes the error of a dry run for what it is', async () => {
    const { fakes, calls } = instanceIn('running');
    const report = await executor('ec2.stop-instance', fakes).dryRun(INPUT, fakeContext());
    expect(report).toMatchObject({ passed: true, detail: expect.stringContaining('DryRun') });
    expect(calls).toEqual([]);
  });

  it('does it once', async () => {
    const { fakes, calls } = instanceIn('running');
    const stop = executor('ec2.stop-instance', fakes);
    expect(await stop.execute(INPUT, fakeContext())).toMatchObject({ passed: true });
    expect(await stop.execute(INPUT, fakeContext())).toMatchObject({ passed: false });
    expect(await stop.verify(INPUT, fakeContext())).toMatchObject({ passed: true });
    expect(calls).toEqual(['stop']);
  });

  it.each([
    ['stopping', {}, 'stopping'],
    ['running', { RootDeviceType: 'instance-store' }, 'root volume'],
    ['running', { InstanceLifecycle: 'spot' }, 'Spot'],
    ['running', { Tags: [{ Key: 'aws:autoscaling:groupName', Value: 'web' }] }, 'web'],
  ])('leaves an instance that is %s %j', async (state, over, words) => {
    const { fakes, calls } = instanceIn(state, over);
    const stop = executor('ec2.stop-instance', fakes);
    const report = await stop.execute(INPUT, fakeContext());
    expect(report).toMatchObject({ passed: false, detail: expect.stringContaining(words) });
    expect(await stop.reconcile(INPUT, fakeContext())).toBe('unclear');
    expect(calls).toEqual([]);
  });

  it('says that AWS denied it and what to allow, without the encoded details', async () => {
    const denied = awsError(
      'UnauthorizedOperation',
      'You are not authorized. Encoded authorization failure message: c2VjcmV0',
    );
    const fakes = { ec2: { describeInstances: () => Promise.reject(denied) } };
    const report = await executor('ec2.stop-instance', fakes).check(INPUT, fakeContext());
    expect(report.passed).toBe(false);
    expect(report.detail).toContain('Allow ec2:DescribeInstances');
    expect(report.detail).not.toContain('c2VjcmV0');
  });

  it('throws when it is not known whether the call had an effect, and reports when AWS refused it', async () => {
    const { fakes } = instanceIn('running');
    const failing = (error: Error) =>
      executor('ec2.stop-instance', {
        ec2: { ...fakes.ec2, stopInstances: () => Promise.reject(error) },
      }).execute(INPUT, fakeContext());
    await expect(failing(new Error('socket hang up'))).rejects.toThrow('socket hang up');
    expect(await failing(awsError('IncorrectInstanceState'))).toMatchObject({ passed: false });
  });

  it('stops waiting, and says so, when the change does not show', async () => {
    const { fakes, world } = instanceIn('running');
    let now = Date.parse('2026-03-02T09:00:00Z');
    const clock = {
      now: () => {
        now += 60_000;
        return new Date(now);
      },
    };
    const report = await executor('ec2.stop-instance', fakes).verify(INPUT, fakeContext({ clock }));
    expect(report).toMatchObject({ passed: false, detail: expect.stringContaining('300 seconds') });
    expect(world.state).toBe('running');
  });
});

describe('the snapshot before a volume is deleted', () => {
  const input = { ...PLACE, volumeId: 'vol-0123456789abcdef0' };
  const volume = { State: 'available', AvailabilityZone: 'eu-west-1a', VolumeType: 'gp3' };
  const deleting = (snapshotState: string, deleteVolume: () => Promise<unknown>) =>
    executor('ebs.delete-volume', {
      ec2: {
        describeVolumes: async () => ({ Volumes: [volume] }),
        createSnapshot: async () => ({ SnapshotId: 'snap-0123456789abcdef0' }),
        describeSnapshots: async () => ({ Snapshots: [{ State: snapshotState }] }),
        deleteVolume,
      },
    }).execute(input, fakeContext());

  it('is waited for: while it is not whole, the volume stays', async () => {
    let deleted = false;
    const report = await deleting('pending', async () => {
      deleted = true;
    });
    expect(report.passed).toBe(false);
    expect(report.detail).toContain('not whole within 30 minutes');
    expect(deleted).toBe(false);
  });

  it('is reported although the deletion was refused', async () => {
    const report = await deleting('completed', () => Promise.reject(awsError('VolumeInUse')));
    expect(report).toMatchObject({
      passed: false,
      facts: { snapshotId: 'snap-0123456789abcdef0', zone: 'eu-west-1a' },
    });
  });
});

describe('all AWS executors', () => {
  const all = createAwsExecutors(createFakeDeps({}));

  it('have ids of their own, and say what nothing can undo', () => {
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    for (const { id, destructive, rollBack } of all) {
      expect(id).toMatch(/^[a-z0-9]+\.[a-z0-9-]+$/);
      if (rollBack === null && id !== 'acm.renew-certificate') expect(destructive).toBe(true);
    }
  });

  it('need no right over everything of a service, and none to give rights', () => {
    for (const action of writeActions()) {
      expect(action).toMatch(/^[a-z0-9]+:[A-Za-z0-9]+$/);
      expect(action).not.toMatch(/^(?:iam:(?:Put|Attach|Create|Pass)|sts:|organizations:)/);
    }
    expect(writeActions(['ec2.stop-instance'])).toEqual([
      'ec2:DescribeInstances',
      'ec2:StartInstances',
      'ec2:StopInstances',
    ]);
  });
});
