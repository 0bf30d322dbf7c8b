import { distance } from 'fastest-levenshtein';
import type { Organization } from '../../../contracts/analysis.ts';
import { ANALYZER_PHRASES } from './analyzer-phrases.ts';
import type { CleanText } from './clean-text.ts';
import { isKnownStem, LEXICON_WORDS } from './concepts.ts';
import commonWords from './lexicon/common-words.json' with { type: 'json' };
import offTopic from './lexicon/off-topic.json' with { type: 'json' };
import regionNames from './lexicon/region-names.json' with { type: 'json' };
import verbs from './lexicon/write-verbs.json' with { type: 'json' };
import { perOrganization } from './per-organization.ts';
import { stem } from './stem.ts';
import { wordsOf } from './words.ts';

/** A free-standing word; parts of names, ids and `key=value` pairs are never corrected. */
const WORD = /(?<![\w.:/=@"'-])[a-z]{5,}(?![\w:/=@"']|[-.]\w)/gi;
const CALENDAR =
  'january february march april june july august september october november december monday tuesday wednesday thursday friday saturday sunday yesterday quarter';

const domain: ReadonlySet<string> = new Set(
  [...LEXICON_WORDS, ...phraseWords(), ...CALENDAR.split(' ')].filter((word) => word.length >= 5),
);
const real: ReadonlySet<string> = new Set(
  [...commonWords, ...offTopic.flatMap((text) => text.split(' ')), ...writeWords()].map(stem),
);
const knownStems: ReadonlySet<string> = new Set([...domain, ...regionWords()].map(stem));

/** A typing error in the first letter is rare, so only words with the same one are compared. */
const byFirstLetter = new Map<string, string[]>();
for (const word of domain) {
  byFirstLetter.set(word.charAt(0), [...(byFirstLetter.get(word.charAt(0)) ?? []), word]);
}

const namesIn = perOrganization(({ accounts }): ReadonlySet<string> => {
  const names = accounts.flatMap((account) => [
    ...account.name.toLowerCase().split(/[^a-z\d]+/),
    ...Object.values(account.tags).map((value) => value.toLowerCase()),
  ]);
  return new Set(names);
});

/** Corrects typing errors towards the vocabulary of the domain; words that mean something else stay. */
export function correctSpelling(text: CleanText, organization: Organization): CleanText {
  const names = namesIn(organization);
  const original = text.original.replace(WORD, (word) =>
    names.has(word.toLowerCase()) ? word : (correctWord(word.toLowerCase()) ?? word),
  );
  return { original, lower: original.toLowerCase() };
}

/** True for a word of the domain, of a Region's name or of everyday English. */
export function isVocabulary(word: string): boolean {
  const root = stem(word);
  return isKnownStem(root) || knownStems.has(root) || real.has(root);
}

/** The nearest word of the domain, or null when the word is known, or nothing or too much is near. */
function correctWord(word: string): string | null {
  if (isVocabulary(word)) return null;
  const limit = word.length >= 8 ? 2 : 1;
  const near = (byFirstLetter.get(word.charAt(0)) ?? [])
    .filter((known) => Math.abs(known.length - word.length) <= limit)
    .map((known) => ({ known, edits: editsBetween(word, known) }))
    .filter(({ edits }) => edits <= limit)
    .sort((left, right) => left.edits - right.edits);
  const [best] = near;
  if (best === undefined) return null;
  const rivals = near.filter(({ edits }) => edits === best.edits).map(({ known }) => stem(known));
  return new Set(rivals).size <= 2 ? best.known : null;
}

/** Levenshtein distance with two swapped neighbours counted as one edit. */
function editsBetween(word: string, known: string): number {
  const edits = distance(word, known);
  if (edits !== 2 || word.length !== known.length) return edits;
  const place = Array.from(word).findIndex((letter, index) => letter !== known[index]);
  const swapped = word[place] === known[place + 1] && word[place + 1] === known[place];
  return swapped ? 1 : edits;
}

function phraseWords(): string[] {
  return [...ANALYZER_PHRASES.values()]
    .flat()
    .flatMap((phrase) => wordsOf(phrase).map(({ text }) => text));
}

function writeWords(): string[] {
  return [...verbs.verbs, ...verbs.participles, ...verbs.determiners].flatMap((text) =>
    text.split(' '),
  );
}

function regionWords(): string[] {
  return [...Object.keys(regionNames.codes), ...Object.keys(regionNames.areas)].flatMap((text) =>
    text.split(' '),
  );
}
