import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classOfFeature, FEATURES, FeatureReader } from './features.ts';
import { WORD_CLASSES } from './word-classes.ts';

function read(text: string, start = 0, end = text.length): readonly number[] {
  const reader = new FeatureReader();
  return Array.from(reader.found.subarray(0, reader.read(text, start, end)));
}
function classes(text: string): readonly string[] {
  return read(text)
    .flatMap((each) => classOfFeature(each) ?? [])
    .toSorted();
}

describe('features of a text', () => {
  it.each([
    ['Our', ['self']],
    ['nobody', ['lack']],
    ['web shell', ['harm']],
    ['web page', []],
    ['the file server was', ['estate', 'happened']],
    ['two-factor', ['control']],
    ['sev 3', ['respond']],
    ['a server', ['estate']],
    ['do it', ['ask', 'question']],
    ['we do it', ['self']],
  ])('%j has the classes %j', (text, expected) => {
    expect(classes(text)).toEqual(expected);
  });

  it('are those of the stretch that was asked for, each once', () => {
    expect(read('we we we', 0, 5)).toEqual(read('we'));
    expect(read('abc our def', 4, 7)).toEqual(read('our'));
  });

  it('see every phrase of a class', () => {
    for (const [name, phrases] of Object.entries(WORD_CLASSES)) {
      for (const phrase of phrases) {
        if (phrase !== '?') expect(classes(phrase.replace('^', '')), phrase).toContain(name);
      }
    }
  });

  it('are numbers below FEATURES, for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 3000 }), (text) => {
        const found = read(text);
        expect(new Set(found).size).toBe(found.length);
        for (const each of found) expect(each).toBeLessThan(FEATURES);
      }),
    );
  });
});
