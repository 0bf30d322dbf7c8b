import { stemmer } from 'stemmer';
import { tellingWordsOf } from '../embed/text-features.ts';

/** Terms of a text for the lexical index: words without their endings (Porter, 1980), empty words left out. */
export function termsOf(text: string): readonly string[] {
  return tellingWordsOf(text).map((word) => (/^[a-z]+$/.test(word) ? stemmer(word) : word));
}
