import { flagAt, numberAt, textAt, textsAt } from '../../aws/config-row.ts';
import { type ConfigCheck, defineConfigCheck } from '../config-check.ts';
import { thresholdOf } from '../thresholds.ts';
import { HIGH_RISK_PORTS, openRules, portsOf } from './open-rules.ts';

const OPEN_NOTE =
  'Groups that are open to ::/0 only are not found: the query looks for 0.0.0.0/0, each rule is then tested.';

const S3_FLAGS = [
  'blockPublicAcls',
  'blockPublicPolicy',
  'ignorePublicAcls',
  'restrictPublicBuckets',
];

/** A check for security groups whose open rules let in one of the ports. */
function openPortCheck(id: string, ports: readonly number[], named: string): ConfigCheck {
  const open = `open to the world on ${named}`;
  return {
    id,
    finds: { one: `security group ${open}`, many: `security groups ${open}` },
    shows: [{ field: 'group', title: 'Group', path: 'configuration.groupName' }],
    computes: [
      {
        field: 'ports',
        title: 'Open ports',
        kind: 'text',
        value: (row) => portsOf(openRules(row, ports)),
      },
    ],
    keep: (row) => openRules(row, ports).length > 0,
    advice: {
      verb: 'Close',
      one: 'security group that is open to the world',
      many: 'security groups that are open to the world',
      action: 'Replace 0.0.0.0/0 by the networks that need it, or use Session Manager.',
      effort: 'low',
    },
    notes: [OPEN_NOTE],
  };
}

function bucketFlag(flag: string): string {
  return `supplementaryConfiguration.PublicAccessBlockConfiguration.${flag}`;
}

/** Security facts that Config records. */
const CHECKS: readonly ConfigCheck[] = [
  openPortCheck('sec.sg.ssh', [22], 'SSH'),
  openPortCheck('sec.sg.rdp', [3389], 'RDP'),
  openPortCheck('sec.sg.highrisk', HIGH_RISK_PORTS, 'other risky ports'),
  {
    id: 'sec.rds.public',
    shows: [
      { field: 'engine', title: 'Engine', path: 'configuration.engine' },
      { field: 'endpoint', title: 'Endpoint', path: 'configuration.endpoint.address' },
    ],
    advice: {
      verb: 'Close',
      one: 'public database',
      many: 'public databases',
      action: 'Set "publicly accessible" to no and reach the database from inside the VPC.',
      effort: 'medium',
    },
  },
  {
    id: 'sec.rds.unencrypted',
    finds: { one: 'unencrypted database', many: 'unencrypted databases' },
    advice: {
      verb: 'Encrypt',
      one: 'database',
      many: 'databases',
      action: 'Copy a snapshot with encryption and restore the database from it.',
      effort: 'high',
    },
  },
  {
    id: 'sec.ebs.unencrypted',
    finds: { one: 'unencrypted EBS volume', many: 'unencrypted EBS volumes' },
    shows: [
      { field: 'size', title: 'GiB', path: 'configuration.size', kind: 'number' },
      { field: 'instance', title: 'Attached to', path: 'configuration.attachments.instanceId' },
    ],
    advice: {
      verb: 'Encrypt',
      one: 'EBS volume',
      many: 'EBS volumes',
      action: 'Turn on encryption by default, then replace each volume by an encrypted copy.',
      effort: 'medium',
    },
  },
  {
    id: 'sec.s3.bucketbpa',
    finds: {
      one: 'bucket without full Block Public Access',
      many: 'buckets without full Block Public Access',
    },
    computes: [
      {
        field: 'missing',
        title: 'Not blocked',
        kind: 'text',
        value: (row) =>
          S3_FLAGS.filter((flag) => flagAt(row, bucketFlag(flag)) !== true).join(', '),
      },
    ],
    keep: (row) => S3_FLAGS.some((flag) => flagAt(row, bucketFlag(flag)) !== true),
    advice: {
      verb: 'Block',
      one: 'bucket from public access',
      many: 'buckets from public access',
      action: 'Turn on all four settings of Block Public Access for the account.',
      effort: 'low',
    },
    notes: [
      'A bucket is listed also when its account blocks public access: the account setting is checked apart.',
    ],
  },
  {
    id: 'sec.ec2.imdsv1',
    finds: { one: 'instance that allows IMDSv1', many: 'instances that allow IMDSv1' },
    advice: {
      verb: 'Require',
      one: 'IMDSv2 on an instance',
      many: 'IMDSv2 on instances',
      action: 'Set HttpTokens to required after checking that the software on it uses IMDSv2.',
      effort: 'low',
    },
  },
  {
    id: 'sec.efs.unencrypted',
    finds: { one: 'unencrypted file system', many: 'unencrypted file systems' },
    advice: {
      verb: 'Encrypt',
      one: 'file system',
      many: 'file systems',
      action: 'Create an encrypted file system and move the data.',
      effort: 'high',
    },
  },
  {
    id: 'sec.secrets.rotation',
    advice: {
      verb: 'Rotate',
      one: 'secret without rotation',
      many: 'secrets without rotation',
      action: 'Turn on rotation for each secret.',
      effort: 'medium',
    },
  },
  {
    id: 'sec.kms.rotation',
    shows: [{ field: 'keySpec', title: 'Key', path: 'configuration.keySpec' }],
    keep: (row) =>
      (textAt(row, 'configuration.keySpec') ?? 'SYMMETRIC_DEFAULT') === 'SYMMETRIC_DEFAULT',
    advice: {
      verb: 'Rotate',
      one: 'KMS key without rotation',
      many: 'KMS keys without rotation',
      action: 'Turn on yearly rotation.',
      effort: 'low',
    },
  },
  {
    id: 'sec.lambda.runtime',
    shows: [
      { field: 'runtime', title: 'Runtime', path: 'configuration.runtime' },
      {
        field: 'modified',
        title: 'Last modified',
        path: 'configuration.lastModified',
        kind: 'date',
      },
    ],
    advice: {
      verb: 'Upgrade',
      one: 'function on a deprecated runtime',
      many: 'functions on deprecated runtimes',
      action: 'Move each function to a supported runtime.',
      effort: 'medium',
    },
  },
  {
    id: 'sec.sqs.sse',
    finds: { one: 'unencrypted queue', many: 'unencrypted queues' },
    keep: (row) =>
      textAt(row, 'configuration.KmsMasterKeyId') === null &&
      flagAt(row, 'configuration.SqsManagedSseEnabled') !== true,
    advice: {
      verb: 'Encrypt',
      one: 'queue',
      many: 'queues',
      action: 'Turn on SSE-SQS.',
      effort: 'low',
    },
  },
  {
    id: 'sec.sns.kms',
    finds: { one: 'topic without a KMS key', many: 'topics without a KMS key' },
    keep: (row) => textAt(row, 'configuration.KmsMasterKeyId') === null,
    advice: {
      verb: 'Encrypt',
      one: 'topic',
      many: 'topics',
      action: 'Set a KMS key on each topic.',
      effort: 'low',
    },
  },
  {
    id: 'sec.subnet.autopublic',
    shows: [
      { field: 'vpc', title: 'VPC', path: 'configuration.vpcId' },
      { field: 'cidr', title: 'CIDR', path: 'configuration.cidrBlock' },
    ],
    advice: {
      verb: 'Close',
      one: 'subnet that gives out public addresses',
      many: 'subnets that give out public addresses',
      action: 'Turn off automatic public IPv4 addresses on the subnet.',
      effort: 'low',
    },
  },
  {
    id: 'sec.iam.admins',
    shows: [
      { field: 'policy', title: 'Policy', path: 'configuration.attachedManagedPolicies.policyArn' },
    ],
    keep: (row) => !(row.resourceName ?? '').startsWith('AWSReservedSSO_'),
    advice: {
      verb: 'Review',
      one: 'principal with AdministratorAccess',
      many: 'principals with AdministratorAccess',
      action: 'Give each only what it uses.',
      effort: 'medium',
    },
  },
  {
    id: 'sec.iam.users',
    shows: [{ field: 'created', title: 'Created', path: 'configuration.createDate', kind: 'date' }],
    advice: {
      verb: 'Replace',
      one: 'IAM user',
      many: 'IAM users',
      action: 'Move people to IAM Identity Center and workloads to roles.',
      effort: 'medium',
    },
  },
  {
    id: 'sec.iam.userpolicies',
    finds: {
      one: 'IAM user with directly attached policies',
      many: 'IAM users with directly attached policies',
    },
    computes: [
      {
        field: 'policies',
        title: 'Policies',
        kind: 'text',
        value: (row) =>
          [
            ...textsAt(row, 'configuration.attachedManagedPolicies.policyName'),
            ...textsAt(row, 'configuration.userPolicyList.policyName'),
          ].join(', '),
      },
    ],
    keep: (row) =>
      textsAt(row, 'configuration.attachedManagedPolicies.policyName').length > 0 ||
      textsAt(row, 'configuration.userPolicyList.policyName').length > 0,
    advice: {
      verb: 'Move',
      one: 'user policy to a group',
      many: 'user policies to groups',
      action: 'Attach policies to groups or roles.',
      effort: 'low',
    },
  },
  {
    id: 'sec.ec2.imdshop',
    finds: (request) => {
      const limit = `with an IMDS hop limit above ${thresholdOf(request, 'hops')}`;
      return { one: `instance ${limit}`, many: `instances ${limit}` };
    },
    // Where nothing is recorded, the default of older AMIs and accounts counts.
    keep: (row, request) =>
      (numberAt(row, 'configuration.metadataOptions.httpPutResponseHopLimit') ?? 2) >
      thresholdOf(request, 'hops'),
    advice: null,
  },
];

/** Security checks over Config. */
export const SECURITY_CONFIG_ANALYZERS = CHECKS.map(defineConfigCheck);
