import { citationOf } from '../../knowledge/retrieve/citation.ts';
import { isMeant } from '../../knowledge/store/chunk-filter.ts';
import type {
  Chunk,
  Embedder,
  Knowledge,
  Passage,
} from '../../pipeline-server/contracts/knowledge.ts';
import type { ReadDocument } from './open-shipped.ts';
import { splitAsOpenWebUi } from './open-webui-splitter.ts';

/** Finds as Open WebUI does with its default settings: in the pieces of its splitter, by the cosine of vectors alone. */
export async function openOpenWebUiSearch(
  documents: readonly ReadDocument[],
  embedder: Embedder,
): Promise<Knowledge> {
  const chunks = documents.flatMap(chunksOf);
  const texts = chunks.map(({ text }) => text);
  const vectors = await embedder.embed(texts, new AbortController().signal);
  return {
    async find({ question, limit, filter }, signal) {
      const [asked] = await embedder.embed([question], signal);
      const passages = chunks
        .map((chunk, at): Passage => {
          const score = cosine(asked, vectors[at]);
          return { chunk, score, citation: citationOf(chunk) };
        })
        .filter(({ chunk }) => isMeant(chunk, filter))
        .toSorted((a, b) => b.score - a.score);
      return { passages: passages.slice(0, limit), nearest: passages[0] ?? null };
    },
  };
}

function chunksOf({ facts, text }: ReadDocument): readonly Chunk[] {
  const pieces = splitAsOpenWebUi(text);
  return pieces.map((piece, position) => ({
    id: `${facts.documentId}-${position}`,
    document: facts,
    headings: [],
    anchor: 'top',
    lineStart: 1,
    lineEnd: text.split('\n').length,
    position,
    count: pieces.length,
    text: piece,
    dataClass: facts.dataClass,
  }));
}

/** Of vectors of length one. */
function cosine(a: Float32Array | undefined, b: Float32Array | undefined): number {
  return a === undefined || b === undefined
    ? 0
    : a.reduce((sum, number, at) => sum + number * (b[at] ?? 0), 0);
}
