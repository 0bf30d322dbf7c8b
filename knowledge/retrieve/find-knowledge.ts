import type {
  Chunk,
  ChunkFilter,
  Embedder,
  Knowledge,
  KnowledgeAnswer,
  KnowledgeKind,
  KnowledgeQuery,
  KnowledgeStore,
  NearChunk,
  Passage,
} from '../../pipeline-server/contracts/knowledge.ts';
import { EmbeddingError } from '../embed/embedding-error.ts';
import { isMeant } from '../store/chunk-filter.ts';
import { citationOf } from './citation.ts';
import { fuseByRank, fuseByScore, type WeightedRanking, withSiblings } from './fusion.ts';
import { createLexicalIndex, type LexicalIndex } from './lexical-index.ts';
import type { LexicalAnswer } from './lexical-search.ts';
import { LEAST_NEARNESS, nearnessOf } from './nearness.ts';

/** What knowledge is found with. */
export interface KnowledgeParts {
  readonly embedder: Embedder;
  readonly store: KnowledgeStore;
  /** How the two lists become one: by their scores when left out. */
  readonly fusion?: keyof typeof FUSIONS;
  /** Below it, nothing is answered; {@link LEAST_NEARNESS} when left out. */
  readonly leastNearness?: number;
  /** What finding by words counts for, 0 to 1; {@link WORD_SHARE} when left out. */
  readonly wordShare?: number;
}

type Ranking = WeightedRanking['ranking'];
type Fuse = (words: Ranking, vectors: Ranking) => ReadonlyMap<string, number>;

const FUSIONS = { score: fuseByScore, rank: fuseByRank } as const;

/** How a passage came to its place. */
export interface ExplainedPassage extends Passage {
  /** Places counted from 1; null where it was not found that way. */
  readonly lexicalRank: number | null;
  readonly vectorRank: number | null;
  /** Cosine; null where it was not found that way. */
  readonly similarity: number | null;
  /** 0–1: how much of the question it has, rare words weighing more. */
  readonly coverage: number;
  /** 0–1: how much of the question its document has. */
  readonly documentCoverage: number;
  /** 0–1; see {@link nearnessOf}. */
  readonly nearness: number;
}

/** An answer, and how it came about. */
export interface ExplainedAnswer extends KnowledgeAnswer {
  readonly passages: readonly ExplainedPassage[];
  readonly nearest: ExplainedPassage | null;
  /** Best first, whether near enough or not. */
  readonly ranked: readonly ExplainedPassage[];
}

/** Knowledge that says how it found what it found. */
export interface ExplainingKnowledge extends Knowledge {
  find(query: KnowledgeQuery, signal: AbortSignal): Promise<ExplainedAnswer>;
}

/** Passages that each way of finding contributes, at least. */
const CANDIDATES = 50;

/** What people have accepted stands above an SOP, and that above a note: so little that it decides between equals only. */
const AUTHORITY: Readonly<Record<KnowledgeKind, number>> = {
  amendment: 0.04,
  sop: 0.02,
  runbook: 0.02,
  upload: 0,
  incident: 0,
};

/** What finding by words counts for. Chosen on the tuning half of the golden set. */
const WORD_SHARE = 0.6;

/** Finds passages by words (BM25) and by vectors, and mixes the two. */
export function createKnowledge({
  embedder,
  store,
  fusion = 'score',
  leastNearness = LEAST_NEARNESS,
  wordShare = WORD_SHARE,
}: KnowledgeParts): ExplainingKnowledge {
  const fuse = FUSIONS[fusion];
  const lexical = createLexicalIndex();
  return {
    async find(query, signal) {
      const { question, limit, governs } = query;
      const filter = governs === undefined ? query.filter : { ...query.filter, governs };
      const wanted = { limit: Math.max(limit, CANDIDATES), filter };
      const [byWords, byVectors] = await Promise.all([
        findByWords(lexical, { store, question, wanted }, signal),
        findByVector({ embedder, store }, { question, wanted }, signal),
      ]);
      const { near, gaps } = byVectors;
      const chunks = await readChunks(store, { byWords, near, filter }, signal);
      const passages = rank({ byWords, near, chunks }, (words, vectors) =>
        fuse([
          { ranking: words, share: wordShare },
          { ranking: vectors, share: 1 - wordShare },
        ]),
      );
      const [nearest = null] = passages;
      const isNear = governs !== undefined || (nearest?.nearness ?? 0) >= leastNearness;
      const ranked = passages.slice(0, limit);
      return { passages: isNear ? ranked : [], nearest, ranked, gaps };
    },
  };
}

interface Wanted {
  readonly limit: number;
  readonly filter: ChunkFilter;
}

interface WordSearch {
  readonly store: KnowledgeStore;
  readonly question: string;
  readonly wanted: Wanted;
}

async function findByWords(
  lexical: LexicalIndex,
  { store, question, wanted }: WordSearch,
  signal: AbortSignal,
): Promise<LexicalAnswer> {
  await lexical.refresh(store, signal);
  return lexical.search(question, wanted);
}

interface VectorSearch {
  readonly near: readonly NearChunk[];
  readonly gaps: readonly string[];
}

/** Without vectors, words alone find much; the answer says so. */
async function findByVector(
  { embedder, store }: KnowledgeParts,
  { question, wanted }: Omit<WordSearch, 'store'>,
  signal: AbortSignal,
): Promise<VectorSearch> {
  try {
    const [vector] = await embedder.embed([question], signal);
    const near = vector === undefined ? [] : await store.nearest(vector, wanted, signal);
    return { near, gaps: [] };
  } catch (error) {
    if (!(error instanceof EmbeddingError)) throw error;
    return { near: [], gaps: [`Passages were looked for by words only. ${error.message}`] };
  }
}

interface Found {
  readonly byWords: LexicalAnswer;
  readonly near: readonly NearChunk[];
}

/** The chunks of both by id. Looked at once more, since one may have been written anew between. */
async function readChunks(
  store: KnowledgeStore,
  { byWords, near, filter }: Found & { readonly filter: ChunkFilter },
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Chunk>> {
  const known = new Map(near.map(({ chunk }) => [chunk.id, chunk]));
  const missing = byWords.hits.map(({ id }) => id).filter((id) => !known.has(id));
  const read = missing.length === 0 ? [] : await store.read(missing, signal);
  const all = [...known.values(), ...read].filter((chunk) => isMeant(chunk, filter));
  return new Map(all.map((chunk) => [chunk.id, chunk]));
}

function rank(
  { byWords, near, chunks }: Found & { readonly chunks: ReadonlyMap<string, Chunk> },
  fuse: Fuse,
): readonly ExplainedPassage[] {
  const vectors = near.map(({ chunk, similarity }) => ({ id: chunk.id, score: similarity }));
  const placeOf = (ids: readonly { readonly id: string }[]) =>
    new Map(ids.map(({ id }, at) => [id, at] as const));
  const [wordPlaces, vectorPlaces] = [placeOf(byWords.hits), placeOf(vectors)];
  const fusedAll = withSiblings(
    fuse(byWords.hits, vectors),
    (id) => chunks.get(id)?.document.documentId,
  );
  const passages = [...fusedAll].flatMap(([id, fused]) => {
    const chunk = chunks.get(id);
    if (chunk === undefined) return [];
    const [word, place] = [wordPlaces.get(id) ?? null, vectorPlaces.get(id) ?? null];
    const similarity = place === null ? null : (vectors[place]?.score ?? null);
    const documentCoverage = byWords.coverageOfDocument(chunk.document.documentId);
    const headings = byWords.coverageOf(chunk.headings.join(' '));
    const explained: ExplainedPassage = {
      chunk,
      score: (fused + AUTHORITY[chunk.document.kind]) / (1 + AUTHORITY.amendment),
      citation: citationOf(chunk),
      lexicalRank: word === null ? null : word + 1,
      vectorRank: place === null ? null : place + 1,
      similarity,
      coverage: word === null ? 0 : (byWords.hits[word]?.coverage ?? 0),
      documentCoverage,
      nearness: nearnessOf({ document: documentCoverage, headings, similarity }),
    };
    return [explained];
  });
  return withoutDoubles(passages.toSorted(byScore));
}

function byScore(a: ExplainedPassage, b: ExplainedPassage): number {
  const { chunk: first } = a;
  const { chunk: second } = b;
  return (
    b.score - a.score ||
    second.document.updatedAt - first.document.updatedAt ||
    (first.id < second.id ? -1 : 1)
  );
}

/** The same text in several documents is shown once: where it came first. */
function withoutDoubles(passages: readonly ExplainedPassage[]): readonly ExplainedPassage[] {
  const seen = new Set<string>();
  return passages.filter(({ chunk }) => {
    const text = chunk.text.replaceAll(/\s+/g, ' ').trim().toLowerCase();
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}
