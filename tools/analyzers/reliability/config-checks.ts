import { flagAt, numberAt, textAt, textsAt } from '../../aws/config-row.ts';
import { type ConfigCheck, defineConfigCheck } from '../config-check.ts';
import { isProduction } from '../tag-lookup.ts';

const ENGINE = { field: 'engine', title: 'Engine', path: 'configuration.engine' };

/** Reliability facts that Config records. */
const CHECKS: readonly ConfigCheck[] = [
  {
    id: 'rel.rds.singleaz',
    shows: [ENGINE, { field: 'class', title: 'Class', path: 'configuration.dBInstanceClass' }],
    computes: [
      {
        field: 'production',
        title: 'Production',
        kind: 'text',
        value: (row) => (isProduction(row.tags) ? 'yes' : 'no'),
      },
    ],
    keep: (row) => !(textAt(row, 'configuration.engine') ?? '').startsWith('aurora'),
    severity: (row) => (isProduction(row.tags) ? 'MEDIUM' : 'LOW'),
    advice: {
      verb: 'Protect',
      one: 'single-AZ database',
      many: 'single-AZ databases',
      action: 'Turn on Multi-AZ for databases whose loss would be felt.',
      effort: 'low',
    },
    notes: [
      'Production comes first, as tagged. Aurora members are left out: their cluster decides over zones.',
    ],
  },
  {
    id: 'rel.rds.nobackup',
    finds: { one: 'database with short or no backups', many: 'databases with short or no backups' },
    shows: [
      {
        field: 'retention',
        title: 'Days of backup',
        path: 'configuration.backupRetentionPeriod',
        kind: 'number',
      },
    ],
    keep: (row, { parameters }) =>
      (numberAt(row, 'configuration.backupRetentionPeriod') ?? 0) < (parameters.days ?? 7),
    severity: (row) =>
      (numberAt(row, 'configuration.backupRetentionPeriod') ?? 0) === 0 ? 'HIGH' : 'MEDIUM',
    advice: {
      verb: 'Back up',
      one: 'database',
      many: 'databases',
      action: 'Set the backup retention to at least seven days.',
      effort: 'low',
    },
  },
  {
    id: 'rel.rds.deletionprotection',
    finds: {
      one: 'database without deletion protection',
      many: 'databases without deletion protection',
    },
    advice: {
      verb: 'Protect',
      one: 'database from deletion',
      many: 'databases from deletion',
      action: 'Turn on deletion protection.',
      effort: 'low',
    },
  },
  {
    id: 'rel.rds.autominor',
    finds: {
      one: 'database without automatic minor upgrades',
      many: 'databases without automatic minor upgrades',
    },
    shows: [{ field: 'version', title: 'Version', path: 'configuration.engineVersion' }],
    advice: {
      verb: 'Update',
      one: 'database by itself',
      many: 'databases by themselves',
      action: 'Turn on automatic minor version upgrades.',
      effort: 'low',
    },
  },
  {
    id: 'rel.dynamodb.pitr',
    finds: {
      one: 'DynamoDB table without point-in-time recovery',
      many: 'DynamoDB tables without point-in-time recovery',
    },
    advice: {
      verb: 'Protect',
      one: 'table',
      many: 'tables',
      action: 'Turn on point-in-time recovery.',
      effort: 'low',
    },
  },
  {
    id: 'rel.s3.versioning',
    finds: { one: 'bucket without versioning', many: 'buckets without versioning' },
    shows: [
      {
        field: 'versioning',
        title: 'Versioning',
        path: 'supplementaryConfiguration.BucketVersioningConfiguration.status',
      },
    ],
    keep: (row) =>
      textAt(row, 'supplementaryConfiguration.BucketVersioningConfiguration.status') !== 'Enabled',
    advice: {
      verb: 'Turn on versioning of',
      one: 'bucket',
      many: 'buckets',
      action: 'Turn on versioning, with a lifecycle rule for old versions.',
      effort: 'low',
    },
  },
  {
    id: 'rel.asg.singleaz',
    finds: {
      one: 'Auto Scaling group in a single zone',
      many: 'Auto Scaling groups in a single zone',
    },
    keep: (row) => new Set(textsAt(row, 'configuration.availabilityZones.value')).size < 2,
    advice: {
      verb: 'Spread',
      one: 'Auto Scaling group over zones',
      many: 'Auto Scaling groups over zones',
      action: 'Add subnets in a second zone.',
      effort: 'medium',
    },
  },
  {
    id: 'rel.lambda.dlq',
    finds: {
      one: 'Lambda function without a dead-letter target',
      many: 'Lambda functions without a dead-letter target',
    },
    keep: (row) => textAt(row, 'configuration.deadLetterConfig.targetArn') === null,
    advice: null,
    notes: ['Matters for functions that are called asynchronously only.'],
  },
  {
    id: 'rel.alarm.noaction',
    keep: (row) =>
      flagAt(row, 'configuration.actionsEnabled') !== true ||
      textsAt(row, 'configuration.alarmActions').length === 0,
    advice: {
      verb: 'Connect',
      one: 'alarm that tells nobody',
      many: 'alarms that tell nobody',
      action: 'Add an action, or delete the alarm.',
      effort: 'low',
    },
  },
];

/** Reliability checks over Config. */
export const RELIABILITY_ANALYZERS = CHECKS.map(defineConfigCheck);
