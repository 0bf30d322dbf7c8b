import { setTimeout as sleep } from 'node:timers/promises';
import { createWriteClients, type WriteClientsOptions } from '../tools/aws/write-clients.ts';
import { createAwsExecutors } from './approvals/executors/aws/aws-executors.ts';
import { createPlanner } from './approvals/plan-option.ts';
import type { Config } from './config.ts';
import type { Clock, Logger } from './contracts/context.ts';
import type { Executor } from './contracts/executor.ts';
import type { Planner } from './contracts/planner.ts';

/** What can be executed after an approval, and what makes plans of it. */
export interface OpenedExecutors {
  readonly executors: ReadonlyMap<string, Executor>;
  readonly planner: Planner;
}

/** What they are opened with. */
export interface ExecutorFoundation {
  readonly config: Pick<Config, 'approvals'>;
  /** Where changes are made; null: nowhere. */
  readonly source: WriteClientsOptions['source'] | null;
  /** The role for writing where the settings name none. */
  readonly defaultRole: string | null;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Opens the executors. No SDK is loaded, and no role taken, before one is used. */
export function openExecutors(foundation: ExecutorFoundation): OpenedExecutors {
  const { config, clock, log } = foundation;
  const { aws, executors: kinds, onlyActions } = config.approvals;
  const writeRole = foundation.source === null ? null : (aws.writeRole ?? foundation.defaultRole);
  const source = foundation.source ?? { endpoint: null, region: '', credentials: null };
  const executors = new Map(
    createAwsExecutors({
      clients: createWriteClients({ source, writeRole }),
      pause: async (ms, signal) => await sleep(ms, undefined, { signal }),
    }).map((executor) => [executor.id, executor]),
  );
  const isEnabled = ({ kind, id }: Pick<Executor, 'kind' | 'id'>) =>
    kinds.includes(kind) && (onlyActions.length === 0 || onlyActions.includes(id));
  return { executors, planner: createPlanner({ executors, isEnabled, clock, log }) };
}
