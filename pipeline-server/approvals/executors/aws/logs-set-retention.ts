import type { CloudWatchLogs, LogGroup } from '@aws-sdk/client-cloudwatch-logs';
import { Type } from 'typebox';
import { defineChange } from './aws-change.ts';
import { EXACT, PLACE } from './place-arguments.ts';

/** Days that CloudWatch Logs takes (API reference of PutRetentionPolicy), from a month on. */
const DAYS = [30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1_096, 1_827, 2_192, 2_557, 2_922];

/** Has a log group that keeps everything for ever keep so many days (PutRetentionPolicy). Older events are lost. */
export const setRetention = defineChange({
  id: 'logs.set-retention',
  description:
    'Has a log group that keeps everything for ever keep so many days; older events are lost.',
  service: 'logs',
  arguments: Type.Object(
    {
      ...PLACE,
      logGroup: Type.String({ pattern: '^[.\\-_/#A-Za-z0-9]{1,512}$' }),
      days: Type.Enum(DAYS),
    },
    EXACT,
  ),
  destructive: true,
  reads: ['logs:DescribeLogGroups'],
  writes: ['logs:PutRetentionPolicy', 'logs:DeleteRetentionPolicy'],
  types: ['AWS::Logs::LogGroup'],
  argumentsOf: ({ resourceId }) => ({
    logGroup: resourceId.replace(/^arn:aws:logs:[^:]*:\d{12}:log-group:/, '').replace(/:\*$/, ''),
    days: 365,
  }),
  arns: ({ accountId, region, logGroup }) => [
    `arn:aws:logs:${region}:${accountId}:log-group:${logGroup}:*`,
    `arn:aws:logs:${region}:${accountId}:log-group:${logGroup}`,
  ],
  words: ({ logGroup, days }) => `Keep ${days} days of the log group ${logGroup}`,
  rollback: 'Keep everything again; events that were deleted do not come back.',
  read: (logs, { logGroup }) => readLogGroup(logs, logGroup),
  isDone: (seen, { days }) => seen?.retentionInDays === days,
  obstacle: ({ retentionInDays }) =>
    retentionInDays === undefined ? null : `It keeps ${retentionInDays} days already.`,
  seenWords: ({ storedBytes = 0 }) => `It keeps everything (${storedBytes} bytes stored).`,
  async change(logs, { logGroup, days }) {
    await logs.putRetentionPolicy({ logGroupName: logGroup, retentionInDays: days });
    return `${logGroup} keeps ${days} days.`;
  },
  async undo(logs, { logGroup }) {
    await logs.deleteRetentionPolicy({ logGroupName: logGroup });
    return `${logGroup} keeps everything again.`;
  },
  verifySeconds: 60,
});

async function readLogGroup(logs: CloudWatchLogs, name: string): Promise<LogGroup | null> {
  const { logGroups = [] } = await logs.describeLogGroups({ logGroupNamePrefix: name, limit: 50 });
  return logGroups.find(({ logGroupName }) => logGroupName === name) ?? null;
}
