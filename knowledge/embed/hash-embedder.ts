import type { Embedder } from '../../pipeline-server/contracts/knowledge.ts';
import { tellingWordsOf } from './text-features.ts';

const DIMENSIONS = 1024;
const WEIGHTS = { word: 1, pair: 0.5, letters: 0.35 };
/** Letters of a piece of a word. */
const PIECE = 4;
/** Characters after which others have their turn. */
const CHARACTERS_PER_TURN = 50_000;

/**
 * Vectors of hashed words, pairs of words and pieces of four letters: it knows words and parts of words, not meaning. Needs no
 * model, and gives the same vector for the same text everywhere (feature hashing, Weinberger et al., 2009).
 */
export function createHashEmbedder(): Embedder {
  return {
    id: `hash-${DIMENSIONS}-1`,
    dimensions: DIMENSIONS,
    place: 'local',
    maximumClass: 'RESTRICTED',
    async embed(texts, signal) {
      const vectors: Float32Array[] = [];
      let characters = 0;
      for (const text of texts) {
        signal.throwIfAborted();
        characters += text.length;
        if (characters > CHARACTERS_PER_TURN) {
          characters = 0;
          await nextTurn();
        }
        vectors.push(vectorOf(text));
      }
      return vectors;
    },
  };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function vectorOf(text: string): Float32Array {
  const vector = new Float32Array(DIMENSIONS);
  for (const [feature, weight] of featuresOf(text)) {
    const hash = hashOf(feature);
    const at = hash % DIMENSIONS;
    vector[at] = (vector[at] ?? 0) + (hash & 0x8000_0000 ? -weight : weight);
  }
  return toUnitLength(vector);
}

/** Features with their weights, which grow with the logarithm of how often they occur. */
function featuresOf(text: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const count = (feature: string) => counts.set(feature, (counts.get(feature) ?? 0) + 1);
  let before = '';
  for (const word of tellingWordsOf(text)) {
    count(`w${word}`);
    if (before !== '') count(`p${before} ${word}`);
    const padded = ` ${word} `;
    for (let at = 0; at + PIECE <= padded.length; at += 1)
      count(`l${padded.slice(at, at + PIECE)}`);
    before = word;
  }
  for (const [feature, times] of counts)
    counts.set(feature, weightOf(feature) * (1 + Math.log(times)));
  return counts;
}

function weightOf(feature: string): number {
  if (feature.startsWith('w')) return WEIGHTS.word;
  return feature.startsWith('p') ? WEIGHTS.pair : WEIGHTS.letters;
}

/** FNV-1a over UTF-16 code units with a last mixing step of MurmurHash3, so that all bits are used; 32 bits, unsigned. */
function hashOf(text: string): number {
  let hash = 0x811c_9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x0100_0193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A text without any word has a vector too: one that is near to no other text. */
function toUnitLength(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const number of vector) squares += number * number;
  const length = Math.sqrt(squares);
  if (length === 0) vector[0] = 1;
  else for (let at = 0; at < vector.length; at += 1) vector[at] = (vector[at] ?? 0) / length;
  return vector;
}
