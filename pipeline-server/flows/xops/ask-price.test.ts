import { describe, expect, it } from 'vitest';
import { createFakeAnalyzers, fakeResult, fakeSummary } from '../../test/fake-analyzers.ts';
import { askFully, fakeDeps, fakeInput } from '../../test/fake-ask.ts';
import type { AskInput, AskPart } from './answer.ts';
import { readFollowUp } from './understand/follow-up.ts';

/** Idle instances for USD 0.40, where USD 0.10 may be spent without asking. */
function world(paidRequests = 40) {
  const analyzers = createFakeAnalyzers({
    catalogue: [
      { ...fakeSummary('cost.ec2.idle', 'Idle EC2'), costClass: 'paid' as const, paidRequests },
    ],
    results: { 'cost.ec2.idle': fakeResult(3) },
  });
  const deps = { ...fakeDeps(), analyzers, askAboveUsd: 0.1 };
  const say = (question: string, changes: Partial<AskInput> = {}) =>
    askFully({ ...fakeInput(question), chatId: 'chat', ...changes }, deps);
  return { analyzers, say };
}

describe('a question that costs more than may be spent without asking', () => {
  it('is offered with its price, and AWS is not asked', async () => {
    const { analyzers, say } = world();
    const { answer, text } = await say('idle');
    expect(analyzers.runs).toEqual([]);
    expect(answer).toMatchObject({
      status: 'needs-approval',
      price: { requests: 40, usd: 0.4 },
      results: [],
    });
    expect(text).toContain('at most about USD 0.40');
    expect(text).toContain('`go ahead`');
  });

  it.each(['go ahead', 'Yes, go ahead', 'do it', 'ok, proceed please'])('hears "%s"', (words) => {
    expect(readFollowUp(words.toLowerCase())).toEqual({ kind: 'approve' });
  });

  it('is asked when the person agrees', async () => {
    const { analyzers, say } = world();
    await say('idle');
    const { answer, text } = await say('approve', { earlierQuestions: ['idle'] });
    expect(answer.status).not.toBe('needs-approval');
    expect(answer.results).toHaveLength(1);
    expect(analyzers.runs).toHaveLength(1);
    expect(text).not.toContain('Nothing was changed');
    expect(text).toContain('(at most about USD 0.40 expected)');
  });

  it('is agreed to once: follow-ups on the same analyses are not offered again', async () => {
    const { analyzers, say } = world();
    await say('idle');
    await say('approve', { earlierQuestions: ['idle'] });
    const { answer } = await say('more', { earlierQuestions: ['idle', 'approve'] });
    expect(answer.price).toBeUndefined();
    expect(analyzers.runs).toHaveLength(2);
  });

  it('is not paid for by any other follow-up on the offer', async () => {
    const { analyzers, say } = world();
    await say('idle');
    for (const word of ['more', 'alternatives', 'explain 1', 'only prod', 'approve 1']) {
      const { answer } = await say(word, { earlierQuestions: ['idle'] });
      expect({ word, status: answer.status }).toEqual({ word, status: 'needs-approval' });
      await say('idle');
    }
    expect(analyzers.runs).toEqual([]);
  });

  it('is agreed to without a chat id as well', async () => {
    const { analyzers, say } = world();
    await say('idle', { chatId: null });
    const { answer } = await say('approve', { chatId: null, earlierQuestions: ['idle'] });
    expect(answer.results).toHaveLength(1);
    expect(analyzers.runs).toHaveLength(1);
  });
});

describe('a question that costs less', () => {
  it('says its price before it is asked, and what was spent after', async () => {
    const { say } = world(8);
    const { parts, text } = await say('idle');
    expect(progressOf(parts)).toContain(
      'This asks Cost Explorer about 8 times: at most about USD 0.08',
    );
    expect(text).toContain('(at most about USD 0.08 expected)');
  });

  it('says nothing of a cent or two', async () => {
    const { parts } = await world(2).say('idle');
    expect(progressOf(parts).filter((line) => line.includes('USD'))).toEqual([]);
  });
});

function progressOf(parts: readonly AskPart[]): readonly string[] {
  return parts.flatMap((part) => (part.type === 'progress' ? [part.description] : []));
}
