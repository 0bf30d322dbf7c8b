import { readOrCreateKey } from './auth/key-file.ts';
import type { Config } from './config.ts';
import type { AuditLog } from './contracts/audit.ts';
import type { ChatClasses } from './contracts/chat-classes.ts';
import type { Clock, Logger } from './contracts/context.ts';
import type { PseudonymVault } from './contracts/pseudonyms.ts';
import type { InspectRequest } from './contracts/sovereignty.ts';
import type { SovereigntyGate } from './contracts/sovereignty-gate.ts';
import type { LowerClass, PolicyRouteOptions } from './routes/policy.ts';
import { explain } from './sovereignty/explain.ts';
import { createPolicyGate } from './sovereignty/policy-gate.ts';
import { openPolicy } from './sovereignty/policy-holder.ts';
import { createPseudonymiser } from './sovereignty/pseudonyms/create-pseudonymiser.ts';
import { createDecisionRecorder, type DecisionRecorder } from './sovereignty/record-decision.ts';

/** What decides which data may go where. */
export interface SovereigntyServices {
  readonly gate: SovereigntyGate;
  readonly recorder: DecisionRecorder;
  readonly audit: AuditLog;
  readonly routes: PolicyRouteOptions;
  close(): void;
}

/** What it is composed of. */
export interface SovereigntyFoundation {
  readonly config: Pick<Config, 'routes' | 'sovereignty' | 'dataDir'>;
  readonly inspector: () => Promise<InspectRequest>;
  readonly chats: ChatClasses;
  /** The pseudonyms of chats, and the key that their tokens are made with. */
  readonly pseudonyms: { readonly vault: PseudonymVault; readonly key: string };
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Opens the policy and makes the gate that follows it.
 * @throws PolicyError when the policy cannot be followed: the server does not start then.
 */
export async function composeSovereignty(
  foundation: SovereigntyFoundation,
): Promise<SovereigntyServices> {
  const { config, inspector, chats, audit, clock, log } = foundation;
  const policy = await openPolicy(config.sovereignty.policyFile, log);
  const { key } = await readOrCreateKey(config.dataDir, 'audit-key');
  const routes = config.routes.map(({ route }) => route);
  const recorder = createDecisionRecorder({ audit, clock, log, key });
  const gate = createPolicyGate({
    inspector,
    chats,
    key,
    policy: policy.current,
    routes,
    pseudonymiser: createPseudonymiser(foundation.pseudonyms),
    record: recorder.decided,
  });
  return {
    gate,
    recorder,
    audit,
    routes: {
      explain: (subject) => explain({ inspector, policy: policy.current, routes }, subject),
      show: () => policy.current(),
      lower: (order) => lowerClass(foundation, order, recorder),
    },
    close: policy.close,
  };
}

/** Written down before it takes effect: a lowered class without a record must not be. */
async function lowerClass(
  { chats }: SovereigntyFoundation,
  order: LowerClass,
  recorder: DecisionRecorder,
): Promise<boolean> {
  if ((await chats.read(order.chatId)) === null) return false;
  await recorder.lowered(order);
  return await chats.lower(order.chatId, order.to);
}
