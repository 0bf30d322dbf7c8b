import conditions from './lexicon/conditions.json' with { type: 'json' };
import resources from './lexicon/resources.json' with { type: 'json' };
import stopWords from './lexicon/stop-words.json' with { type: 'json' };
import { stem } from './stem.ts';
import type { Word } from './words.ts';
import { wordsOf } from './words.ts';

const LONGEST_SYNONYM = 7;
const synonyms = readSynonyms();
const stops = new Set(stopWords.map(stem));

/** Concepts that name a kind of AWS resource. */
export const RESOURCE_CONCEPTS: ReadonlySet<string> = new Set(
  Object.keys(resources).flatMap((key) => key.split(' ')),
);

/** A concept or a plain word found in a text. Plain words are written `=word`. */
export interface Mention {
  readonly concept: string;
  readonly start: number;
  readonly end: number;
}

/** Finds the concepts of a text, longest expression first, and the words that are left. */
export function mentionsIn(words: readonly Word[]): Mention[] {
  const mentions: Mention[] = [];
  let place = 0;
  while (place < words.length) {
    const found = longestAt(words, place);
    mentions.push(...(found?.mentions ?? plainWord(words[place])));
    place += found?.length ?? 1;
  }
  return mentions;
}

/** True for a word that the lexicon or the stop list knows. */
export function isKnownStem(word: string): boolean {
  return stops.has(word) || knownStems.has(word);
}

/** All words of the lexicon as written, for spelling correction. */
export function lexiconWords(): ReadonlySet<string> {
  const texts = [...Object.values(resources), ...Object.values(conditions)].flat();
  return new Set(texts.flatMap((text) => wordsOf(text).map((word) => word.text)));
}

const knownStems: ReadonlySet<string> = new Set([...lexiconWords()].map(stem));

function longestAt(words: readonly Word[], place: number) {
  for (let length = Math.min(LONGEST_SYNONYM, words.length - place); length > 0; length -= 1) {
    const part = words.slice(place, place + length);
    const concepts = synonyms.get(part.map((word) => word.stem).join(' '));
    if (concepts !== undefined) return { length, mentions: asMentions(concepts, part) };
  }
  return null;
}

function asMentions(concepts: readonly string[], part: readonly Word[]): Mention[] {
  const start = part[0]?.start ?? 0;
  const end = part.at(-1)?.end ?? start;
  return concepts.map((concept) => ({ concept, start, end }));
}

function plainWord(word: Word | undefined): Mention[] {
  if (word === undefined || stops.has(word.stem) || /^\d+$/.test(word.text)) return [];
  return [{ concept: `=${word.stem}`, start: word.start, end: word.end }];
}

function readSynonyms(): ReadonlyMap<string, readonly string[]> {
  const lists = Object.entries({ ...conditions, ...resources });
  const pairs = lists.flatMap(([concepts, texts]) =>
    texts.map((text) => [stemsOf(text), concepts.split(' ')] as const),
  );
  return new Map(pairs);
}

function stemsOf(text: string): string {
  return wordsOf(text)
    .map((word) => word.stem)
    .join(' ');
}
