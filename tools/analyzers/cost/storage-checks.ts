import type { Money } from '../../../pipeline-server/contracts/findings.ts';
import { type ConfigRow, numberAt, textAt, textsAt } from '../../aws/config-row.ts';
import { type ConfigCheck, defineConfigCheck } from '../config-check.ts';
import { daysSince } from '../days-since.ts';
import { sumSavings } from '../grouped.ts';
import { HOURS_PER_MONTH, type UnitPrices } from '../unit-prices.ts';

const RULES = 'supplementaryConfiguration.BucketLifecycleConfiguration.rules';
const VERSIONING = 'supplementaryConfiguration.BucketVersioningConfiguration.status';
const RECOVERY_POINT_DAYS = 365;
const GIB = 1_073_741_824;

function capacityOf(row: ConfigRow, kind: 'read' | 'write'): number {
  return numberAt(row, `configuration.provisionedThroughput.${kind}CapacityUnits`) ?? 0;
}

/** What provisioned capacity costs per month; null when the price of either kind is unknown. */
function capacityPrice(row: ConfigRow, prices: UnitPrices): Money | null {
  const parts = (['read', 'write'] as const).map((kind) => {
    const usageType = kind === 'read' ? 'ReadCapacityUnit-Hrs' : 'WriteCapacityUnit-Hrs';
    const hours = capacityOf(row, kind) * HOURS_PER_MONTH;
    return { monthlySaving: prices.priceOf(usageType, row.region, hours) };
  });
  return parts.every(({ monthlySaving }) => monthlySaving !== null) ? sumSavings(parts) : null;
}

/** Storage that is kept longer, or larger, than anybody needs. */
const CHECKS: readonly ConfigCheck[] = [
  {
    id: 'cost.backup.oldrp',
    finds: {
      one: 'old recovery point that never expires',
      many: 'old recovery points that never expire',
    },
    shows: [{ field: 'source', title: 'Backup of', path: 'configuration.ResourceArn' }],
    computes: [
      {
        field: 'size',
        title: 'GiB',
        kind: 'number',
        value: (row) => {
          const bytes = numberAt(row, 'configuration.BackupSizeInBytes');
          return bytes === null ? null : Math.round(bytes / GIB);
        },
      },
      {
        field: 'age',
        title: 'Days old',
        kind: 'number',
        value: (row, request) => daysSince(row, 'configuration.CreationDate', request),
      },
    ],
    keep: (row, request) => {
      const age = daysSince(row, 'configuration.CreationDate', request);
      const expires = numberAt(row, 'configuration.Lifecycle.DeleteAfterDays') !== null;
      return !expires && age !== null && age > (request.parameters.days ?? RECOVERY_POINT_DAYS);
    },
    advice: {
      verb: 'Review',
      one: 'recovery point without an end',
      many: 'recovery points without an end',
      action: 'Delete what no retention rule asks for, and set a lifecycle in the backup plan.',
      effort: 'medium',
    },
    notes: [
      'Not priced: most recovery points are incremental, and their size is not what they are charged for.',
    ],
  },
  {
    id: 'cost.dynamodb.provisioned',
    finds: {
      one: 'empty table with provisioned capacity',
      many: 'empty tables with provisioned capacity',
    },
    doing: 'moving {them} to on-demand',
    shows: [
      {
        field: 'read',
        title: 'Read units',
        path: 'configuration.provisionedThroughput.readCapacityUnits',
        kind: 'number',
      },
      {
        field: 'write',
        title: 'Write units',
        path: 'configuration.provisionedThroughput.writeCapacityUnits',
        kind: 'number',
      },
    ],
    keep: (row) =>
      numberAt(row, 'configuration.itemCount') === 0 &&
      capacityOf(row, 'read') + capacityOf(row, 'write') > 0,
    saving: capacityPrice,
    advice: {
      verb: 'Move',
      one: 'empty table to on-demand',
      many: 'empty tables to on-demand',
      action: 'Change the billing mode to on-demand, or delete the table.',
      effort: 'low',
    },
    notes: ['DynamoDB updates the number of items about every six hours, Config later still.'],
  },
  {
    id: 'cost.s3.nolifecycle',
    finds: { one: 'S3 bucket without lifecycle rules', many: 'S3 buckets without lifecycle rules' },
    shows: [{ field: 'versioning', title: 'Versioning', path: VERSIONING }],
    keep: (row) => textsAt(row, `${RULES}.id`).length === 0,
    severity: (row) => (textAt(row, VERSIONING) === 'Enabled' ? 'LOW' : 'INFORMATIONAL'),
    advice: {
      verb: 'Add lifecycle rules to',
      one: 'S3 bucket',
      many: 'S3 buckets',
      action:
        'Expire old versions and move cold objects to a cheaper class; Intelligent-Tiering where access is unknown.',
      effort: 'low',
    },
    notes: ['Versioned buckets, which keep every deleted object, come first.'],
  },
  {
    id: 'cost.s3.noabortmpu',
    finds: {
      one: 'S3 bucket that keeps broken uploads',
      many: 'S3 buckets that keep broken uploads',
    },
    shows: [{ field: 'versioning', title: 'Versioning', path: VERSIONING }],
    keep: (row) =>
      numberAt(row, `${RULES}.abortIncompleteMultipartUpload.daysAfterInitiation`) === null,
    advice: {
      verb: 'Add an abort rule to',
      one: 'S3 bucket',
      many: 'S3 buckets',
      action: 'Add a lifecycle rule that aborts incomplete multipart uploads after seven days.',
      effort: 'low',
    },
    notes: ['The parts of an upload that was never completed are charged and not listed.'],
  },
];

/** Cost checks over storage in Config. */
export const STORAGE_COST_ANALYZERS = CHECKS.map(defineConfigCheck);
