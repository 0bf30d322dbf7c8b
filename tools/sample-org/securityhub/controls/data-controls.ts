import { type Control, cis, defineControl, lacks, nist, pci } from './control.ts';

const BUCKET = 'AWS::S3::Bucket';
const DATABASE = 'AWS::RDS::DBInstance';
const DATABASE_SNAPSHOT = 'AWS::RDS::DBSnapshot';
const PUBLIC_ACCESS = 'supplementaryConfiguration.PublicAccessBlockConfiguration';
const LIFECYCLE = 'supplementaryConfiguration.BucketLifecycleConfiguration.rules.id';

function notAllTrue(path: string): string {
  const switches = [
    'blockPublicAcls',
    'blockPublicPolicy',
    'ignorePublicAcls',
    'restrictPublicBuckets',
  ];
  return switches.map((name) => `NOT ${path}.${name} = true`).join(' OR ');
}

/** Controls over S3, RDS, Redshift, DynamoDB, EFS, OpenSearch, SNS and SQS. */
export const DATA_CONTROLS: readonly Control[] = [
  defineControl({
    id: 'S3.1',
    title: 'S3 general purpose buckets should have block public access settings enabled',
    severity: 'MEDIUM',
    resourceType: 'AWS::S3::AccountPublicAccessBlock',
    rule: 's3-account-level-public-access-blocks-periodic',
    requirements: [...nist('AC-21', 'AC-3', 'AC-4', 'AC-6', 'SC-7'), cis('2.1.4'), pci('1.4.4')],
    fails: notAllTrue('configuration'),
  }),
  defineControl({
    id: 'S3.8',
    title: 'S3 general purpose buckets should block public access',
    severity: 'HIGH',
    resourceType: BUCKET,
    rule: 's3-bucket-level-public-access-prohibited',
    requirements: [...nist('AC-21', 'AC-3', 'AC-4', 'AC-6', 'SC-7'), cis('2.1.4'), pci('1.4.4')],
    fails: notAllTrue(PUBLIC_ACCESS),
  }),
  defineControl({
    id: 'S3.9',
    title: 'S3 general purpose buckets should have server access logging enabled',
    severity: 'MEDIUM',
    resourceType: BUCKET,
    rule: 's3-bucket-logging-enabled',
    requirements: [...nist('AC-2(4)', 'AU-10', 'AU-12', 'AU-2', 'AU-3'), pci('10.2.1')],
    fails: lacks('supplementaryConfiguration.BucketLoggingConfiguration.destinationBucketName'),
  }),
  defineControl({
    id: 'S3.13',
    title: 'S3 general purpose buckets should have Lifecycle configurations',
    severity: 'LOW',
    resourceType: BUCKET,
    rule: 's3-lifecycle-policy-check',
    requirements: nist('CP-10', 'CP-6(2)', 'CP-9', 'SC-5(2)', 'SI-13(5)'),
    fails: lacks(LIFECYCLE),
  }),
  defineControl({
    id: 'S3.14',
    title: 'S3 general purpose buckets should have versioning enabled',
    severity: 'LOW',
    resourceType: BUCKET,
    rule: 's3-bucket-versioning-enabled',
    requirements: nist('AU-9(2)', 'CP-10', 'CP-6', 'CP-6(1)', 'SC-5(2)', 'SI-12'),
    fails: "NOT supplementaryConfiguration.BucketVersioningConfiguration.status = 'Enabled'",
  }),
  defineControl({
    id: 'RDS.1',
    title: 'RDS snapshot should be private',
    severity: 'CRITICAL',
    resourceType: DATABASE_SNAPSHOT,
    rule: 'rds-snapshots-public-prohibited',
    requirements: nist('AC-21', 'AC-3', 'AC-4', 'AC-6', 'SC-7'),
    fails: "supplementaryConfiguration.DBSnapshotAttributes.attributeValues = 'all'",
  }),
  defineControl({
    id: 'RDS.2',
    title:
      'RDS DB Instances should prohibit public access, as determined by the PubliclyAccessible configuration',
    severity: 'CRITICAL',
    resourceType: DATABASE,
    rule: 'rds-instance-public-access-check',
    requirements: [...nist('AC-4', 'SC-7', 'SC-7(11)', 'SC-7(5)'), cis('2.3.3'), pci('1.4.4')],
    fails: 'configuration.publiclyAccessible = true',
  }),
  defineControl({
    id: 'RDS.3',
    title: 'RDS DB instances should have encryption at-rest enabled',
    severity: 'MEDIUM',
    resourceType: DATABASE,
    rule: 'rds-storage-encrypted',
    requirements: [...nist('CA-9(1)', 'CM-3(6)', 'SC-13', 'SC-28', 'SI-7(6)'), cis('2.3.1')],
    fails: 'configuration.storageEncrypted = false',
  }),
  defineControl({
    id: 'RDS.4',
    title: 'RDS cluster snapshots and database snapshots should be encrypted at rest',
    severity: 'MEDIUM',
    resourceType: DATABASE_SNAPSHOT,
    rule: 'rds-snapshot-encrypted',
    requirements: nist('CA-9(1)', 'CM-3(6)', 'SC-13', 'SC-28', 'SC-28(1)', 'SI-7(6)'),
    fails: 'configuration.encrypted = false',
  }),
  defineControl({
    id: 'RDS.5',
    title: 'RDS DB instances should be configured with multiple Availability Zones',
    severity: 'MEDIUM',
    resourceType: DATABASE,
    rule: 'rds-multi-az-support',
    requirements: nist('CP-10', 'CP-6(2)', 'SC-36', 'SC-5(2)', 'SI-13(5)'),
    fails: 'configuration.multiAZ = false',
  }),
  defineControl({
    id: 'RDS.8',
    title: 'RDS DB instances should have deletion protection enabled',
    severity: 'LOW',
    resourceType: DATABASE,
    rule: 'rds-instance-deletion-protection-enabled',
    requirements: nist('CM-3', 'SC-5(2)', 'SI-13(5)'),
    fails: 'configuration.deletionProtection = false',
  }),
  defineControl({
    id: 'RDS.11',
    title: 'RDS instances should have automatic backups enabled',
    severity: 'MEDIUM',
    resourceType: DATABASE,
    rule: 'db-instance-backup-enabled',
    requirements: nist('CP-10', 'CP-6', 'CP-6(1)', 'CP-9', 'SC-5(2)', 'SI-12'),
    fails: 'configuration.backupRetentionPeriod < 7',
  }),
  defineControl({
    id: 'RDS.13',
    title: 'RDS automatic minor version upgrades should be enabled',
    severity: 'HIGH',
    resourceType: DATABASE,
    rule: 'rds-automatic-minor-version-upgrade-enabled',
    requirements: [...nist('SI-2', 'SI-2(2)', 'SI-2(4)', 'SI-2(5)'), cis('2.3.2'), pci('6.3.3')],
    fails: 'configuration.autoMinorVersionUpgrade = false',
  }),
  defineControl({
    id: 'Redshift.1',
    title: 'Amazon Redshift clusters should prohibit public access',
    severity: 'CRITICAL',
    resourceType: 'AWS::Redshift::Cluster',
    rule: 'redshift-cluster-public-access-check',
    requirements: [...nist('AC-21', 'AC-3', 'AC-4', 'SC-7'), pci('1.4.4')],
    fails: 'configuration.publiclyAccessible = true',
  }),
  defineControl({
    id: 'DynamoDB.2',
    title: 'DynamoDB tables should have point-in-time recovery enabled',
    severity: 'MEDIUM',
    resourceType: 'AWS::DynamoDB::Table',
    rule: 'dynamodb-pitr-enabled',
    requirements: nist('CP-10', 'CP-6(2)', 'CP-9', 'SC-5(2)', 'SI-12'),
    fails:
      "supplementaryConfiguration.ContinuousBackupsDescription.pointInTimeRecoveryDescription.pointInTimeRecoveryStatus = 'DISABLED'",
  }),
  defineControl({
    id: 'EFS.1',
    title: 'Elastic File System should be configured to encrypt file data at-rest using AWS KMS',
    severity: 'MEDIUM',
    resourceType: 'AWS::EFS::FileSystem',
    rule: 'efs-encrypted-check',
    requirements: [...nist('CA-9(1)', 'CM-3(6)', 'SC-13', 'SC-28'), cis('2.4.1')],
    fails: 'configuration.Encrypted = false',
  }),
  defineControl({
    id: 'Opensearch.1',
    title: 'OpenSearch domains should have encryption at rest enabled',
    severity: 'MEDIUM',
    resourceType: 'AWS::OpenSearch::Domain',
    rule: 'opensearch-encrypted-at-rest',
    requirements: nist('CA-9(1)', 'CM-3(6)', 'SC-13', 'SC-28', 'SC-28(1)', 'SI-7(6)'),
    fails: 'NOT configuration.EncryptionAtRestOptions.Enabled = true',
  }),
  defineControl({
    id: 'SNS.1',
    title: 'SNS topics should be encrypted at-rest using AWS KMS',
    severity: 'MEDIUM',
    resourceType: 'AWS::SNS::Topic',
    rule: 'sns-encrypted-kms',
    requirements: nist('CA-9(1)', 'CM-3(6)', 'SC-13', 'SC-28', 'SC-28(1)', 'SI-7(6)'),
    fails: lacks('configuration.KmsMasterKeyId'),
  }),
  defineControl({
    id: 'SQS.1',
    title: 'Amazon SQS queues should be encrypted at rest',
    severity: 'MEDIUM',
    resourceType: 'AWS::SQS::Queue',
    rule: 'sqs-queue-encrypted',
    requirements: nist('CA-9(1)', 'CM-3(6)', 'SC-13', 'SC-28', 'SC-28(1)', 'SI-7(6)'),
    fails: (resource) =>
      lacks('configuration.KmsMasterKeyId')(resource) &&
      resource.configuration['SqsManagedSseEnabled'] !== true,
  }),
];
