import { defineChange } from './aws-change.ts';
import { DATABASE, statusOf } from './database.ts';

/** Protects an RDS instance from being deleted (ModifyDBInstance). It is not interrupted. */
export const protectDatabase = defineChange({
  ...DATABASE,
  id: 'rds.enable-deletion-protection',
  description: 'Protects an RDS instance from being deleted; it is not interrupted.',
  destructive: false,
  writes: ['rds:ModifyDBInstance'],
  words: ({ databaseId }) => `Protect the database ${databaseId} from deletion`,
  rollback: 'Take the protection away.',
  isDone: (seen) => seen?.DeletionProtection === true,
  obstacle(seen) {
    if (seen.DBClusterIdentifier !== undefined) return 'It belongs to a cluster: protect that.';
    return ['available', 'stopped'].includes(statusOf(seen)) ? null : `It is ${statusOf(seen)}.`;
  },
  async change(rds, { databaseId }) {
    await rds.modifyDBInstance({
      DBInstanceIdentifier: databaseId,
      DeletionProtection: true,
      ApplyImmediately: true,
    });
    return `${databaseId} is protected from deletion.`;
  },
  async undo(rds, { databaseId }) {
    await rds.modifyDBInstance({
      DBInstanceIdentifier: databaseId,
      DeletionProtection: false,
      ApplyImmediately: true,
    });
    return `${databaseId} is not protected from deletion any more.`;
  },
  verifySeconds: 300,
});
