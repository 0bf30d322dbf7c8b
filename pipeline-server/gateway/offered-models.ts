import { ModelError, type Route } from '../contracts/models.ts';
import type { ModelLists } from './model-lists.ts';

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
  /** Asks the routes again. Never rejects. */
  refresh(): Promise<readonly OfferedModel[]>;
  /**
   * Finds a model by the id it was chosen by, and asks the routes again when it is not known.
   * @throws ModelError `unknown-model`, or why the route to which the id belongs does not tell its models.
   */
  find(id: string): Promise<OfferedModel>;
  /** The model that stands for a route when none was chosen. @throws ModelError when the route offers none. */
  preferred(route: string): Promise<string>;
}

/** Gives the models of the routes the ids by which they are chosen. */
export function createOfferedModels(routes: readonly Route[], lists: ModelLists): OfferedModels {
  const offered = () => uniqueModels(routes, lists);
  const named = (id: string) => offered().find((model) => model.id === id);
  return {
    async refresh() {
      await lists.refresh();
      return offered();
    },
    async find(id) {
      const found = named(id);
      if (found !== undefined) return found;
      await lists.refreshIfDue();
      return named(id) ?? fail(notFound(id, routes, lists));
    },
    async preferred(route) {
      if (lists.of(route).length === 0) await lists.refreshIfDue();
      const message = `The route ${route} offers no model at the moment. Run xops doctor.`;
      return (
        lists.of(route)[0] ?? fail(lists.failureOf(route) ?? new ModelError('unavailable', message))
      );
    },
  };
}

function fail(error: ModelError): never {
  throw error;
}

function notFound(id: string, routes: readonly Route[], lists: ModelLists): ModelError {
  const route = routes.find((candidate) => id.startsWith(`${candidate.id}-`));
  const message = `No route offers the model "${id.slice(0, 200)}". Choose another from the list of models, or run xops doctor.`;
  const failure = route === undefined ? null : lists.failureOf(route.id);
  return failure ?? new ModelError('unknown-model', message);
}

function uniqueModels(routes: readonly Route[], lists: ModelLists): readonly OfferedModel[] {
  const models = new Map<string, OfferedModel>();
  for (const route of routes) {
    for (const model of lists.of(route.id)) {
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
