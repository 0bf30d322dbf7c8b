import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { asksForDashboard } from './understand/scope.ts';

describe('the wish to see the dashboard', () => {
  it.each([
    'dashboard',
    'show me the dashboard',
    'please open the dashboard',
    'can you show me our aws dashboard please?',
    'overview',
    'the whole overview',
    'where is the dashboard?',
    'show dashboard for all accounts',
  ])('is understood: %s', (text) => expect(asksForDashboard(text)).toBe(true));

  it.each([
    'certificate dashboard',
    'show me the certificates dashboard',
    'cost overview',
    'delete the dashboard',
    'dashboard of idle instances',
    'cloudwatch dashboards',
    'how many panels do we have',
  ])('is not read into: %s', (text) => expect(asksForDashboard(text)).toBe(false));

  it('takes no question of the evaluation away from its analysis', () => {
    const folder = new URL('../../../bench/questions/', import.meta.url);
    const files = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), 'utf8'));
    const questions = files.flatMap((file) => [
      ...file.matchAll(/"(?:question|text)":\s*"([^"]+)"/g),
    ]);
    expect(questions.length).toBeGreaterThan(300);
    expect(questions.filter(([, text = '']) => asksForDashboard(text.toLowerCase()))).toEqual([]);
  });
});
