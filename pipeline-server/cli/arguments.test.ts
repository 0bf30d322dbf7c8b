import { describe, expect, it } from 'vitest';
import { suggest } from './arguments.ts';

describe('suggest', () => {
  const known = ['ask', 'analyze', 'analyzers', 'serve', 'doctor'];

  it.each([
    ['analyse', 'analyze'],
    ['Doctr', 'doctor'],
    ['serv', 'serve'],
    ['analyzrs', 'analyzers'],
  ])('suggests for %s: %s', (wrong, right) => {
    expect(suggest(wrong, known)).toBe(right);
  });

  it.each(['deploy', '', 'x'.repeat(1000)])('suggests nothing for %j', (wrong) => {
    expect(suggest(wrong, ['analyzers', 'doctor'])).toBeNull();
  });
});
