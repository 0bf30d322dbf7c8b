import type { DBInstance, RDS } from '@aws-sdk/client-rds';
import { Type } from 'typebox';
import type { ActionTarget } from '../../../contracts/plan.ts';
import { codeOf } from './aws-words.ts';
import { EXACT, PLACE } from './place-arguments.ts';

/** What changes of one RDS instance are told. */
const DATABASE_ARGUMENTS = Type.Object(
  { ...PLACE, databaseId: Type.String({ pattern: '^[a-zA-Z](?:-?[a-zA-Z0-9]){0,62}$' }) },
  EXACT,
);

type Input = Type.Static<typeof DATABASE_ARGUMENTS>;

/** What changes of one RDS instance have in common. */
export const DATABASE = {
  service: 'rds',
  arguments: DATABASE_ARGUMENTS,
  reads: ['rds:DescribeDBInstances'],
  types: ['AWS::RDS::DBInstance'],
  argumentsOf: ({ resourceId }: ActionTarget) => ({
    databaseId: resourceId.split(':').at(-1) ?? resourceId,
  }),
  arns: ({ accountId, region, databaseId }: Input) => [
    `arn:aws:rds:${region}:${accountId}:db:${databaseId}`,
  ],
  read: readDatabase,
  seenWords: (seen: DBInstance) =>
    `It is ${statusOf(seen)} (${seen.Engine ?? 'unknown engine'}, ${seen.DBInstanceClass ?? 'unknown class'}).`,
} as const;

async function readDatabase(rds: RDS, { databaseId }: Input): Promise<DBInstance | null> {
  try {
    const { DBInstances = [] } = await rds.describeDBInstances({
      DBInstanceIdentifier: databaseId,
    });
    return DBInstances[0] ?? null;
  } catch (error) {
    if (codeOf(error).startsWith('DBInstanceNotFound')) return null;
    throw error;
  }
}

/** `available`, `stopped` and the states between. */
export function statusOf({ DBInstanceStatus }: DBInstance): string {
  return DBInstanceStatus ?? 'unknown';
}

/** Why AWS would not stop it (RDS User Guide, "Stopping an Amazon RDS DB instance temporarily"); null when it would. */
export function stopObstacle(seen: DBInstance): string | null {
  if (statusOf(seen) !== 'available') return `It is ${statusOf(seen)}, not available.`;
  if (seen.DBClusterIdentifier !== undefined) return 'It belongs to a cluster: stop the cluster.';
  if ((seen.ReadReplicaDBInstanceIdentifiers ?? []).length > 0) return 'It has read replicas.';
  return seen.ReadReplicaSourceDBInstanceIdentifier === undefined ? null : 'It is a read replica.';
}
