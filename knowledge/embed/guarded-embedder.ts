import type { Embedder } from '../../pipeline-server/contracts/knowledge.ts';
import { type DataClass, higherClass } from '../../pipeline-server/contracts/sovereignty.ts';
import { EmbeddingError } from './embedding-error.ts';

/** Finds the class of a text; what throws counts as the highest. */
export type ClassifyText = (text: string) => DataClass;

/** Looks at every text before it leaves, and refuses all when one may not. */
export function createGuardedEmbedder(
  embedder: Embedder,
  openClassifier: () => Promise<ClassifyText>,
): Embedder {
  if (embedder.maximumClass === 'RESTRICTED') return embedder;
  return {
    ...embedder,
    async embed(texts, signal) {
      const classify = await openClassifier();
      for (const text of texts) assertMayEmbed(classOf(text, classify), embedder);
      return await embedder.embed(texts, signal);
    },
  };
}

function classOf(text: string, classify: ClassifyText): DataClass {
  try {
    return classify(text);
  } catch {
    return 'RESTRICTED';
  }
}

/** @throws EmbeddingError when text of this class may not be sent to the embedder. */
export function assertMayEmbed(
  dataClass: DataClass,
  { id, place, maximumClass }: Pick<Embedder, 'id' | 'place' | 'maximumClass'>,
): void {
  if (higherClass(dataClass, maximumClass) === maximumClass) return;
  throw new EmbeddingError(
    'refused',
    `A text is ${dataClass}, and the embedder ${id} (${place}) may be sent ${maximumClass} at most. Use a local one, or set knowledge.embedding.maximumClass.`,
  );
}
