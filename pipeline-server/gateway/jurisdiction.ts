import type { Route } from '../contracts/models.ts';

/** A Claude model's id on Bedrock, before it the geography of an inference profile (Bedrock User Guide, "Inference profiles"). */
const MODEL_ID = /^(?:(?<geography>[a-z-]+)\.)?anthropic\.[\w.:-]+$/;

/**
 * Says why a Bedrock model may not be used on a route that is bound to a jurisdiction, or null. Without a geography a model runs
 * in the route's own Region; an id that cannot be read might run anywhere.
 */
export function jurisdictionProblem(
  model: string,
  { id, jurisdiction }: Pick<Route, 'id' | 'jurisdiction'>,
): string | null {
  if (jurisdiction.length === 0 || jurisdiction.includes('GLOBAL')) return null;
  const parts = MODEL_ID.exec(model);
  const geography = parts?.groups?.['geography']?.toUpperCase();
  if (parts !== null && (geography === undefined || jurisdiction.includes(geography))) return null;
  const prefixes = jurisdiction.map((place) => `"${place.toLowerCase()}.anthropic."`).join(' or ');
  return `The route ${id} is bound to ${jurisdiction.join(', ')}, and "${model}" may run elsewhere. Take a model whose id begins with "anthropic." or ${prefixes}.`;
}
