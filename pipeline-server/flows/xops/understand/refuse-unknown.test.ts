import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QUESTION_WORLD, QUESTIONS } from '../../../../bench/question-set.ts';
import { listAnalyzers } from '../../../../tools/analyzers/registry.ts';
import { createUnderstanding } from './understand.ts';
import type { Understanding } from './understanding.ts';

const catalogue = listAnalyzers().map((entry) => ({ ...entry, built: true }));
const understand = createUnderstanding(catalogue);
const ask = (question: string, previous: Understanding | null = null) =>
  understand(question, { ...QUESTION_WORLD, previous });

describe('a question about what does not exist', () => {
  it.each([
    ['cost in account nope last month', 'account "nope"', 'for all 14'],
    ['public buckets in account payments-test', 'account "payments-test"', 'payments-dev (1000'],
    ['idle EC2 in the nope account', 'account "nope"', 'network (1000'],
    ['cost of account 999999999999', 'account "999999999999"', '(100000000009)'],
    ['everything except 999999999999', 'account "999999999999"', 'for all 14'],
    ['idle EC2 in moon-1', 'Region "moon-1"', 'us-east-1'],
    ['idle EC2 in region Mars', 'Region "Mars"', 'for all 5'],
    ['idle EC2 in the mars region', 'Region "mars"', 'for all 5'],
    ['idle EC2, ap-southeast-9', 'Region "ap-southeast-9"', 'Nearest: ap-southeast-'],
    ['idle EC2 in Japan', 'Region "Japan"', 'for all 5'],
    ['cost on February 31st', 'no 31 February 2026', '28 February 2026'],
    ['cost on 29 February 2026', 'no 29 February 2026', '28 February 2026'],
    ['cost on 2026-02-31', 'no 31 February 2026', '28 February 2026'],
    ['cost on 2026-13-01', 'no month 13', '2026-10-31'],
    ['cost from 25 to 31 September', 'no 31 September 2026', '30 September 2026'],
    ['cost September 25 to 31', 'no 31 September 2026', '30 September 2026'],
  ])('"%s" is refused', (question, problem, remedy) => {
    const { kind, analyzers, refusals = [] } = ask(question);
    expect([kind, analyzers, refusals.length]).toEqual(['refused', [], 1]);
    expect(refusals[0]?.problem).toContain(problem);
    expect(refusals[0]?.remedy).toContain(remedy);
  });

  it('names everything that is wrong, each once', () => {
    const { refusals = [] } = ask('cost in account nope in moon-1 on 31 June, account nope');
    expect(refusals.map(({ problem }) => problem)).toEqual([
      'There is no account "nope" in the organization.',
      'There is no Region "moon-1" in use.',
      'There is no 31 June 2026: that month has 30 days.',
    ]);
  });

  it('is refused as a follow-up too, and the one after that goes on from the answer before', () => {
    const before = ask('idle EC2 across all accounts');
    expect(ask('only account nope', before).kind).toBe('refused');
    expect(ask('and in moon-1?', before).kind).toBe('refused');
    expect(ask('only payments-prod', before)).toMatchObject({
      kind: 'follow-up',
      analyzers: ['cost.ec2.idle'],
      parameters: { accounts: ['100000000001'] },
    });
  });

  it('is not held against an organization that could not be read', () => {
    const organization = { accounts: [], regions: [] };
    const { kind } = understand('idle EC2 in account nope in moon-1', {
      organization,
      now: QUESTION_WORLD.now,
      previous: null,
    });
    expect(kind).toBe('analyze');
  });
});

describe('an ordinary question', () => {
  it.each([
    'cost in account order',
    'cost in account id order',
    'findings in the security account',
    'cost for the management account',
    'root account MFA in each account',
    'cost by region last month',
    'idle EC2 in region Sydney',
    'idle EC2 in eu-south-1',
    'idle EC2 in the home region',
    'resources in the region of choice',
    'instances in tier-1',
    'bucket my-app-eu-west-9',
    'who can access arn:aws:iam::999999999999:role/x',
    'top 31 September costs',
    'top 50 October costs',
    'spend in September 31 days',
    'cost on 29 February 2024',
  ])('"%s" is not refused', (question) => {
    expect(ask(question).refusals).toBeUndefined();
  });

  it('is none of the question set that is refused', () => {
    const refused = QUESTIONS.filter(({ question }) => ask(question).kind === 'refused');
    expect(refused.map(({ question }) => question)).toEqual([]);
  });

  it('stays one with the words of other questions about it', () => {
    const ofTheField = QUESTIONS.filter(({ analyzers }) => analyzers.length > 0);
    const words = [...new Set(ofTheField.flatMap(({ question }) => question.split(/\s+/)))].filter(
      (word) => /^[a-z]+$/.test(word),
    );
    const place = fc.constantFrom('in', 'for', 'across');
    const ordinary = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(place, ordinary, (before, parts) => {
        const text = parts.filter((word) => !/^(?:accounts?|regions?)$/.test(word)).join(' ');
        expect(ask(`idle EC2 ${before} ${text}`).kind).not.toBe('refused');
      }),
      { numRuns: 200 },
    );
  });

  it('never makes the reading of any text fail', () => {
    const text = fc.array(
      fc.constantFrom('account', 'region', 'in', 'the', '"', '31', 'February', '2026-99-99', 'é-1'),
    );
    fc.assert(
      fc.property(text, (parts) => {
        expect(ask(parts.join(' ')).kind).toMatch(/\w/);
      }),
      { numRuns: 200 },
    );
  });
});
