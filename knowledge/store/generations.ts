import type { CollectionFacts, EmbedderShape } from '../../pipeline-server/contracts/knowledge.ts';

/** The collection of an embedder that is in use; null when there is none. */
export function currentOf<Facts extends CollectionFacts>(
  collections: readonly Facts[],
  embedder: string,
): Facts | null {
  const whole = collections.filter((each) => each.embedder === embedder && each.isWhole);
  return whole.toSorted((a, b) => b.generation - a.generation)[0] ?? null;
}

/** A collection that follows those that are there. */
export function nextOf(
  collections: readonly CollectionFacts[],
  { id, dimensions }: EmbedderShape,
): Omit<CollectionFacts, 'isWhole'> {
  const those = collections.filter(({ embedder }) => embedder === id);
  const generation = 1 + Math.max(0, ...those.map((each) => each.generation));
  const name = `xops-${id}-g${generation}`;
  return { name, embedder: id, dimensions, generation };
}

/** Vectors of one collection have one length. @throws when the embedder's have another. */
export function assertSameDimensions(
  { name, dimensions }: CollectionFacts,
  embedder: EmbedderShape,
): void {
  if (dimensions === embedder.dimensions) return;
  throw new Error(
    `The collection ${name} has vectors of ${dimensions} dimensions, and the embedder ${embedder.id} makes ${embedder.dimensions}. Run xops knowledge reembed, or set the model that it was made with.`,
  );
}
