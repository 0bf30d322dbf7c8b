import { type ConfigRow, textAt, textsAt } from '../../aws/config-row.ts';
import { fillSql } from '../../aws/config-sql.ts';
import type { Readers } from '../../aws/readers.ts';
import { type AnalysisRequest, defineAnalyzer } from '../analyzer.ts';
import { ACCOUNT, column, NAME, REGION, RESOURCE, SEVERITY } from '../columns.ts';
import { resourceRow } from '../config-check.ts';
import { bySeverity, ordered } from '../order.ts';
import { addDays, dayOf } from '../periods.ts';
import type { Row } from '../row.ts';
import { isProduction } from '../tag-lookup.ts';

/** Days within which a recovery point is recent. */
const RECENT_DAYS = 7;

/** What AWS Backup can protect and Config records. */
const PROTECTABLE =
  `SELECT resourceId, resourceName, resourceType, accountId, awsRegion, arn, tags, configuration.engine, configuration.attachments.instanceId
  WHERE resourceType IN ('AWS::EC2::Volume', 'AWS::RDS::DBInstance', 'AWS::DynamoDB::Table', 'AWS::EFS::FileSystem')`.replace(
    /\s+/g,
    ' ',
  );

interface BackupData {
  readonly resources: readonly ConfigRow[];
  readonly points: readonly ConfigRow[];
}

/** `rel.backup.coverage`: resources that have no recent recovery point in AWS Backup. */
export const backupCoverage = defineAnalyzer<BackupData>({
  id: 'rel.backup.coverage',
  finds: (request) => {
    const days = daysOf(request);
    const missing = `without a recovery point of the last ${days === 1 ? 'day' : `${days} days`}`;
    return { one: `resource ${missing}`, many: `resources ${missing}` };
  },
  columns: [RESOURCE, NAME, column('type', 'Type'), ACCOUNT, REGION, SEVERITY],
  advice: {
    verb: 'Back up',
    one: 'resource',
    many: 'resources',
    action: 'Add the resource, by a tag, to a plan of AWS Backup that runs every day.',
    effort: 'low',
    basis: 'config',
  },
  read: readBackups,
  rows: uncoveredRows,
  summarise: (_rows, { resources, points }, { entry: { source } }) => ({
    headlines: [
      { label: 'Resources looked at', value: resources.length, kind: 'number', source },
      { label: 'Recent recovery points', value: points.length, kind: 'number', source },
    ],
    notes: [
      'Looked at are EBS volumes, databases, DynamoDB tables and EFS file systems; Aurora is backed up by its cluster and left out. A recovery point of an instance counts for its volumes. Snapshots that AWS Backup did not make do not count.',
    ],
  }),
});

function daysOf({ parameters }: AnalysisRequest): number {
  return parameters.days ?? RECENT_DAYS;
}

async function readBackups(readers: Readers, request: AnalysisRequest): Promise<BackupData> {
  const { entry, parameters, now } = request;
  const since = `${addDays(dayOf(now), -daysOf(request))}T00:00:00.000Z`;
  const [resources, points] = await Promise.all([
    readers.config.select(PROTECTABLE, parameters),
    // A copy may lie in a vault of another account or Region.
    readers.config.select(fillSql(entry.sql, { since }), { accounts: [], regions: [] }),
  ]);
  return { resources: resources.filter(isBackedUpByItself), points: points.filter(isUsable) };
}

function isBackedUpByItself(row: ConfigRow): boolean {
  return !(textAt(row, 'configuration.engine') ?? '').startsWith('aurora');
}

function isUsable(row: ConfigRow): boolean {
  return ['COMPLETED', 'AVAILABLE'].includes(textAt(row, 'configuration.Status') ?? '');
}

/** Resources that no usable recovery point is of; production first. Pure. */
function uncoveredRows({ resources, points }: BackupData): readonly Row[] {
  const covered = new Set(points.map((row) => textAt(row, 'configuration.ResourceArn')));
  const bare = resources.filter((row) => !namesOf(row).some((arn) => covered.has(arn)));
  const rows = bare.map((row) => {
    const found = resourceRow(row, isProduction(row.tags) ? 'HIGH' : 'LOW');
    return { ...found, fields: { ...found.fields, type: row.resourceType } };
  });
  return ordered(rows, bySeverity);
}

/** ARNs under which a recovery point may know a resource: its own, and those of instances it is attached to. */
function namesOf(row: ConfigRow): readonly string[] {
  const { accountId, region } = row;
  const own = textAt(row, 'arn');
  const instances = textsAt(row, 'configuration.attachments.instanceId');
  return [
    ...(own === null ? [] : [own]),
    ...instances.map((id) => `arn:aws:ec2:${region}:${accountId}:instance/${id}`),
  ];
}
