import { ModelError, type Route } from '../../contracts/models.ts';

const MOST_NAMED = 8;

/**
 * Says what a route offers.
 * @throws ModelError when that is nothing, or lacks a model that the settings name.
 */
export function describeOffer(route: Route, offered: readonly string[]): string {
  const [missing] = route.models.filter((model) => !offered.includes(model));
  const named = `${offered.slice(0, MOST_NAMED).join(', ')}${offered.length > MOST_NAMED ? ', …' : ''}`;
  if (offered.length === 0) {
    const message = `The route ${route.id} offers no model. Install or allow one there.`;
    throw new ModelError('unknown-model', message);
  }
  if (missing === undefined) return `offers ${named}`;
  const message = `The route ${route.id} does not offer ${missing}, but ${named}. Correct models in xops.yaml.`;
  throw new ModelError('unknown-model', message);
}
