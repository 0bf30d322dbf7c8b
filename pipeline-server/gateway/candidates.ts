import { ModelError, mayCarry, type Route } from '../contracts/models.ts';
import type { GateDecision } from '../contracts/sovereignty-gate.ts';
import type { OfferedModel } from './offered-models.ts';

/** A route to try; without a model, the one that stands for the route. */
export interface Candidate {
  readonly route: Route;
  readonly model: string | null;
}

/**
 * The routes to try, in order. Whatever was chosen and whatever falls back, a route is in the list only when the decision
 * names it and it may carry the class of what is sent.
 * @throws ModelError `blocked` with the decision's reason when no route is left.
 */
export function candidatesFor(
  routes: readonly Route[],
  chosen: OfferedModel | null,
  decision: GateDecision,
): readonly Candidate[] {
  const permitted = (route: Route) =>
    decision.routes.includes(route.id) && mayCarry(route, decision.sentClass);
  const wanted = wantedRoutes(routes, chosen, decision);
  const found = decision.action === 'block' ? [] : wanted.filter(({ route }) => permitted(route));
  if (found.length > 0) return found;
  throw new ModelError('blocked', decision.reason);
}

/** The chosen model, then its route's fallbacks; every route in the order of the settings where the choice is ours. */
function wantedRoutes(
  routes: readonly Route[],
  chosen: OfferedModel | null,
  { action, routes: permitted }: GateDecision,
): readonly Candidate[] {
  const own = routes.find(({ id }) => id === chosen?.route);
  const isRerouted = action === 'route-local' && own !== undefined && !permitted.includes(own.id);
  if (chosen === null || own === undefined || isRerouted) {
    return routes.map((route) => ({ route, model: null }));
  }
  const fallbacks = own.fallbacks
    .map((id) => routes.find((route) => route.id === id))
    .filter((route) => route !== undefined);
  return [
    { route: own, model: chosen.model },
    ...fallbacks.map((route) => ({ route, model: null })),
  ];
}
