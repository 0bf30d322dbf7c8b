import { stemmer } from 'stemmer';
import { wordsOf } from '../embed/text-features.ts';

/** Words that say nothing of the subject. */
const EMPTY_WORDS: ReadonlySet<string> = new Set(
  'a about again also an and any anybody anything are as at be been before but by can could did do does doing done each else for from get got had has have how i if in into is it its just me my need needed no not of on once one or our out over own please shall should so some such than that the their them then there these they this those to too under until up us was way we were what when where which while who whom whose why will with would you your'.split(
    ' ',
  ),
);

/** Terms of a text for the lexical index: words without their endings (Porter, 1980), empty words left out. */
export function termsOf(text: string): readonly string[] {
  return wordsOf(text)
    .filter((word) => !EMPTY_WORDS.has(word))
    .map((word) => (/^[a-z]+$/.test(word) ? stemmer(word) : word));
}
