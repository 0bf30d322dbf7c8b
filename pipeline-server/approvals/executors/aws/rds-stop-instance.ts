import { defineChange } from './aws-change.ts';
import { DATABASE, statusOf, stopObstacle } from './database.ts';

/** Stops an RDS instance (StopDBInstance). AWS starts it again by itself after seven days. */
export const stopDatabase = defineChange({
  ...DATABASE,
  id: 'rds.stop-instance',
  description:
    'Stops an RDS instance. AWS starts it again by itself after seven days; storage is billed.',
  destructive: false,
  writes: ['rds:StopDBInstance', 'rds:StartDBInstance'],
  words: ({ databaseId }) => `Stop the database ${databaseId} for at most seven days`,
  rollback: 'Start it again.',
  isDone: (seen) => seen !== null && statusOf(seen) === 'stopped',
  obstacle: stopObstacle,
  async change(rds, { databaseId }) {
    await rds.stopDBInstance({ DBInstanceIdentifier: databaseId });
    return `AWS began to stop ${databaseId}.`;
  },
  async undo(rds, { databaseId }) {
    await rds.startDBInstance({ DBInstanceIdentifier: databaseId });
    return `AWS began to start ${databaseId} again.`;
  },
  verifySeconds: 1_200,
});
