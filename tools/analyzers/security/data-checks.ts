import type { Severity } from '../../../pipeline-server/contracts/parameters.ts';
import { type ConfigRow, flagAt, textAt, textsAt } from '../../aws/config-row.ts';
import type { AnalysisRequest } from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import { type ConfigCheck, defineConfigCheck } from '../config-check.ts';
import { isTaggedSensitive } from './data-classification.ts';
import { daysUntil } from './days-until.ts';
import { problemCheck, whichHold } from './problem-check.ts';

const BUCKET_KEY =
  'supplementaryConfiguration.ServerSideEncryptionConfiguration.rules.applyServerSideEncryptionByDefault.sseAlgorithm';
const BUCKET_LOG = 'supplementaryConfiguration.BucketLoggingConfiguration.destinationBucketName';

const CLASSIFIED_NOTE =
  'A resource whose data classification tag says that it is sensitive is listed at the full severity, any other one step or more below.';

/** The catalogue's severity for data that is tagged sensitive, else the lower one. */
function unlessSensitive(lower: Severity) {
  return ({ tags }: ConfigRow, { entry }: AnalysisRequest): Severity =>
    isTaggedSensitive(tags) ? severityOf(entry) : lower;
}

/** How stores of data are protected. */
const CHECKS: readonly ConfigCheck[] = [
  {
    id: 'sec.s3.kms',
    finds: { one: 'bucket without a KMS key', many: 'buckets without a KMS key' },
    shows: [{ field: 'algorithm', title: 'Encryption', path: BUCKET_KEY }],
    keep: (row) => !(textAt(row, BUCKET_KEY) ?? '').startsWith('aws:kms'),
    severity: unlessSensitive('LOW'),
    advice: {
      verb: 'Encrypt',
      one: 'bucket with a KMS key',
      many: 'buckets with a KMS key',
      action: 'Set a KMS key as default encryption; objects that exist keep their encryption.',
      effort: 'low',
    },
    notes: [CLASSIFIED_NOTE],
  },
  {
    id: 'sec.s3.logging',
    finds: { one: 'bucket without access logging', many: 'buckets without access logging' },
    keep: (row) => textAt(row, BUCKET_LOG) === null,
    advice: {
      verb: 'Log access to',
      one: 'bucket',
      many: 'buckets',
      action: 'Turn on server access logging, or CloudTrail data events for the bucket.',
      effort: 'low',
    },
    notes: ['Data events of CloudTrail may log access too; they are not seen here.'],
  },
  {
    id: 'sec.rds.snapunencrypted',
    finds: { one: 'unencrypted database snapshot', many: 'unencrypted database snapshots' },
    shows: [{ field: 'kind', title: 'Kind', path: 'configuration.snapshotType' }],
    advice: {
      verb: 'Encrypt',
      one: 'database snapshot',
      many: 'database snapshots',
      action: 'Copy each snapshot with encryption and delete the original.',
      effort: 'medium',
    },
  },
  {
    id: 'sec.rds.snappublic',
    finds: { one: 'public database snapshot', many: 'public database snapshots' },
    advice: {
      verb: 'Unshare',
      one: 'public database snapshot',
      many: 'public database snapshots',
      action: 'Take "all" from the accounts that may restore the snapshot.',
      effort: 'low',
    },
  },
  {
    id: 'sec.rds.nologs',
    finds: { one: 'database without log export', many: 'databases without log export' },
    shows: [{ field: 'engine', title: 'Engine', path: 'configuration.engine' }],
    keep: (row) => textsAt(row, 'configuration.enabledCloudwatchLogsExports').length === 0,
    advice: {
      verb: 'Export the logs of',
      one: 'database',
      many: 'databases',
      action: 'Turn on the export of the logs of its engine to CloudWatch Logs.',
      effort: 'low',
    },
  },
  problemCheck({
    id: 'sec.redshift.public',
    finds: {
      one: 'public or unencrypted Redshift cluster',
      many: 'public or unencrypted Redshift clusters',
    },
    problems: (row) =>
      whichHold({
        public: flagAt(row, 'configuration.publiclyAccessible') === true,
        'not encrypted': flagAt(row, 'configuration.encrypted') === false,
      }),
    severity: (row, { entry }) =>
      flagAt(row, 'configuration.publiclyAccessible') === true ? severityOf(entry) : 'HIGH',
    advice: {
      verb: 'Close or encrypt',
      one: 'Redshift cluster',
      many: 'Redshift clusters',
      action: 'Make the cluster private and turn on encryption.',
      effort: 'medium',
    },
  }),
  problemCheck({
    id: 'sec.opensearch',
    finds: { one: 'OpenSearch domain to protect', many: 'OpenSearch domains to protect' },
    problems: (row) =>
      whichHold({
        'not encrypted at rest':
          flagAt(row, 'configuration.EncryptionAtRestOptions.Enabled') !== true,
        'not encrypted between nodes':
          flagAt(row, 'configuration.NodeToNodeEncryptionOptions.Enabled') !== true,
        'outside a VPC': textsAt(row, 'configuration.VPCOptions.SubnetIds').length === 0,
      }),
    advice: {
      verb: 'Protect',
      one: 'OpenSearch domain',
      many: 'OpenSearch domains',
      action: 'Turn on both encryptions; a domain moves into a VPC by being created anew.',
      effort: 'high',
    },
  }),
  {
    id: 'sec.dynamodb.cmk',
    finds: { one: 'table without a KMS key', many: 'tables without a KMS key' },
    keep: (row) => textAt(row, 'configuration.ssedescription.ssetype') !== 'KMS',
    severity: unlessSensitive('INFORMATIONAL'),
    advice: {
      verb: 'Encrypt',
      one: 'table with a KMS key',
      many: 'tables with a KMS key',
      action: 'Choose a KMS key for the table; DynamoDB encrypts with a key of its own otherwise.',
      effort: 'low',
    },
    notes: [CLASSIFIED_NOTE],
  },
  {
    id: 'sec.kms.pendingdeletion',
    finds: { one: 'KMS key pending deletion', many: 'KMS keys pending deletion' },
    shows: [
      { field: 'deletion', title: 'Deletion', path: 'configuration.deletionDate', kind: 'date' },
    ],
    computes: [
      {
        field: 'daysLeft',
        title: 'Days left',
        kind: 'number',
        value: (row, { now }) => daysUntil(textAt(row, 'configuration.deletionDate'), now),
      },
    ],
    advice: {
      verb: 'Confirm or cancel the deletion of',
      one: 'KMS key',
      many: 'KMS keys',
      action: 'Make sure that nothing is encrypted with the key: its data is lost with it.',
      effort: 'low',
    },
  },
  problemCheck({
    id: 'sec.msk.public',
    finds: { one: 'open MSK cluster', many: 'open MSK clusters' },
    problems: (row) =>
      whichHold({
        public: isPublicCluster(row),
        'unauthenticated access':
          flagAt(row, 'configuration.ClientAuthentication.Unauthenticated.Enabled') === true,
        'clients without TLS':
          (textAt(row, 'configuration.EncryptionInfo.EncryptionInTransit.ClientBroker') ??
            'TLS') !== 'TLS',
      }),
    advice: {
      verb: 'Close',
      one: 'MSK cluster',
      many: 'MSK clusters',
      action: 'Turn off public and unauthenticated access, and let clients in by TLS only.',
      effort: 'medium',
    },
  }),
];

function isPublicCluster(row: ConfigRow): boolean {
  const path = 'configuration.BrokerNodeGroupInfo.ConnectivityInfo.PublicAccess.Type';
  return (textAt(row, path) ?? 'DISABLED') !== 'DISABLED';
}

/** Security checks of stores of data. */
export const DATA_CHECK_ANALYZERS = CHECKS.map(defineConfigCheck);
