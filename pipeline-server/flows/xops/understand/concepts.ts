import conditions from './lexicon/conditions.json' with { type: 'json' };
import resources from './lexicon/resources.json' with { type: 'json' };
import stopWords from './lexicon/stop-words.json' with { type: 'json' };
import { stem } from './stem.ts';
import type { Word } from './words.ts';
import { wordsOf } from './words.ts';

interface Expression {
  readonly concepts: readonly string[];
  readonly words: readonly Word[];
}

const LONGEST_SYNONYM = 7;
/** "outside our approved" is said like "outside approved"; the lexicon need not know every such word. */
const DETERMINERS = new Set(['the', 'our', 'my', 'your', 'their', 'its']);
const expressions = readExpressions();
const synonyms: ReadonlyMap<string, readonly string[]> = new Map(
  expressions.flatMap(({ concepts, words }) =>
    spellings(stemsOf(words)).map((stems) => [stems, concepts] as const),
  ),
);
const stops = new Set(stopWords.map(stem));
const knownStems = new Set(expressions.flatMap(({ words }) => words.map((word) => word.stem)));

/** All words of the lexicon as written, for spelling correction. */
export const LEXICON_WORDS: ReadonlySet<string> = new Set(
  expressions.flatMap(({ words }) => words.map((word) => word.text)),
);

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
export function mentionsIn(text: readonly Word[]): Mention[] {
  const words = withoutDeterminers(text);
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

function longestAt(words: readonly Word[], place: number) {
  for (let length = Math.min(LONGEST_SYNONYM, words.length - place); length > 0; length -= 1) {
    const part = words.slice(place, place + length);
    const concepts = synonyms.get(stemsOf(part));
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

function readExpressions(): readonly Expression[] {
  const lists = Object.entries({ ...conditions, ...resources });
  return lists.flatMap(([concepts, texts]) =>
    texts.map((text) => ({
      concepts: concepts.split(' '),
      words: withoutDeterminers(wordsOf(text)),
    })),
  );
}

/** "not approved" is also written "non-approved". */
function spellings(stems: string): readonly string[] {
  return stems.startsWith('not ') ? [stems, `non${stems.slice(3)}`] : [stems];
}

function withoutDeterminers(words: readonly Word[]): readonly Word[] {
  return words.filter(({ text }) => !DETERMINERS.has(text));
}

function stemsOf(words: readonly Word[]): string {
  return words.map((word) => word.stem).join(' ');
}
