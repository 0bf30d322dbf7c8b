import { expect, it } from 'vitest';
import type { AnswerFacts } from '../../contracts/models.ts';
import { FAKE_FACTS } from '../../test/fake-models.ts';
import { receiptFact } from './present-facts.ts';

function receiptText(changes: Partial<AnswerFacts>): string {
  const facts = { ...FAKE_FACTS, ...changes };
  const { text } = receiptFact({
    awsSource: 'sample organisation',
    apis: [],
    requests: 0,
    costUsd: 0,
    elapsedMs: 0,
    model: facts.model,
    place: facts.place,
    models: [{ purpose: 'wording', facts, problem: null }],
  });
  return JSON.stringify(text);
}

it('says how many values a model did not get to see', () => {
  const counts = { redacted: { token: 1 }, pseudonymised: { email: 2, 'aws-account': 3 } };
  expect(receiptText(counts)).toContain('sent as CONFIDENTIAL with 6 values replaced, 1,200');
  expect(receiptText({ redacted: { token: 1 } })).toContain('with 1 value replaced');
  expect(receiptText({})).toContain('sent as CONFIDENTIAL, 1,200 tokens in');
});
