import type { SensitiveValue } from './sensitive-values.ts';

const each = (text: string, write: (character: string) => string): string =>
  Array.from(text, write).join('');
const code = (character: string): number => character.codePointAt(0) ?? 0;
const bytes = (text: string): Buffer => Buffer.from(text, 'utf8');

/** Letters of other scripts that look like these. */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  A: 'А',
  E: 'Е',
  K: 'К',
  a: 'а',
  e: 'е',
  o: 'о',
};

/** Ways of writing a value that people and programs read as the same. The first group writes the value in its sentence. */
const OF_THE_VALUE: Readonly<Record<string, (value: string) => string>> = {
  plain: (value) => value,
  'zero-width': (value) => each(value, (character) => `${character}\u200b`),
  'full-width': (value) =>
    each(value, (character) =>
      /[!-~]/.test(character) ? String.fromCodePoint(code(character) + 0xfee0) : character,
    ),
  'look-alikes': (value) => each(value, (character) => LOOK_ALIKES[character] ?? character),
  'html-entities': (value) => each(value, (character) => `&#${code(character)};`),
  'unicode-escapes': (value) =>
    each(value, (character) => `\\u${code(character).toString(16).padStart(4, '0')}`),
  percent: (value) =>
    each(value, (character) => `%${code(character).toString(16).padStart(2, '0')}`),
};

const OF_THE_SENTENCE: Readonly<Record<string, (sentence: string) => string>> = {
  base64: (sentence) => bytes(sentence).toString('base64'),
  base64url: (sentence) => bytes(sentence).toString('base64url'),
  hexadecimal: (sentence) => bytes(sentence).toString('hex'),
  'base64 of percent': (sentence) => bytes(encodeURIComponent(sentence)).toString('base64'),
  json: (sentence) => JSON.stringify({ note: sentence }),
};

/** Names of all ways. */
export const WAYS_OF_WRITING: readonly string[] = [
  ...Object.keys(OF_THE_VALUE),
  ...Object.keys(OF_THE_SENTENCE),
];

/** The sentence with the value, written in one of these ways. */
export function write({ before, value, after }: SensitiveValue, way: string): string {
  const ofSentence = OF_THE_SENTENCE[way];
  if (ofSentence !== undefined) return ofSentence(`${before}${value}${after}`);
  return `${before}${OF_THE_VALUE[way]?.(value) ?? value}${after}`;
}
