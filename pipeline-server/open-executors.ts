import { setTimeout as sleep } from 'node:timers/promises';
import { createWriteClients, type WriteClientsOptions } from '../tools/aws/write-clients.ts';
import { createAwsExecutors } from './approvals/executors/aws/aws-executors.ts';
import { createPlanner } from './approvals/plan-option.ts';
import type { Config } from './config.ts';
import type { ApprovalStatus } from './contracts/approvals.ts';
import type { Clock, Logger } from './contracts/context.ts';
import type { Executor } from './contracts/executor.ts';
import type { Planner } from './contracts/planner.ts';
import type { OpenedAnalyzers } from './open-analyzers.ts';

/** What can be executed after an approval, and what makes plans of it. */
export interface OpenedExecutors {
  readonly executors: ReadonlyMap<string, Executor>;
  readonly planner: Planner;
}

/** What they are opened with. */
export interface ExecutorFoundation {
  readonly config: Pick<Config, 'approvals'>;
  /** Where changes are made. */
  readonly opened: Pick<OpenedAnalyzers, 'awsSource' | 'writeSource'>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Accounts of the sample organisation can be entered by a role of any name. */
const SAMPLE_WRITE_ROLE = 'xops-write';

/** Where nothing can be changed: no role is taken, so nothing is sent there. */
const NOWHERE: WriteClientsOptions['source'] = { endpoint: null, region: '', credentials: null };

/** Opens the executors. No SDK is loaded, and no role taken, before one is used. */
export function openExecutors(foundation: ExecutorFoundation): OpenedExecutors {
  const { config, opened, clock, log } = foundation;
  const { aws, executors: kinds, onlyActions } = config.approvals;
  const sampleRole = opened.awsSource.kind === 'sample' ? SAMPLE_WRITE_ROLE : null;
  const { writeSource: source } = opened;
  const writeRole = source === undefined ? null : (aws.writeRole ?? sampleRole);
  const executors = new Map(
    createAwsExecutors({
      clients: createWriteClients({ source: source ?? NOWHERE, writeRole }),
      pause: async (ms, signal) => await sleep(ms, undefined, { signal }),
    }).map((executor) => [executor.id, executor]),
  );
  const isEnabled = ({ kind, id }: Pick<Executor, 'kind' | 'id'>) =>
    kinds.includes(kind) && (onlyActions.length === 0 || onlyActions.includes(id));
  return { executors, planner: createPlanner({ executors, isEnabled, clock, log }) };
}

const ENDED: ReadonlySet<ApprovalStatus> = new Set([
  'SUCCEEDED',
  'FAILED',
  'UNKNOWN',
  'ROLLED_BACK',
]);

/** Whether an execution has ended: what AWS answered before may not be so any more. */
export function endsExecution(status: ApprovalStatus): boolean {
  return ENDED.has(status);
}
