import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { piecesOf } from './pieces.ts';

const cut = (text: string): readonly string[] =>
  piecesOf(text).map(({ start, end }) => text.slice(start, end));

describe('pieces of a text', () => {
  it.each([
    ['One thing. Another.', ['One thing. Another.']],
    ['First.\n\nSecond.', ['First.\n\n', 'Second.']],
    ['List:\n- one\n- two', ['List:\n', '- one\n', '- two']],
    [`${'a'.repeat(200)}. ${'b'.repeat(200)}.`, [`${'a'.repeat(200)}.`, ` ${'b'.repeat(200)}.`]],
    ['', []],
  ])('%j are paragraphs, items and what fits of long ones', (text, pieces) => {
    expect(cut(text)).toEqual(pieces);
  });

  it('are the whole text, none longer than 320 characters', () => {
    const part = fc.constantFrom(
      'word ',
      '. ',
      '!\n',
      '\n\n',
      '\n- ',
      '\n1) ',
      'x'.repeat(350),
      '?',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 60 }), (parts) => {
        const text = parts.join('');
        expect(cut(text).join('')).toBe(text);
        for (const piece of cut(text)) expect(piece.length).toBeLessThanOrEqual(320);
      }),
    );
  });
});
