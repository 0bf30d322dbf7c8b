import type { Logger } from '../contracts/context.ts';
import { ModelError, type ModelProvider, type Route } from '../contracts/models.ts';

/** A route with what speaks its protocol. */
export interface ConnectedRoute {
  readonly route: Route;
  readonly provider: ModelProvider;
}

/** A model as users choose it. */
export interface OfferedModel {
  /** Letters, digits, `_`, `-` and `.`: Open WebUI puts ids into URLs unencoded. */
  readonly id: string;
  readonly route: string;
  /** As the provider knows it. */
  readonly model: string;
}

/** What the routes offer at this moment. */
export interface OfferedModels {
  /** Asks the routes that name no models themselves; what a silent route offered before stays. Never rejects. */
  refresh(): Promise<readonly OfferedModel[]>;
  /**
   * Finds a model by the id it was chosen by, and asks the routes again when it is not known.
   * @throws ModelError `unknown-model`.
   */
  find(id: string): Promise<OfferedModel>;
  /** The model that stands for a route when none was chosen. @throws ModelError when the route offers none. */
  preferred(route: string): Promise<string>;
}

const LIST_TIMEOUT_MS = 4_000;
/** An unknown id must not make every request ask every provider. */
const SHORTEST_PAUSE_MS = 5_000;

/** Keeps the list of models. */
export function createOfferedModels(routes: readonly ConnectedRoute[], log: Logger): OfferedModels {
  const known = new Map(routes.map(({ route }) => [route.id, route.models]));
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<unknown> | null = null;
  const offered = () => uniqueModels(routes, known);
  const refresh = async () => {
    askedAt = performance.now();
    asking = Promise.all(routes.map((connected) => ask(connected, known, log)));
    await asking;
    return offered();
  };
  /** Waits for the routes that are being asked, as they are right after the start. */
  const refreshIfDue = async () => {
    if (performance.now() - askedAt >= SHORTEST_PAUSE_MS) await refresh();
    else await asking;
  };
  return {
    refresh,
    async find(id) {
      const found = offered().find((model) => model.id === id);
      if (found !== undefined) return found;
      await refreshIfDue();
      const later = offered().find((model) => model.id === id);
      if (later !== undefined) return later;
      throw new ModelError(
        'unknown-model',
        `No route offers the model "${id.slice(0, 200)}". Choose another from the list of models, or run xops doctor.`,
      );
    },
    async preferred(route) {
      if (known.get(route)?.length === 0) await refreshIfDue();
      const [model] = known.get(route) ?? [];
      if (model !== undefined) return model;
      throw new ModelError(
        'unavailable',
        `The route ${route} offers no model at the moment. Run xops doctor.`,
      );
    },
  };
}

async function ask(
  { route, provider }: ConnectedRoute,
  known: Map<string, readonly string[]>,
  log: Logger,
): Promise<void> {
  if (route.models.length > 0) return;
  try {
    known.set(route.id, await provider.models(AbortSignal.timeout(LIST_TIMEOUT_MS)));
  } catch (error) {
    log.warn({ route: route.id, reason: messageOf(error) }, 'a route did not list its models');
  }
}

function uniqueModels(
  routes: readonly ConnectedRoute[],
  known: ReadonlyMap<string, readonly string[]>,
): readonly OfferedModel[] {
  const models = new Map<string, OfferedModel>();
  for (const { route } of routes) {
    for (const model of known.get(route.id) ?? []) {
      const id = offeredId(route.id, model);
      if (!models.has(id)) models.set(id, { id, route: route.id, model });
    }
  }
  return [...models.values()];
}

/** The route's id in front, unless the model's begins with it: `claude-sonnet-4-6`, `ollama-llama3.2-3b`. */
function offeredId(route: string, model: string): string {
  const plain = model.replaceAll(/[^\w.-]+/g, '-');
  return plain.startsWith(`${route}-`) ? plain : `${route}-${plain}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
