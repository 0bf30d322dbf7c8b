import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  begunToken,
  TOKEN_SHAPES,
  type TokenKind,
  tokenPattern,
  writeToken,
} from './token-grammar.ts';

const TOKEN_KINDS = Object.keys(TOKEN_SHAPES) as TokenKind[];
const token = fc
  .tuple(fc.constantFrom(...TOKEN_KINDS), fc.uint8Array({ minLength: 6, maxLength: 6 }))
  .map(([kind, random]) => writeToken(kind, random));

describe('tokens', () => {
  it('have prefixes of which none ends with another, and suffixes that begin none', () => {
    const shapes = Object.values(TOKEN_SHAPES);
    for (const one of shapes) {
      const others = shapes.filter((shape) => shape !== one);
      expect(others.filter(({ prefix }) => prefix.endsWith(one.prefix))).toEqual([]);
      for (let length = 1; length <= one.suffix.length; length += 1) {
        const ending = one.suffix.slice(-length);
        expect(shapes.filter(({ prefix }) => prefix.startsWith(ending))).toEqual([]);
      }
    }
  });

  it('are found as they were written, whatever stands beside them', () => {
    fc.assert(
      fc.property(fc.array(token, { minLength: 1 }), (tokens) => {
        expect(tokens.join('').match(tokenPattern())).toEqual(tokens);
      }),
    );
  });

  it('are seen at the end of a text from their first character on, and not once they are whole', () => {
    fc.assert(
      fc.property(token, fc.nat(), (written, cut) => {
        const length = 1 + (cut % (written.length - 1));
        expect(begunToken(`. ${written.slice(0, length)}`)).toBe(2);
        expect(begunToken(`${written}. `)).toBe(written.length + 2);
      }),
    );
  });
});
