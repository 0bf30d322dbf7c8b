import { cleanText } from './clean-text.ts';
import { mentionsIn } from './concepts.ts';
import { wordsOf } from './words.ts';

/** The concepts and remaining plain words of a text, each once, in order. */
export function featuresOf(text: string): readonly string[] {
  const mentions = mentionsIn(wordsOf(cleanText(text).lower));
  return [...new Set(mentions.map((mention) => mention.concept))];
}
