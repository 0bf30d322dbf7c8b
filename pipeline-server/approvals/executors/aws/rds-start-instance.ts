import { defineChange } from './aws-change.ts';
import { DATABASE, statusOf } from './database.ts';

/** Starts a stopped RDS instance (StartDBInstance). */
export const startDatabase = defineChange({
  ...DATABASE,
  id: 'rds.start-instance',
  description: 'Starts a stopped RDS instance.',
  destructive: false,
  writes: ['rds:StartDBInstance', 'rds:StopDBInstance'],
  words: ({ databaseId }) => `Start the database ${databaseId}`,
  rollback: 'Stop it again.',
  isDone: (seen) => seen !== null && statusOf(seen) === 'available',
  obstacle: (seen) =>
    statusOf(seen) === 'stopped' ? null : `It is ${statusOf(seen)}, not stopped.`,
  async change(rds, { databaseId }) {
    await rds.startDBInstance({ DBInstanceIdentifier: databaseId });
    return `AWS began to start ${databaseId}.`;
  },
  async undo(rds, { databaseId }) {
    await rds.stopDBInstance({ DBInstanceIdentifier: databaseId });
    return `AWS began to stop ${databaseId} again.`;
  },
  verifySeconds: 1_200,
});
