import type { Route } from '../contracts/models.ts';
import type { GateDecision, GateRequest, SovereigntyGate } from '../contracts/sovereignty-gate.ts';
import { mayCarry } from './candidates.ts';

const REASON =
  'Chats are not classified here, so each counts as RESTRICTED and may go to models on your own network only.';
const REMEDY =
  ' None is configured: set OLLAMA_BASE_URL, or add a route with place local to xops.yaml.';

/** The gate of a server without a policy: everything is RESTRICTED, so nothing leaves the network. */
export function createFailClosedGate(routes: readonly Route[]): SovereigntyGate {
  const local = routes
    .filter((route) => route.place === 'local' && mayCarry(route, 'RESTRICTED'))
    .map(({ id }) => id);
  return { decide: (request) => Promise.resolve(decide(request, local)) };
}

function decide({ body, requestedRoute }: GateRequest, local: readonly string[]): GateDecision {
  const common = {
    class: 'RESTRICTED',
    sentClass: 'RESTRICTED',
    rule: 'fail-closed',
    found: {},
    routes: local,
    body,
  } as const;
  if (local.length === 0) return { ...common, action: 'block', reason: REASON + REMEDY };
  const isLocal = requestedRoute === null || local.includes(requestedRoute);
  return { ...common, action: isLocal ? 'allow' : 'route-local', reason: REASON };
}
