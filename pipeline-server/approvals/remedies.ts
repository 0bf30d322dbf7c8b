import type { JsonValue } from '../contracts/plan.ts';

/** What does something about a finding: an executor, on what, and arguments that the finding does not say. */
export interface Remedy {
  readonly executor: string;
  /** CloudFormation type name of what the analyzer finds. */
  readonly type: string;
  /** The column that names the resource as the API does, where the id in Config is another. */
  readonly idField?: string;
  readonly details?: Readonly<Record<string, JsonValue>>;
}

const INSTANCE = 'AWS::EC2::Instance';
const VOLUME = 'AWS::EC2::Volume';
const GROUP = 'AWS::EC2::SecurityGroup';
const BUCKET = 'AWS::S3::Bucket';
const DATABASE = 'AWS::RDS::DBInstance';

const CLOSE_SSH: Remedy = {
  executor: 'ec2.revoke-open-ingress',
  type: GROUP,
  details: { port: 22 },
};
const CLOSE_RDP: Remedy = { ...CLOSE_SSH, details: { port: 3389 } };
const REQUIRE_TOKENS: Remedy = { executor: 'ec2.require-imdsv2', type: INSTANCE };
const ROTATE_KEY: Remedy = { executor: 'kms.enable-key-rotation', type: 'AWS::KMS::Key' };
const BLOCK_BUCKET: Remedy = { executor: 's3.block-public-access', type: BUCKET };
const KEEP_VERSIONS: Remedy = { executor: 's3.enable-versioning', type: BUCKET };
const PROTECT_DATABASE: Remedy = { executor: 'rds.enable-deletion-protection', type: DATABASE };
const DELETE_VOLUME: Remedy = { executor: 'ebs.delete-volume', type: VOLUME };

/** By analyzer. An analyzer that is not here has findings that no executor can do something about. */
export const REMEDIES: ReadonlyMap<string, Remedy> = new Map<string, Remedy>([
  ['cost.ec2.idle', { executor: 'ec2.stop-instance', type: INSTANCE }],
  ['cost.ebs.idle', DELETE_VOLUME],
  ['cost.ebs.unattached', DELETE_VOLUME],
  ['cost.ebs.gp2', { executor: 'ebs.modify-volume-gp2-to-gp3', type: VOLUME }],
  ['cost.eip.unassociated', { executor: 'ec2.release-address', type: 'AWS::EC2::EIP' }],
  ['cost.rds.idle', { executor: 'rds.stop-instance', type: DATABASE }],
  ['cost.s3.noabortmpu', { executor: 's3.abort-incomplete-uploads', type: BUCKET }],
  ['sec.ec2.imdsv1', REQUIRE_TOKENS],
  ['sec.sg.ssh', CLOSE_SSH],
  ['sec.sg.rdp', CLOSE_RDP],
  ['sec.s3.bucketbpa', BLOCK_BUCKET],
  ['sec.kms.rotation', ROTATE_KEY],
  ['rel.s3.versioning', KEEP_VERSIONS],
  ['rel.rds.deletionprotection', { ...PROTECT_DATABASE, idField: 'name' }],
]);

/** By Security Hub control, for findings of Security Hub itself (Security Hub User Guide, "Controls reference"). */
export const CONTROL_REMEDIES: ReadonlyMap<string, Remedy> = new Map<string, Remedy>([
  ['EC2.8', REQUIRE_TOKENS],
  ['EC2.13', CLOSE_SSH],
  ['EC2.14', CLOSE_RDP],
  ['KMS.4', ROTATE_KEY],
  ['S3.8', BLOCK_BUCKET],
  ['S3.14', KEEP_VERSIONS],
  ['RDS.8', PROTECT_DATABASE],
]);

/**
 * Commands of the AWS CLI for what no executor does, by analyzer: text to take to one's own change process, never run here.
 * `{id}` and `{region}` are the finding's.
 */
export const INSTEAD: ReadonlyMap<string, string> = new Map([
  ['cost.nat.idle', 'aws ec2 delete-nat-gateway --region {region} --nat-gateway-id {id}'],
  [
    'cost.elbv2.nolistener',
    'aws elbv2 delete-load-balancer --region {region} --load-balancer-arn {id}',
  ],
  ['cost.elbv2.idle', 'aws elbv2 delete-load-balancer --region {region} --load-balancer-arn {id}'],
  ['cost.elb.classic', 'aws elb delete-load-balancer --region {region} --load-balancer-name {id}'],
  [
    'cost.odcr.unused',
    'aws ec2 cancel-capacity-reservation --region {region} --capacity-reservation-id {id}',
  ],
  ['cost.ec2.detailedmon', 'aws ec2 unmonitor-instances --region {region} --instance-ids {id}'],
  [
    'cost.rds.manualsnap',
    'aws rds delete-db-snapshot --region {region} --db-snapshot-identifier {id}',
  ],
  [
    'rel.dynamodb.pitr',
    'aws dynamodb update-continuous-backups --region {region} --table-name {id} --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true',
  ],
  [
    'sec.subnet.autopublic',
    'aws ec2 modify-subnet-attribute --region {region} --subnet-id {id} --no-map-public-ip-on-launch',
  ],
  ['sec.sg.unused', 'aws ec2 delete-security-group --region {region} --group-id {id}'],
]);
