import { mentionsIn } from './concepts.ts';
import { wordsOf } from './words.ts';

/** The concepts and remaining plain words of a clean lower-case text, each once, in order. */
export function featuresOf(text: string): readonly string[] {
  return [...new Set(mentionsIn(wordsOf(text)).map(({ concept }) => concept))];
}
