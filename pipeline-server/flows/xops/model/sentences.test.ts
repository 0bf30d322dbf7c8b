import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSentenceReader } from './sentences.ts';

function read(...pieces: readonly string[]): readonly string[] {
  const reader = createSentenceReader();
  return [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()];
}

describe('sentences of a stream', () => {
  it.each([
    ['One here. Two there! Three?', ['One here.', 'Two there!', 'Three?']],
    [
      'It costs USD 4,321.50 a month, e.g. for EC2. Stop it.',
      ['It costs USD 4,321.50 a month, e.g. for EC2.', 'Stop it.'],
    ],
    ['Whole sentence. Cut off in the mid', ['Whole sentence.']],
    ['## Title\n- **First** thing.\n2. `Second` thing.', ['Title First thing.', 'Second thing.']],
    ['<think>\nHm. What now?\n</think>\n\nThe answer.', ['The answer.']],
    ['<think>Only. Thoughts.', []],
    [
      'Look. Go to https://evil.example/?q=1. Or [here](x). Or www.evil.example. Done.',
      ['Look.', 'Done.'],
    ],
    ['{"a": 1, "b": [2, 3]}.', []],
    ['\uFFFD\uFFFD\uFFFD. ☃☃☃☃☃☃☃.', []],
    [`${'word '.repeat(200)}end. Short.`, ['Short.']],
    ['', []],
  ])('reads %j', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it('reads the same however the stream is cut', () => {
    const parts = fc.constantFrom(
      '<think>',
      '</think>',
      'A cat. ',
      'USD 4.50',
      '. ',
      '\n',
      '- ',
      'e.g. ',
      '**',
      '!',
      ' ',
    );
    const text = fc.array(parts, { maxLength: 20 }).map((all) => all.join(''));
    fc.assert(
      fc.property(text, fc.array(fc.nat(120)), (whole, cuts) => {
        const places = [
          0,
          ...cuts.map((cut) => Math.min(cut, whole.length)),
          whole.length,
        ].toSorted((a, b) => a - b);
        const pieces = places.slice(1).map((end, index) => whole.slice(places[index], end));
        expect(read(...pieces)).toEqual(read(whole));
      }),
    );
  });
});
