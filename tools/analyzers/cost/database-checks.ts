import type { Severity } from '../../../pipeline-server/contracts/parameters.ts';
import { type ConfigRow, textAt } from '../../aws/config-row.ts';
import type { AnalysisRequest } from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import {
  type Among,
  type ConfigCheck,
  defineConfigCheck,
  type ShownProperty,
} from '../config-check.ts';
import { daysSince } from '../days-since.ts';
import { thresholdOf } from '../thresholds.ts';
import { SUPPORT_AS_OF, supportDaysLeft, supportEnd, UNCONFIRMED } from './engine-support.ts';

const CLASS: ShownProperty = {
  field: 'class',
  title: 'Class',
  path: 'configuration.dBInstanceClass',
};
const ENGINE: ShownProperty = { field: 'engine', title: 'Engine', path: 'configuration.engine' };
const TAKEN = 'configuration.snapshotCreateTime';
const DATABASE = 'configuration.dBInstanceIdentifier';

const DATABASES =
  "SELECT accountId, awsRegion, configuration.dBInstanceIdentifier WHERE resourceType = 'AWS::RDS::DBInstance'";

const SUPPORT_DAYS = 90;

function databaseOf(row: ConfigRow): string {
  return `${row.accountId}/${row.region}/${textAt(row, DATABASE)}`;
}

/** Snapshots that are old, or whose database is gone for some time. Pure. */
export function oldSnapshots(
  rows: readonly ConfigRow[],
  { request, beside }: Among,
): readonly ConfigRow[] {
  const databases = new Set(beside.map(databaseOf));
  return rows.filter((row) => {
    const name = databases.has(databaseOf(row)) ? 'keptDays' : 'orphanDays';
    const age = daysSince(row, TAKEN, request);
    return age !== null && age > (request.parameters.days ?? thresholdOf(request, name));
  });
}

/** As rated once Extended Support is charged, else low. */
function supportSeverity(row: ConfigRow, { entry, now }: AnalysisRequest): Severity {
  return (supportDaysLeft(row, now) ?? 0) < 0 ? severityOf(entry) : 'LOW';
}

/** Databases that cost more than their successors, and what is left of databases. */
const CHECKS: readonly ConfigCheck[] = [
  {
    id: 'cost.rds.oldgen',
    finds: {
      one: 'database of an old generation',
      many: 'databases of an old generation',
    },
    shows: [CLASS, ENGINE],
    keep: (row) =>
      /^db\.(?:t[12]|m[1-4]|r[34])\./.test(textAt(row, 'configuration.dBInstanceClass') ?? ''),
    advice: {
      verb: 'Replace',
      one: 'database of an old generation',
      many: 'databases of an old generation',
      action: 'Change to the current generation of the same size, in a maintenance window.',
      effort: 'medium',
    },
  },
  {
    id: 'cost.rds.manualsnap',
    finds: { one: 'old manual database snapshot', many: 'old manual database snapshots' },
    shows: [
      { field: 'database', title: 'Database', path: DATABASE },
      {
        field: 'storage',
        title: 'Database GiB',
        path: 'configuration.allocatedStorage',
        kind: 'number',
      },
    ],
    computes: [
      {
        field: 'age',
        title: 'Days old',
        kind: 'number',
        value: (row, request) => daysSince(row, TAKEN, request),
      },
    ],
    beside: DATABASES,
    among: oldSnapshots,
    advice: {
      verb: 'Delete',
      one: 'old manual snapshot',
      many: 'old manual snapshots',
      action: 'Export what must be kept to S3, then delete the snapshot.',
      effort: 'low',
    },
    notes: [
      'A snapshot whose database Config does not have in the account and Region is an orphan, with a shorter term.',
      'Not priced: a snapshot is charged for what it holds, which Config does not show.',
    ],
  },
  {
    id: 'cost.rds.extendedsupport',
    finds: {
      one: 'database in or near Extended Support',
      many: 'databases in or near Extended Support',
    },
    shows: [
      ENGINE,
      { field: 'version', title: 'Version', path: 'configuration.engineVersion' },
      CLASS,
    ],
    computes: [
      { field: 'ends', title: 'Standard support ends', kind: 'date', value: supportEnd },
      {
        field: 'daysLeft',
        title: 'Days left',
        kind: 'number',
        value: (row, { now }) => supportDaysLeft(row, now),
      },
    ],
    keep: (row, { parameters, now }) => {
      const left = supportDaysLeft(row, now);
      return left !== null && left <= (parameters.days ?? SUPPORT_DAYS);
    },
    severity: supportSeverity,
    advice: {
      verb: 'Upgrade',
      one: 'database to a supported major version',
      many: 'databases to a supported major version',
      action:
        'Upgrade the major version, first on a clone or with a blue/green deployment: Extended Support is charged per vCPU and hour, and doubles in its third year.',
      effort: 'high',
    },
    notes: [
      `Ends of standard support as AWS published them, as of ${SUPPORT_AS_OF}.`,
      `Not confirmed on a public page, so check AWS's release calendar first: ${UNCONFIRMED.join(', ')}.`,
    ],
  },
];

/** Cost checks over databases in Config. */
export const DATABASE_COST_ANALYZERS = CHECKS.map(defineConfigCheck);
