import { setTimeout as sleep } from 'node:timers/promises';
import { ACM } from '@aws-sdk/client-acm';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { EC2 } from '@aws-sdk/client-ec2';
import { IAM } from '@aws-sdk/client-iam';
import { KMS } from '@aws-sdk/client-kms';
import { RDS } from '@aws-sdk/client-rds';
import { S3 } from '@aws-sdk/client-s3';
import { SecurityHub } from '@aws-sdk/client-securityhub';
import { STS } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createAwsExecutors } from '../pipeline-server/approvals/executors/aws/aws-executors.ts';
import type { ExecutionContext, Executor } from '../pipeline-server/contracts/executor.ts';
import type { ActionTarget, JsonValue } from '../pipeline-server/contracts/plan.ts';
import { createWriteClients } from '../tools/aws/write-clients.ts';
import { type Moto, startMoto } from './harness/moto.ts';

const ACCOUNT = '111122223333';
const REGION = 'eu-west-1';
const KEYS = { accessKeyId: 'test', secretAccessKey: 'test' };

/** moto has no RenewCertificate and no BatchUpdateFindings: what these read is tried below, their changes on fakes. */
const NOT_IN_MOTO = [
  'acm.renew-certificate',
  'securityhub.suppress-finding',
  'securityhub.resolve-finding',
];

/** moto takes no notice of DryRun here and makes the change. */
const DRY_RUN_CHANGES = ['ec2.require-imdsv2'];

interface World {
  readonly acm: ACM;
  readonly ec2: EC2;
  readonly hub: SecurityHub;
  readonly iam: IAM;
  readonly kms: KMS;
  readonly logs: CloudWatchLogs;
  readonly rds: RDS;
  readonly s3: S3;
}

let moto: Moto;
let world: World;
let executors: ReadonlyMap<string, Executor>;

beforeAll(async () => {
  moto = await startMoto();
  world = await ownerOf(ACCOUNT);
  executors = executorsOf('xops/write');
}, 90_000);

afterAll(() => moto.stop());

function executorsOf(writeRole: string | null): ReadonlyMap<string, Executor> {
  const source = { endpoint: moto.endpoint, region: REGION, credentials: KEYS };
  const all = createAwsExecutors({
    clients: createWriteClients({ source, writeRole }),
    pause: async () => await sleep(5),
  });
  return new Map(all.map((executor) => [executor.id, executor]));
}

/** Clients of somebody who made what is in the account. */
async function ownerOf(accountId: string): Promise<World> {
  const sts = new STS({ endpoint: moto.endpoint, region: REGION, credentials: KEYS });
  const { Credentials: keys } = await sts.assumeRole({
    RoleArn: `arn:aws:iam::${accountId}:role/owner`,
    RoleSessionName: 'owner',
  });
  const settings = {
    endpoint: moto.endpoint,
    region: REGION,
    credentials: {
      accessKeyId: keys?.AccessKeyId ?? '',
      secretAccessKey: keys?.SecretAccessKey ?? '',
      sessionToken: keys?.SessionToken ?? '',
    },
  };
  return {
    acm: new ACM(settings),
    ec2: new EC2(settings),
    hub: new SecurityHub(settings),
    iam: new IAM(settings),
    kms: new KMS(settings),
    logs: new CloudWatchLogs(settings),
    rds: new RDS(settings),
    s3: new S3({ ...settings, forcePathStyle: true }),
  };
}

const context: ExecutionContext = {
  approvalId: '019ca0de-0000-7000-8000-000000000001',
  idempotencyKey: '019ca0de-0000-7000-8000-000000000001-action-1',
  caller: { person: 'erin@example.com', tool: 'approved plan', requestId: 'r-1' },
  signal: new AbortController().signal,
  clock: { now: () => new Date() },
  log: {
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: () => undefined,
  },
};

interface Made {
  readonly resourceId: string;
  readonly details?: Readonly<Record<string, JsonValue>>;
}

/** What each executor is tried on: a thing to change, and one in a state in which it must not be changed. */
interface Trial {
  readonly id: string;
  readonly type: string;
  readonly make: (world: World) => Promise<Made>;
  /** Null where every state is fit. */
  readonly makeUnfit: ((world: World) => Promise<Made>) | null;
  /** How moto's world differs after a rollback from before, where it can be undone. */
  readonly undoes: boolean;
}

async function image(ec2: EC2): Promise<string> {
  const { Images = [] } = await ec2.describeImages({ Owners: ['amazon'] });
  return Images[0]?.ImageId ?? '';
}

async function instance({ ec2 }: World, tags: Readonly<Record<string, string>> = {}) {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  const { Instances = [] } = await ec2.runInstances({
    ImageId: await image(ec2),
    MinCount: 1,
    MaxCount: 1,
    InstanceType: 't3.micro',
    MetadataOptions: { HttpTokens: 'optional' },
    ...(Tags.length > 0 && { TagSpecifications: [{ ResourceType: 'instance', Tags }] }),
  });
  return Instances[0]?.InstanceId ?? '';
}

async function stopped(of: World) {
  const id = await instance(of);
  await of.ec2.stopInstances({ InstanceIds: [id] });
  return id;
}

async function terminated(of: World) {
  const id = await instance(of);
  await of.ec2.terminateInstances({ InstanceIds: [id] });
  return id;
}

async function volume({ ec2 }: World, type: 'gp2' | 'st1' = 'gp2') {
  const { VolumeId = '' } = await ec2.createVolume({
    AvailabilityZone: `${REGION}a`,
    Size: type === 'gp2' ? 500 : 125,
    VolumeType: type,
  });
  return VolumeId;
}

async function attached(of: World) {
  const [InstanceId, VolumeId] = [await instance(of), await volume(of)];
  await of.ec2.attachVolume({ InstanceId, VolumeId, Device: '/dev/sdf' });
  return VolumeId;
}

async function address({ ec2 }: World) {
  return (await ec2.allocateAddress({ Domain: 'vpc' })).AllocationId ?? '';
}

async function usedAddress(of: World) {
  const [AllocationId, InstanceId] = [await address(of), await instance(of)];
  await of.ec2.associateAddress({ AllocationId, InstanceId });
  return AllocationId;
}

let groups = 0;

async function group({ ec2 }: World, to: number) {
  groups += 1;
  const { GroupId = '' } = await ec2.createSecurityGroup({
    GroupName: `group-${groups}`,
    Description: 'open',
  });
  const rule = { IpProtocol: 'tcp', FromPort: 22, ToPort: to };
  await ec2.authorizeSecurityGroupIngress({
    GroupId,
    IpPermissions: [
      { ...rule, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
      { ...rule, IpRanges: [{ CidrIp: '10.0.0.0/8' }] },
    ],
  });
  return GroupId;
}

async function snapshot(of: World) {
  return (await of.ec2.createSnapshot({ VolumeId: await volume(of) })).SnapshotId ?? '';
}

/** moto cannot say which images are made of a snapshot, so this one belongs to AWS Backup. */
async function backupSnapshot(of: World) {
  const { SnapshotId = '' } = await of.ec2.createSnapshot({
    VolumeId: await volume(of),
    Description: 'This snapshot is created by the AWS Backup service.',
  });
  return SnapshotId;
}

let databases = 0;

async function database({ rds }: World) {
  databases += 1;
  const DBInstanceIdentifier = `database-${databases}`;
  await rds.createDBInstance({
    DBInstanceIdentifier,
    DBInstanceClass: 'db.t3.micro',
    Engine: 'postgres',
    AllocatedStorage: 20,
    MasterUsername: 'owner',
    MasterUserPassword: 'not-a-secret',
  });
  return DBInstanceIdentifier;
}

async function stoppedDatabase(of: World) {
  const DBInstanceIdentifier = await database(of);
  await of.rds.stopDBInstance({ DBInstanceIdentifier });
  return DBInstanceIdentifier;
}

let buckets = 0;

async function bucket({ s3 }: World) {
  buckets += 1;
  const Bucket = `bucket-${buckets}-of-${ACCOUNT}`;
  await s3.createBucket({ Bucket, CreateBucketConfiguration: { LocationConstraint: REGION } });
  return Bucket;
}

async function website(of: World) {
  const Bucket = await bucket(of);
  await of.s3.putBucketWebsite({
    Bucket,
    WebsiteConfiguration: { IndexDocument: { Suffix: 'index.html' } },
  });
  return Bucket;
}

async function bucketWithRule(of: World) {
  const Bucket = await bucket(of);
  await of.s3.putBucketLifecycleConfiguration({
    Bucket,
    LifecycleConfiguration: {
      Rules: [
        { ID: 'own', Status: 'Enabled', Filter: { Prefix: 'logs/' }, Expiration: { Days: 30 } },
      ],
    },
  });
  return Bucket;
}

let users = 0;

async function accessKey({ iam }: World, Status: 'Active' | 'Inactive', unusedDays = 0) {
  users += 1;
  const UserName = `user-${users}`;
  await iam.createUser({ UserName });
  const { AccessKey } = await iam.createAccessKey({ UserName });
  const accessKeyId = AccessKey?.AccessKeyId ?? '';
  await iam.updateAccessKey({ UserName, AccessKeyId: accessKeyId, Status });
  return {
    resourceId: `arn:aws:iam::${ACCOUNT}:user/${UserName}`,
    details: { accessKeyId, unusedDays },
  };
}

async function key({ kms }: World, KeySpec: 'SYMMETRIC_DEFAULT' | 'RSA_2048') {
  const KeyUsage = KeySpec === 'RSA_2048' ? 'SIGN_VERIFY' : 'ENCRYPT_DECRYPT';
  return (await kms.createKey({ KeySpec, KeyUsage })).KeyMetadata?.KeyId ?? '';
}

let logGroups = 0;

async function logGroup({ logs }: World, retentionInDays: number | null) {
  logGroups += 1;
  const logGroupName = `/own/${logGroups}`;
  await logs.createLogGroup({ logGroupName });
  if (retentionInDays !== null) await logs.putRetentionPolicy({ logGroupName, retentionInDays });
  return logGroupName;
}

const only = (make: (of: World) => Promise<string>) => async (of: World) => ({
  resourceId: await make(of),
});

const INSTANCE = 'AWS::EC2::Instance';
const DATABASE = 'AWS::RDS::DBInstance';
const BUCKET = 'AWS::S3::Bucket';
const VOLUME = 'AWS::EC2::Volume';

const TRIALS: readonly Trial[] = [
  {
    id: 'ec2.stop-instance',
    type: INSTANCE,
    make: only(instance),
    makeUnfit: only((of) => instance(of, { 'aws:autoscaling:groupName': 'web' })),
    undoes: true,
  },
  {
    id: 'ec2.start-instance',
    type: INSTANCE,
    make: only(stopped),
    makeUnfit: only(terminated),
    undoes: true,
  },
  {
    id: 'ec2.require-imdsv2',
    type: INSTANCE,
    make: only(instance),
    makeUnfit: only(terminated),
    undoes: true,
  },
  {
    id: 'ec2.release-address',
    type: 'AWS::EC2::EIP',
    make: only(address),
    makeUnfit: only(usedAddress),
    undoes: false,
  },
  {
    id: 'ec2.revoke-open-ingress',
    type: 'AWS::EC2::SecurityGroup',
    make: async (of) => ({ resourceId: await group(of, 22), details: { port: 22 } }),
    makeUnfit: async (of) => ({ resourceId: await group(of, 23), details: { port: 22 } }),
    undoes: true,
  },
  {
    id: 'ebs.delete-volume',
    type: VOLUME,
    make: only(volume),
    makeUnfit: only(attached),
    undoes: false,
  },
  {
    id: 'ebs.modify-volume-gp2-to-gp3',
    type: VOLUME,
    make: only(attached),
    makeUnfit: only((of) => volume(of, 'st1')),
    undoes: true,
  },
  {
    id: 'ebs.delete-snapshot',
    type: 'AWS::EC2::Snapshot',
    make: only(snapshot),
    makeUnfit: only(backupSnapshot),
    undoes: false,
  },
  { id: 'rds.stop-instance', type: DATABASE, make: only(database), makeUnfit: null, undoes: true },
  {
    id: 'rds.start-instance',
    type: DATABASE,
    make: only(stoppedDatabase),
    makeUnfit: null,
    undoes: true,
  },
  {
    id: 'rds.enable-deletion-protection',
    type: DATABASE,
    make: only(database),
    makeUnfit: null,
    undoes: true,
  },
  {
    id: 's3.block-public-access',
    type: BUCKET,
    make: only(bucket),
    makeUnfit: only(website),
    undoes: true,
  },
  { id: 's3.enable-versioning', type: BUCKET, make: only(bucket), makeUnfit: null, undoes: true },
  {
    id: 's3.abort-incomplete-uploads',
    type: BUCKET,
    make: only(bucketWithRule),
    makeUnfit: null,
    undoes: true,
  },
  {
    id: 'iam.deactivate-access-key',
    type: 'AWS::IAM::User',
    make: (of) => accessKey(of, 'Active'),
    makeUnfit: (of) => accessKey(of, 'Active', 90),
    undoes: true,
  },
  {
    id: 'iam.delete-access-key',
    type: 'AWS::IAM::User',
    make: (of) => accessKey(of, 'Inactive'),
    makeUnfit: (of) => accessKey(of, 'Active'),
    undoes: false,
  },
  {
    id: 'kms.enable-key-rotation',
    type: 'AWS::KMS::Key',
    make: only((of) => key(of, 'SYMMETRIC_DEFAULT')),
    makeUnfit: only((of) => key(of, 'RSA_2048')),
    undoes: true,
  },
  {
    id: 'logs.set-retention',
    type: 'AWS::Logs::LogGroup',
    make: only((of) => logGroup(of, null)),
    makeUnfit: only((of) => logGroup(of, 30)),
    undoes: true,
  },
  {
    id: 'tagging.apply-tags',
    type: INSTANCE,
    make: async (of) => ({
      resourceId: `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/${await instance(of, { Owner: 'old', Kept: 'yes' })}`,
      details: { tags: { Owner: 'payments', CostCentre: 'CC-1' } },
    }),
    makeUnfit: null,
    undoes: true,
  },
  {
    id: 'acm.request-certificate',
    type: 'AWS::ACM::Certificate',
    make: async () => ({
      resourceId: 'payments.example.com',
      details: { domain: 'payments.example.com' },
    }),
    makeUnfit: null,
    undoes: true,
  },
];

function needed(id: string, from = executors): Executor {
  const executor = from.get(id);
  if (executor === undefined) throw new Error(`There is no executor ${id}.`);
  return executor;
}

function targetOf({ resourceId }: Made, resourceType: string, accountId = ACCOUNT): ActionTarget {
  return { accountId, accountName: 'payments', region: REGION, resourceId, resourceType, tags: {} };
}

function planned(trial: Trial, made: Made, accountId = ACCOUNT) {
  const target = targetOf(made, trial.type, accountId);
  const action = needed(trial.id).plan(target, made.details);
  if (action === null) throw new Error(`${trial.id} made no action of ${made.resourceId}.`);
  return action;
}

describe('the AWS executors on moto', () => {
  it('are all tried here or named as missing in moto', () => {
    expect(new Set([...TRIALS.map(({ id }) => id), ...NOT_IN_MOTO])).toEqual(
      new Set(executors.keys()),
    );
  });

  it.each(TRIALS)(
    '$id looks, tries, does, shows, does nothing twice, and undoes',
    async (trial) => {
      const executor = needed(trial.id);
      const { arguments: input } = planned(trial, await trial.make(world));
      expect(await executor.reconcile(input, context)).toBe('not-done');
      expect(await executor.check(input, context)).toMatchObject({ passed: true });
      if (!DRY_RUN_CHANGES.includes(trial.id)) {
        expect(await executor.dryRun(input, context)).toMatchObject({ passed: true });
        expect(await executor.reconcile(input, context)).toBe('not-done');
      }
      const done = await executor.execute(input, context);
      expect(done).toMatchObject({ passed: true });
      expect(await executor.verify(input, context)).toMatchObject({ passed: true });
      expect(await executor.reconcile(input, context)).toBe('done');
      const again = await executor.execute(input, context);
      expect(again).toMatchObject({ passed: false, detail: expect.stringMatching(/so already/) });
      expect(again.facts).toEqual({});
      if (executor.rollBack === null) return;
      expect(await executor.rollBack(input, done, context)).toMatchObject({ passed: true });
      if (trial.undoes) expect(await executor.reconcile(input, context)).toBe('not-done');
    },
  );

  it.each(TRIALS.filter(({ makeUnfit }) => makeUnfit !== null))(
    '$id leaves what is not as the plan assumes',
    async (trial) => {
      const executor = needed(trial.id);
      const made = await trial.makeUnfit?.(world);
      const { arguments: input } = planned(trial, made ?? { resourceId: '' });
      const checked = await executor.check(input, context);
      expect(checked).toMatchObject({ passed: false });
      const executed = await executor.execute(input, context);
      expect(executed).toMatchObject({ passed: false, detail: checked.detail, facts: {} });
      expect(await executor.verify(input, context)).toMatchObject({ passed: false });
    },
    20_000,
  );

  it('keep the data of a volume that they delete, and make a volume of it again', async () => {
    const executor = needed('ebs.delete-volume');
    const id = await volume(world);
    const target = targetOf({ resourceId: id }, VOLUME);
    const { arguments: input = {} } = executor.plan(target) ?? {};
    const done = await executor.execute(input, context);
    const { snapshotId } = done.facts;
    if (typeof snapshotId !== 'string') throw new Error('No snapshot was reported.');
    const { Snapshots = [] } = await world.ec2.describeSnapshots({ SnapshotIds: [snapshotId] });
    expect(Snapshots[0]).toMatchObject({ VolumeId: id, State: 'completed' });
    expect(Snapshots[0]?.Tags).toContainEqual({ Key: 'xops:approval', Value: context.approvalId });
    const undone = await executor.rollBack?.(input, done, context);
    expect(undone?.passed).toBe(true);
    const made = /^vol-\w+/.exec(undone?.detail ?? '')?.[0] ?? '';
    const { Volumes = [] } = await world.ec2.describeVolumes({ VolumeIds: [made] });
    expect(Volumes[0]).toMatchObject({ SnapshotId: snapshotId, Size: 500, VolumeType: 'gp2' });
  });

  it('keep the lifecycle rules that a bucket has', async () => {
    const executor = needed('s3.abort-incomplete-uploads');
    const name = await bucketWithRule(world);
    const { arguments: input = {} } = executor.plan(targetOf({ resourceId: name }, BUCKET)) ?? {};
    const ids = async () =>
      (await world.s3.getBucketLifecycleConfiguration({ Bucket: name })).Rules?.map(({ ID }) => ID);
    const done = await executor.execute(input, context);
    expect(await ids()).toEqual(['own', 'xops-abort-incomplete-uploads']);
    await executor.rollBack?.(input, done, context);
    expect(await ids()).toEqual(['own']);
  });

  it('close a port to everyone and to nobody else', async () => {
    const executor = needed('ec2.revoke-open-ingress');
    const id = await group(world, 22);
    const target = targetOf({ resourceId: id }, 'AWS::EC2::SecurityGroup');
    const { arguments: input = {} } = executor.plan(target, { port: 22 }) ?? {};
    await executor.execute(input, context);
    const { SecurityGroupRules: rules = [] } = await world.ec2.describeSecurityGroupRules({
      Filters: [{ Name: 'group-id', Values: [id] }],
    });
    const sources = rules
      .filter(({ IsEgress }) => IsEgress !== true)
      .map(({ CidrIpv4 }) => CidrIpv4);
    expect(sources).toEqual(['10.0.0.0/8']);
  });

  it('give a gp2 volume at least the speed it had', async () => {
    const executor = needed('ebs.modify-volume-gp2-to-gp3');
    const id = await volume(world);
    const { arguments: input = {} } = executor.plan(targetOf({ resourceId: id }, VOLUME)) ?? {};
    const done = await executor.execute(input, context);
    expect(done.facts).toMatchObject({ before: 'gp2', throughput: 250 });
    expect(Number(done.facts['iops'])).toBeGreaterThanOrEqual(3_000);
  });

  it('see nothing of another account', async () => {
    const trial = TRIALS[0];
    if (trial === undefined) throw new Error('There is no trial.');
    const { arguments: input } = planned(trial, await trial.make(world), '444455556666');
    expect(await needed(trial.id).check(input, context)).toMatchObject({
      passed: false,
      detail: 'It is not there (any more).',
    });
  });

  it('say what to do when there is no role for writing', async () => {
    const none = needed('ec2.stop-instance', executorsOf(null));
    const input = { accountId: ACCOUNT, region: REGION, instanceId: 'i-0123456789abcdef0' };
    const report = await none.check(input, context);
    expect(report.passed).toBe(false);
    expect(report.detail).toContain('approvals.aws.writeRole');
    await expect(none.execute(input, context)).rejects.toThrow(/approvals\.aws\.writeRole/);
  });
});

describe('the AWS executors whose change moto lacks', () => {
  it('acm.renew-certificate looks, and leaves a certificate that ACM renews by itself', async () => {
    const executor = needed('acm.renew-certificate');
    const { CertificateArn: resourceId = '' } = await world.acm.requestCertificate({
      DomainName: 'renewed.example.com',
    });
    const target = targetOf({ resourceId }, 'AWS::ACM::Certificate');
    const { arguments: input = {} } = executor.plan(target, { endsAt: '2099-01-01' }) ?? {};
    const detail = expect.stringContaining('It is AMAZON_ISSUED');
    expect(await executor.check(input, context)).toMatchObject({ passed: false, detail });
    expect(await executor.execute(input, context)).toMatchObject({ passed: false, facts: {} });
    // Whether somebody else made it unfit after the change, nobody can tell: a person looks.
    expect(await executor.reconcile(input, context)).toBe('unclear');
  });

  it.each(['securityhub.suppress-finding', 'securityhub.resolve-finding'])(
    '%s looks, and reports a change that was not taken as not done',
    async (id) => {
      const executor = needed(id);
      const resourceId = await failedFinding(world);
      const target = targetOf({ resourceId }, 'AWS::SecurityHub::Finding');
      const details = { control: 'EC2.8', note: 'Accepted until the image is rebuilt.' };
      const { arguments: input = {} } = executor.plan(target, details) ?? {};
      expect(await executor.reconcile(input, context)).toBe('not-done');
      expect(await executor.check(input, context)).toMatchObject({
        passed: true,
        detail: expect.stringMatching(/^\d+ active findings of the control are NEW\.$/),
      });
      const done = await settled(() => executor.execute(input, context));
      expect(done).toMatch(/^(?:not passed|failed): ./);
      expect(await executor.verify(input, context)).toMatchObject({ passed: false });
      expect(await executor.reconcile(input, context)).toBe('not-done');
    },
  );
});

/** How an execution ended, whichever way it says so. */
async function settled(execute: () => ReturnType<Executor['execute']>): Promise<string> {
  try {
    const { passed, detail } = await execute();
    return `${passed ? 'passed' : 'not passed'}: ${detail}`;
  } catch (error) {
    return `failed: ${String(error)}`;
  }
}

/** A finding that somebody imported; gives the resource that it is about. */
async function failedFinding({ hub }: World): Promise<string> {
  const resourceId = `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/i-0123456789abcdef0`;
  const at = '2026-11-01T00:00:00Z';
  const { FailedCount } = await hub.batchImportFindings({
    Findings: [
      {
        SchemaVersion: '2018-10-08',
        Id: 'finding-1',
        ProductArn: `arn:aws:securityhub:${REGION}:${ACCOUNT}:product/${ACCOUNT}/default`,
        GeneratorId: 'security-control/EC2.8',
        AwsAccountId: ACCOUNT,
        Types: ['Software and Configuration Checks'],
        CreatedAt: at,
        UpdatedAt: at,
        Severity: { Label: 'HIGH' },
        Title: 'Instances should use IMDSv2',
        Description: 'It does not require IMDSv2.',
        Resources: [{ Type: 'AwsEc2Instance', Id: resourceId }],
        Compliance: { Status: 'FAILED', SecurityControlId: 'EC2.8' },
        Workflow: { Status: 'NEW' },
        RecordState: 'ACTIVE',
      },
    ],
  });
  expect(FailedCount).toBe(0);
  return resourceId;
}

describe('the AWS executors without rights', () => {
  it('say which action AWS denied and how it is allowed', async () => {
    const reset = (count: number) =>
      fetch(`${moto.endpoint}/moto-api/reset-auth`, { method: 'POST', body: String(count) });
    const trial = TRIALS[0];
    if (trial === undefined) throw new Error('There is no trial.');
    const { arguments: input } = planned(trial, await trial.make(world));
    await world.iam.createRole({
      RoleName: 'no-rights',
      AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [] }),
    });
    const bare = needed('ec2.stop-instance', executorsOf('no-rights'));
    await reset(1);
    try {
      const report = await bare.check(input, context);
      expect(report.passed).toBe(false);
      expect(report.detail).toContain('AWS denied it');
      expect(report.detail).toContain('ec2:DescribeInstances');
      expect(report.detail).toContain('xops iam-policy --role write');
    } finally {
      await reset(1_000_000);
    }
  });
});
