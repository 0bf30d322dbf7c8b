import path from 'node:path';
import { createSectionFinder } from '../../knowledge/desk/find-section.ts';
import { type ApprovalServices, composeApprovals } from '../compose-approvals.ts';
import { composeHooks } from '../compose-hooks.ts';
import type { Config } from '../config.ts';
import type { Executor } from '../contracts/executor.ts';
import { createApprovalStore } from '../state/approval-store.ts';
import { createApproverKeys } from '../state/approver-keys.ts';
import { createAuditLog } from '../state/audit-log.ts';
import { openDatabase } from '../state/database.ts';
import { createLog } from '../telemetry/log.ts';
import { openKnowledgeOf } from './open-knowledge.ts';

/**
 * The ledger of DATA_DIR for one command. It executes nothing and sends nothing: the server does, within seconds.
 * @param executors of what the command requests; none are needed for deciding.
 */
export async function withLedger<T>(
  config: Config,
  use: (services: ApprovalServices) => Promise<T>,
  executors: readonly Executor[] = [],
): Promise<T> {
  const database = await openDatabase(path.join(config.dataDir, 'xops.db'));
  try {
    const clock = { now: () => new Date() };
    const log = createLog('silent');
    const audit = createAuditLog(database, () => undefined);
    const { host, port, publicUrl } = config.server;
    const knowledge = openKnowledgeOf(config, database);
    const services = await composeApprovals({
      config,
      openStore: (notifiers) =>
        createApprovalStore({ database, notifiers, publish: () => undefined, clock }),
      keys: createApproverKeys(database, clock),
      executors: new Map(executors.map((executor) => [executor.id, executor])),
      planner: { plan: async () => ({ reason: 'Ask in the chat for that.', instead: null }) },
      findSection: createSectionFinder(knowledge),
      awsSource: config.aws.source,
      hooks: composeHooks({ config, audit, clock, log }).hooks,
      address: () => publicUrl ?? `http://${host}:${port}`,
      snsSource: { endpoint: null, credentials: null },
      clock,
      log,
    });
    try {
      return await use(services);
    } finally {
      await services.close();
      await knowledge.close();
      await audit.flush();
    }
  } finally {
    await database.destroy();
  }
}
