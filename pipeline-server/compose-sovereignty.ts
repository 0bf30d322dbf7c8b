import type { SovereigntyFilterPorts } from '../filters/sovereignty/filter.ts';
import { readOrCreateKey } from './auth/key-file.ts';
import type { Config } from './config.ts';
import type { AuditLog } from './contracts/audit.ts';
import type { ChatClasses } from './contracts/chat-classes.ts';
import type { Clock, Logger } from './contracts/context.ts';
import type { Route } from './contracts/models.ts';
import type { PseudonymVault } from './contracts/pseudonyms.ts';
import type { Place } from './contracts/sovereignty.ts';
import type { SovereigntyGate } from './contracts/sovereignty-gate.ts';
import type { ConnectedRoute } from './gateway/model-lists.ts';
import type { Inspector } from './open-inspector.ts';
import type { LowerClass, PolicyRouteOptions } from './routes/policy.ts';
import { explain } from './sovereignty/explain.ts';
import { PolicyError } from './sovereignty/load-policy.ts';
import { createPolicyGate, type PolicyGateOptions } from './sovereignty/policy-gate.ts';
import { openPolicy } from './sovereignty/policy-holder.ts';
import { createPseudonymiser } from './sovereignty/pseudonyms/create-pseudonymiser.ts';
import { createDecisionRecorder, type DecisionRecorder } from './sovereignty/record-decision.ts';
import { createSecondOpinion, type SecondOpinion } from './sovereignty/second-opinion.ts';

/** What decides which data may go where. */
export interface SovereigntyServices {
  readonly gate: SovereigntyGate;
  readonly recorder: DecisionRecorder;
  readonly audit: AuditLog;
  readonly filterPorts: SovereigntyFilterPorts;
  readonly routes: PolicyRouteOptions;
  close(): void;
}

/** What it is composed of. */
export interface SovereigntyFoundation {
  readonly config: Pick<Config, 'routes' | 'sovereignty' | 'dataDir'>;
  readonly inspector: Inspector;
  /** Routes with what speaks their protocol. */
  readonly connected: readonly ConnectedRoute[];
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
  const { config, chats, audit, clock, log } = foundation;
  const { inspector, mask } = foundation.inspector;
  const policy = await openPolicy(config.sovereignty.policyFile, log);
  const { key } = await readOrCreateKey(config.dataDir, 'audit-key');
  const routes = config.routes.map(({ route }) => route);
  const recorder = createDecisionRecorder({ audit, clock, log, key });
  const secondOpinion = openSecondOpinion(foundation);
  const gateOver = (over: Pick<PolicyGateOptions, 'routes' | 'pseudonymiser' | 'noRouteAdvice'>) =>
    createPolicyGate({
      inspector,
      secondOpinion,
      chats,
      key,
      policy: policy.current,
      record: recorder.decided,
      ...over,
    });
  return {
    gate: gateOver({ routes, pseudonymiser: createPseudonymiser(foundation.pseudonyms) }),
    // People read answers of other models as they are streamed: pseudonyms could not be put back in time.
    filterPorts: { mask, gateFor: (place) => gateOver(elsewhereOnly(place)) },
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

/** @throws PolicyError when the route is none of the own network, or names no model. */
function openSecondOpinion({
  config,
  connected,
  log,
}: SovereigntyFoundation): SecondOpinion | null {
  const { route: id, timeoutMs, whenUnavailable } = config.sovereignty.secondOpinion;
  if (id === null) return null;
  const found = connected.find(({ route }) => route.id === id && route.place === 'local');
  const [model] = found?.route.models ?? [];
  if (found === undefined || model === undefined) {
    throw new PolicyError(
      `sovereignty.secondOpinion.route: "${id}" is no route with place local that names a model. Add one under models.routes.`,
    );
  }
  return createSecondOpinion({ provider: found.provider, model, timeoutMs, whenUnavailable, log });
}

function elsewhereOnly(place: Place) {
  const noRouteAdvice = 'The model that was chosen may not be sent it.';
  return { routes: [elsewhere(place)], pseudonymiser: null, noRouteAdvice };
}

/** The models that Open WebUI asks itself stand for one route; where they are is an admin's word, and in which country nobody's. */
function elsewhere(place: Place): Route {
  return {
    id: 'open-webui',
    provider: 'openai',
    place,
    jurisdiction: [],
    region: null,
    baseUrl: '',
    models: [],
    maximumClass: 'RESTRICTED',
    prices: {},
    promptCache: null,
    fallbacks: [],
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
