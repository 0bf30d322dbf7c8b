import { describe, expect, it } from 'vitest';
import { cleanText } from './clean-text.ts';
import { correctSpelling } from './spelling.ts';

const organization = {
  accounts: [{ id: '100000000001', name: 'instence-lab', email: null, status: 'ACTIVE', tags: {} }],
  regions: [],
};
const correct = (text: string) => correctSpelling(cleanText(text), organization).lower;

describe('correctSpelling', () => {
  it.each([
    ['certifcates', 'certificates'],
    ['instnaces', 'instances'],
    ['unatached volumes', 'unattached volumes'],
    ['securty findings', 'security findings'],
  ])('corrects "%s"', (written, expected) => {
    expect(correct(written)).toBe(expected);
  });

  it.each([
    'weather',
    'cricket',
    'shares',
    'meeting',
    'i-0abcdefg',
    'owner=instnaces',
    'lorem ipsum',
  ])('leaves "%s"', (written) => {
    expect(correct(written)).toBe(written);
  });

  it('leaves a part of an account name', () => {
    expect(correct('instence')).toBe('instence');
  });
});
