import { ModelError, type ModelErrorCode, type RouteAttempt } from '../contracts/models.ts';
import type { Principal } from '../contracts/principal.ts';
import type { GateDecision } from '../contracts/sovereignty-gate.ts';
import type { Candidate } from './candidates.ts';
import type { BudgetReservation, ModelBudgets } from './model-budgets.ts';
import type { ConnectedRoute } from './model-lists.ts';
import type { OfferedModels } from './offered-models.ts';
import { type OpenedStream, openStream } from './open-stream.ts';
import { readModelRequest } from './read-request.ts';
import { createRouteGuard, type RouteGuard } from './route-guard.ts';

/** What is to be answered, and by whom. */
interface Opening {
  /** Permitted routes only, in the order in which they are tried. */
  readonly candidates: readonly Candidate[];
  readonly decision: GateDecision;
  readonly principal: Principal;
  readonly signal: AbortSignal;
}

/** An answer of which the first event is there. */
export interface OpenedAnswer {
  readonly stream: OpenedStream;
  readonly candidate: Candidate;
  readonly model: string;
  readonly attempts: readonly RouteAttempt[];
  /** To be settled when the answer has ended. */
  readonly reservation: BudgetReservation;
}

/** Tries candidates in turn until one answers. */
export interface Opener {
  /** @throws ModelError of the first candidate when none answers. */
  open(opening: Opening): Promise<OpenedAnswer>;
}

interface ReadyRoute extends ConnectedRoute {
  readonly guard: RouteGuard;
}

/** What an opener works with. */
interface OpenerOptions {
  readonly routes: readonly ConnectedRoute[];
  readonly offered: OfferedModels;
  readonly budgets: ModelBudgets;
}

/** Makes the opener; each route has a guard of its own, which remembers its failures. */
export function createOpener({ routes, offered, budgets }: OpenerOptions): Opener {
  const ready = new Map(
    routes.map((connected): [string, ReadyRoute] => {
      const { id } = connected.route;
      return [id, { ...connected, guard: createRouteGuard(id) }];
    }),
  );
  return { open: (opening) => openFirst({ ready, offered, budgets }, opening) };
}

interface Parts extends Omit<OpenerOptions, 'routes'> {
  readonly ready: ReadonlyMap<string, ReadyRoute>;
}

async function openFirst(parts: Parts, opening: Opening): Promise<OpenedAnswer> {
  const attempts: RouteAttempt[] = [];
  let failure: ModelError | null = null;
  for (const candidate of opening.candidates) {
    try {
      return await openCandidate(parts, opening, { candidate, attempts });
    } catch (error) {
      if (!(error instanceof ModelError) || OF_THE_REQUEST.includes(error.code)) throw error;
      failure ??= error;
    }
  }
  throw worded(failure, opening);
}

/** A request that is wrong is so everywhere. */
const OF_THE_REQUEST: readonly ModelErrorCode[] = ['invalid-request', 'aborted'];

async function openCandidate(
  { ready, offered, budgets }: Parts,
  { decision, principal, signal }: Opening,
  { candidate, attempts }: { candidate: Candidate; attempts: RouteAttempt[] },
): Promise<OpenedAnswer> {
  const route = candidate.route.id;
  const connected = ready.get(route);
  if (connected === undefined) throw new TypeError(`the route ${route} is not connected`);
  const model = candidate.model ?? (await offered.preferred(route));
  const request = readModelRequest(decision.body, model);
  const reservation = await budgets.reserve({ principal, route: candidate.route, request });
  const stream = await withReservation(reservation, () =>
    connected.guard.run(async () => {
      try {
        const begun = await openStream(connected.provider.stream(request, signal));
        attempts.push({ route, model, outcome: 'answered' });
        return begun;
      } catch (error) {
        const outcome = error instanceof ModelError ? error.code : 'bad-answer';
        attempts.push({ route, model, outcome });
        throw error;
      }
    }, signal),
  );
  return { stream, candidate, model, attempts, reservation };
}

/** What was never answered is not counted. */
async function withReservation<T>(
  reservation: BudgetReservation,
  attempt: () => Promise<T>,
): Promise<T> {
  try {
    return await attempt();
  } catch (error) {
    await reservation.release();
    throw error;
  }
}

/** Tells a user whose data may not leave the network why no other model answered. */
function worded(failure: ModelError | null, { candidates, decision }: Opening): ModelError {
  if (failure === null) return new ModelError('blocked', decision.reason);
  if (!candidates.every(({ route }) => route.place === 'local')) return failure;
  const message = `${failure.message} No other model was asked: ${decision.reason}`;
  const { code, retryAfterSeconds } = failure;
  return new ModelError(code, message, { cause: failure, retryAfterSeconds });
}
