/** Properties of a recorded resource by their dotted path. */
export type Properties = Readonly<Record<string, unknown>>;

/** A recorded resource that a declared query finds, and one close to it that it leaves. */
export type QueryCase = readonly [finds: Properties, leaves: Properties];

const at = (path: string, found: unknown, left: unknown): QueryCase => [
  { [`configuration.${path}`]: found },
  { [`configuration.${path}`]: left },
];

/** Another type than the one that is asked for; the type itself is added where none is said. */
const OTHER_TYPE = { resourceType: 'AWS::EC2::Instance' };
const INSTANCE = 'AWS::EC2::Instance';
const ends = (day: string) => ({ 'configuration.notAfter': `${day}T00:00:00.000Z` });
const ISSUED = { 'configuration.status': 'ISSUED' };
const RENEWAL = 'renewalSummary.renewalStatus';
const RECOVERY = 'ContinuousBackupsDescription.pointInTimeRecoveryDescription';
const ATTRIBUTES = 'supplementaryConfiguration.DBSnapshotAttributes';
const pack = (failed: number) => ({
  'configuration.totalRuleCount': 10,
  'configuration.nonCompliantRuleCount': failed,
});
const lambda = (architecture: string) => ({
  'configuration.architectures': [architecture],
  'configuration.runtime': 'python3.13',
});
const hops = (limit: number) => ({
  'configuration.metadataOptions.httpPutResponseHopLimit': limit,
});

/** For every check whose query alone, or almost alone, is the answer. */
export const QUERY_CASES: Readonly<Record<string, QueryCase>> = {
  'cost.ebs.io1': at('volumeType', 'io1', 'io2'),
  'cost.ebs.large': at('size', 1025, 1024),
  'cost.rds.stopped': at('dBInstanceStatus', 'stopped', 'available'),
  'cost.lambda.memory': at('memorySize', 3009, 3008),
  'cost.lambda.x86': [lambda('x86_64'), lambda('arm64')],
  'cost.apigw.cache': at('cacheClusterEnabled', true, false),
  'cost.workspaces.alwayson': at('WorkspaceProperties.RunningMode', 'ALWAYS_ON', 'AUTO_STOP'),
  'sec.conformance.pack': [pack(2), pack(1)],
  'sec.ebs.unencrypted': at('encrypted', false, true),
  'sec.ec2.imdsv1': at('metadataOptions.httpTokens', 'optional', 'required'),
  'sec.ec2.imdshop': [hops(2), hops(1)],
  'sec.rds.public': at('publiclyAccessible', true, false),
  'sec.rds.unencrypted': at('storageEncrypted', false, true),
  'sec.rds.snapunencrypted': at('encrypted', false, true),
  'sec.rds.snappublic': [
    { [ATTRIBUTES]: [{ attributeName: 'restore', attributeValues: ['all'] }] },
    { [ATTRIBUTES]: [{ attributeName: 'restore', attributeValues: ['111111111111'] }] },
  ],
  'sec.efs.unencrypted': at('Encrypted', false, true),
  'sec.kms.pendingdeletion': at('keyState', 'PendingDeletion', 'Disabled'),
  'sec.secrets.rotation': at('RotationEnabled', false, true),
  'sec.lambda.runtime': at('runtime', 'nodejs18.x', 'nodejs22.x'),
  'sec.ecs.publicip': at(
    'NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp',
    'ENABLED',
    'DISABLED',
  ),
  'sec.ecr.scan': at('ImageScanningConfiguration.ScanOnPush', false, true),
  'sec.subnet.autopublic': at('mapPublicIpOnLaunch', true, false),
  'sec.sagemaker.internet': at('DirectInternetAccess', 'Enabled', 'Disabled'),
  'sec.tgw.autoaccept': at('AutoAcceptSharedAttachments', 'enable', 'disable'),
  'inv.count.accounts': [
    { resourceType: INSTANCE },
    { resourceType: 'AWS::Config::ResourceCompliance' },
  ],
  'inv.ec2.types': [
    { 'configuration.instanceType': 'm7g.large', 'configuration.state.name': 'running' },
    { resourceType: 'AWS::S3::Bucket' },
  ],
  'inv.find': [
    { resourceType: INSTANCE, resourceId: 'nat-a' },
    { resourceType: INSTANCE, resourceId: 'nat-b' },
  ],
  'inv.tags.owner': [
    { resourceType: INSTANCE, tags: [{ key: 'Owner', value: 'alice', tag: 'Owner=alice' }] },
    { resourceType: INSTANCE, tags: [{ key: 'owner', value: 'alice', tag: 'owner=alice' }] },
  ],
  'inv.vpc.default': at('isDefault', true, false),
  'inv.lambda.runtimes': [{ 'configuration.runtime': 'python3.13' }, OTHER_TYPE],
  'inv.rds.engines': [
    { 'configuration.engine': 'postgres', 'configuration.engineVersion': '16.4' },
    OTHER_TYPE,
  ],
  'cert.expiring.30': [ends('2026-12-23'), ends('2026-12-26')],
  'cert.expiring.90': [ends('2027-02-21'), ends('2027-02-24')],
  'cert.imported': at('type', 'IMPORTED', 'AMAZON_ISSUED'),
  'cert.renewal.failed': [
    { ...ISSUED, [`configuration.${RENEWAL}`]: 'FAILED' },
    { ...ISSUED, [`configuration.${RENEWAL}`]: 'SUCCESS' },
  ],
  'cert.iam': [{}, OTHER_TYPE],
  'cert.dashboard': [{ ...ISSUED }, OTHER_TYPE],
  'sec.iam.users': [{ resourceName: 'alice' }, OTHER_TYPE],
  'cert.rdsca': at('cACertificateIdentifier', 'rds-ca-2019', 'rds-ca-rsa2048-g1'),
  'cert.pca.expiring': [{}, OTHER_TYPE],
  'rel.rds.deletionprotection': at('deletionProtection', false, true),
  'rel.rds.autominor': at('autoMinorVersionUpgrade', false, true),
  'rel.dynamodb.pitr': [
    { [`supplementaryConfiguration.${RECOVERY}.pointInTimeRecoveryStatus`]: 'DISABLED' },
    { [`supplementaryConfiguration.${RECOVERY}.pointInTimeRecoveryStatus`]: 'ENABLED' },
  ],
  'rel.backup.unencrypted': at('IsEncrypted', false, true),
  'rel.backup.failed': at('Status', 'PARTIAL', 'COMPLETED'),
  'rel.cfn.drift': at('driftInformation.stackDriftStatus', 'DRIFTED', 'IN_SYNC'),
  'rel.cfn.failed': at('stackStatus', 'UPDATE_ROLLBACK_FAILED', 'UPDATE_COMPLETE'),
};
