import type { Logger } from '../contracts/context.ts';
import { ModelError, type ModelProvider, type Route } from '../contracts/models.ts';

/** A route with what speaks its protocol. */
export interface ConnectedRoute {
  readonly route: Route;
  readonly provider: ModelProvider;
}

/** What each route said of its models when it was last asked. */
export interface ModelLists {
  /** Asks the routes that name no models themselves. Never rejects. */
  refresh(): Promise<void>;
  /** The same, unless it was just done; waits where it is being done. */
  refreshIfDue(): Promise<void>;
  /** Models by the provider's ids, the preferred first; those of before while a route is silent. */
  of(route: string): readonly string[];
  /** Why a route did not answer when it was last asked, or null. */
  failureOf(route: string): ModelError | null;
}

const LIST_TIMEOUT_MS = 4_000;
/** An unknown id must not make every request ask every provider. */
const SHORTEST_PAUSE_MS = 5_000;

/** Keeps the lists; none is asked for yet. */
export function createModelLists(routes: readonly ConnectedRoute[], log: Logger): ModelLists {
  const models = new Map(routes.map(({ route }) => [route.id, route.models]));
  const failures = new Map<string, ModelError>();
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<unknown> = Promise.resolve();

  async function ask({ route, provider }: ConnectedRoute): Promise<void> {
    try {
      models.set(route.id, await provider.models(AbortSignal.timeout(LIST_TIMEOUT_MS)));
      failures.delete(route.id);
    } catch (error) {
      if (error instanceof ModelError) failures.set(route.id, error);
      log.warn({ route: route.id, err: error }, 'a route did not list its models');
    }
  }

  async function refresh(): Promise<void> {
    askedAt = performance.now();
    asking = Promise.all(routes.filter(({ route }) => route.models.length === 0).map(ask));
    await asking;
  }

  return {
    refresh,
    async refreshIfDue() {
      if (performance.now() - askedAt >= SHORTEST_PAUSE_MS) await refresh();
      else await asking;
    },
    of: (route) => models.get(route) ?? [],
    failureOf: (route) => failures.get(route) ?? null,
  };
}
