import { describe, expect, it } from 'vitest';
import { meantBy } from './said-words.ts';
import { termsOf } from './terms.ts';

describe('meantBy', () => {
  it.each([
    ['servers', ['instanc']],
    ['firewall', ['secur', 'group']],
    ['stolen', ['leak', 'threat']],
    ['zebra', []],
  ])('knows what is meant by %s', (said, meant) => {
    expect(termsOf(said).flatMap(meantBy)).toEqual(meant);
  });
});
