import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSeal } from './seal.ts';

const codeUnit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));

describe('a seal', () => {
  it('opens what it closed, for the same place, and never writes the same twice', () => {
    const seal = createSeal(['one']);
    fc.assert(
      fc.property(fc.string({ unit: codeUnit }), fc.string(), (text, place) => {
        const closed = seal.close(text, place);
        expect(seal.open(closed, place)).toBe(text);
        expect(seal.open(closed, `${place}.`)).toBeNull();
        expect(seal.close(text, place)).not.toBe(closed);
      }),
    );
  });

  it('closes bytes as it closes texts', () => {
    const seal = createSeal(['one']);
    fc.assert(
      fc.property(fc.uint8Array(), fc.string(), (bytes, place) => {
        const closed = seal.closeBytes(bytes, place);
        expect(seal.openBytes(closed, place)).toEqual(Buffer.from(bytes));
        expect(seal.openBytes(closed, `${place}.`)).toBeNull();
        expect(createSeal(['two', 'one']).openBytes(closed, place)).toEqual(Buffer.from(bytes));
        expect(createSeal(['two']).openBytes(closed, place)).toBeNull();
        expect(seal.openBytes(closed.subarray(0, closed.length - 1), place)).toBeNull();
      }),
    );
  });

  it('opens nothing that was changed or cut, in any bit', () => {
    const seal = createSeal(['one']);
    const [id = '', data = ''] = seal.close('secret', 'p').split('.');
    const bytes = Buffer.from(data, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(seal.open(`${id}.${changed.toString('base64url')}`, 'p')).toBeNull();
    }
    for (let length = 0; length < bytes.length; length += 1) {
      expect(seal.open(`${id}.${bytes.subarray(0, length).toString('base64url')}`, 'p')).toBeNull();
    }
    expect(['', '.', 'x', `${id}.`, data].map((text) => seal.open(text, 'p'))).toEqual(
      Array.from({ length: 5 }, () => null),
    );
  });

  it('opens with older keys what they closed, and closes with the first', () => {
    const old = createSeal(['old']);
    const both = createSeal(['new', 'old']);
    expect(both.open(old.close('text', 'p'), 'p')).toBe('text');
    expect(old.open(both.close('text', 'p'), 'p')).toBeNull();
    expect(createSeal(['new']).open(both.close('text', 'p'), 'p')).toBe('text');
  });

  it('needs a key', () => {
    expect(() => createSeal([])).toThrow('key');
  });
});
