import { type CheckCase, COST_CASES, type Document } from './cost-check-cases.ts';
import { ESTATE_CASES } from './estate-check-cases.ts';
import { SECURITY_CASES } from './security-check-cases.ts';

const openRule = (fromPort: number, toPort: number, cidrIp = '0.0.0.0/0') => ({
  configuration: { ipPermissions: [{ fromPort, toPort, ipv4Ranges: [{ cidrIp }] }] },
});
const ALL_TRAFFIC = {
  configuration: { ipPermissions: [{ ipv4Ranges: [{ cidrIp: '0.0.0.0/0' }] }] },
};
/** The open range and the port are in different rules: Config matches it, the rule test does not. */
const ACROSS_RULES = {
  configuration: {
    ipPermissions: [
      { fromPort: 443, toPort: 443, ipv4Ranges: [{ cidrIp: '0.0.0.0/0' }] },
      { fromPort: 22, toPort: 3389, ipv4Ranges: [{ cidrIp: '10.0.0.0/8' }] },
    ],
  },
};
const ICMP = openRule(-1, -1);
const V6 = {
  configuration: {
    ipPermissions: [{ fromPort: 0, toPort: 65535, ipv6Ranges: [{ cidrIpv6: '::/0' }] }],
  },
};
export const certificate = (more: Document) => ({
  configuration: { domainName: 'a.example.com', status: 'ISSUED', type: 'AMAZON_ISSUED', ...more },
});
const bucket = (flag: boolean) => ({
  supplementaryConfiguration: {
    PublicAccessBlockConfiguration: {
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: flag,
    },
  },
});
export const PROD = [{ key: 'env', value: 'Production' }];
const LISTENER = 'arn:aws:elasticloadbalancing:ap-southeast-2:111111111111:listener/app/a';

/** What each check finds and leaves; for all checks whose query alone is not the answer. */
export const CONFIG_CASES: Readonly<Record<string, CheckCase>> = {
  'cost.ec2.stopped': {
    finds: [
      { configuration: { stateTransitionReason: 'User initiated (2026-08-01 03:12:45 GMT)' } },
    ],
    leaves: [
      { configuration: { stateTransitionReason: 'User initiated (2026-11-20 03:12:45 GMT)' } },
      { configuration: { stateTransitionReason: '' } },
      {},
    ],
  },
  'cost.eip.unassociated': {
    finds: [{ configuration: { publicIp: '192.0.2.1' } }],
    leaves: [{ configuration: { publicIp: '192.0.2.1', associationId: 'eipassoc-1' } }],
  },
  'cost.ec2.oldgen': {
    finds: [{ configuration: { instanceType: 'm4.large' } }],
    leaves: [{ configuration: { instanceType: 'm6i.large' } }, { configuration: {} }],
  },
  'cost.ec2.longrunning': {
    finds: [{ configuration: { launchTime: '2026-01-01T00:00:00Z' } }],
    leaves: [
      { configuration: { launchTime: '2026-11-01T00:00:00Z' } },
      { configuration: { launchTime: '2026-01-01T00:00:00Z', instanceLifecycle: 'spot' } },
      { configuration: { launchTime: 'yesterday' } },
    ],
  },
  'cost.ec2.detailedmon': {
    finds: [{ configuration: { monitoring: { state: 'enabled' } } }],
    leaves: [{ tags: PROD, configuration: { monitoring: { state: 'enabled' } } }],
  },
  'sec.s3.bucketbpa': { finds: [bucket(false), {}], leaves: [bucket(true)] },
  'sec.ec2.publicip': {
    finds: [{ configuration: { publicIpAddress: '192.0.2.1' } }],
    leaves: [{ configuration: {} }],
  },
  'sec.sg.ssh': {
    finds: [openRule(22, 22), openRule(0, 1024), ALL_TRAFFIC, V6],
    leaves: [openRule(443, 443), openRule(22, 22, '10.0.0.0/8'), ACROSS_RULES, ICMP, {}],
  },
  'sec.sg.rdp': { finds: [openRule(3389, 3389)], leaves: [openRule(22, 22), ACROSS_RULES] },
  'sec.sg.highrisk': {
    finds: [openRule(3306, 3306), openRule(5000, 6000)],
    leaves: [openRule(443, 443), openRule(22, 22)],
  },
  'sec.kms.rotation': {
    finds: [{ configuration: { keySpec: 'SYMMETRIC_DEFAULT' } }, {}],
    leaves: [{ configuration: { keySpec: 'RSA_2048' } }],
  },
  'sec.sqs.sse': {
    finds: [{ configuration: { SqsManagedSseEnabled: false } }, { configuration: {} }],
    leaves: [
      { configuration: { SqsManagedSseEnabled: true } },
      { configuration: { KmsMasterKeyId: 'alias/aws/sqs' } },
    ],
  },
  'sec.sns.kms': {
    finds: [{ configuration: {} }],
    leaves: [{ configuration: { KmsMasterKeyId: 'alias/aws/sns' } }],
  },
  'sec.iam.admins': {
    finds: [{ resourceName: 'deployer' }],
    leaves: [{ resourceName: 'AWSReservedSSO_Admin_1234' }],
  },
  'sec.iam.users': { finds: [{ resourceName: 'alice' }], leaves: [] },
  'sec.iam.userpolicies': {
    finds: [{ configuration: { attachedManagedPolicies: [{ policyName: 'ReadOnlyAccess' }] } }],
    leaves: [{ configuration: { attachedManagedPolicies: [], userPolicyList: [] } }],
  },
  ...SECURITY_CASES,
  ...ESTATE_CASES,
  'rel.rds.singleaz': {
    finds: [{ configuration: { engine: 'postgres' } }],
    leaves: [{ configuration: { engine: 'aurora-postgresql' } }],
  },
  'rel.rds.nobackup': {
    finds: [
      { configuration: { backupRetentionPeriod: 0 } },
      { configuration: { backupRetentionPeriod: 6 } },
    ],
    leaves: [{ configuration: { backupRetentionPeriod: 7 } }],
  },
  'rel.s3.versioning': {
    finds: [
      { supplementaryConfiguration: { BucketVersioningConfiguration: { status: 'Suspended' } } },
      {},
    ],
    leaves: [
      { supplementaryConfiguration: { BucketVersioningConfiguration: { status: 'Enabled' } } },
    ],
  },
  'rel.asg.singleaz': {
    finds: [{ configuration: { availabilityZones: [{ value: 'ap-southeast-2a' }] } }],
    leaves: [
      {
        configuration: {
          availabilityZones: [{ value: 'ap-southeast-2a' }, { value: 'ap-southeast-2b' }],
        },
      },
    ],
  },
  'rel.alarm.noaction': {
    finds: [
      { configuration: { actionsEnabled: false, alarmActions: ['arn:aws:sns:x'] } },
      { configuration: { actionsEnabled: true, alarmActions: [] } },
    ],
    leaves: [{ configuration: { actionsEnabled: true, alarmActions: ['arn:aws:sns:x'] } }],
  },
  'rel.lambda.dlq': {
    finds: [{ configuration: {} }],
    leaves: [{ configuration: { deadLetterConfig: { targetArn: 'arn:aws:sqs:x' } } }],
  },
  'cost.ebs.unattached': {
    finds: [{ configuration: { createTime: '2026-10-01T00:00:00Z' } }],
    leaves: [{ configuration: { createTime: '2026-11-20T00:00:00Z' } }],
  },
  'cost.ebs.gp2': {
    finds: [{ configuration: { size: 100 } }],
    leaves: [{ configuration: { size: 8000 } }],
  },
  ...COST_CASES,
  'cert.dashboard': {
    finds: [certificate({}), certificate({ notAfter: '2020-01-01T00:00:00Z' })],
    leaves: [],
  },
  'cert.expired.inuse': {
    finds: [certificate({ notAfter: '2026-11-01T00:00:00Z', inUseBy: [LISTENER] })],
    leaves: [
      certificate({ notAfter: '2026-11-01T00:00:00Z', inUseBy: [] }),
      certificate({ notAfter: '2026-12-01T00:00:00Z', inUseBy: [LISTENER] }),
      certificate({ inUseBy: [LISTENER] }),
    ],
  },
  'cert.expiring.7': {
    finds: [certificate({ notAfter: '2026-11-30T09:00:00Z' })],
    leaves: [
      certificate({ notAfter: '2026-12-30T00:00:00Z' }),
      certificate({ notAfter: '2026-11-23T09:59:59Z' }),
    ],
  },
  'cert.pending': {
    finds: [certificate({ status: 'PENDING_VALIDATION' })],
    leaves: [certificate({})],
  },
  'cert.email': {
    finds: [
      certificate({ notAfter: '2027-01-10T00:00:00Z' }),
      certificate({ notAfter: '2026-11-01T00:00:00Z' }),
    ],
    leaves: [certificate({ notAfter: '2027-03-01T00:00:00Z' }), certificate({})],
  },
  'cert.unused': { finds: [certificate({})], leaves: [certificate({ inUseBy: [LISTENER] })] },
  'cert.weakkey': {
    finds: [certificate({ keyAlgorithm: 'RSA-1024' })],
    leaves: [certificate({ keyAlgorithm: 'RSA_2048' })],
  },
  'cert.wildcard': {
    finds: [certificate({ subjectAlternativeNames: ['a.example.com', '*.example.com'] })],
    leaves: [certificate({ subjectAlternativeNames: ['a.example.com'] })],
  },
};
