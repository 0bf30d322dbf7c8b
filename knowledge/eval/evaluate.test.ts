import { describe, expect, it } from 'vitest';
import type { Knowledge, Passage } from '../../pipeline-server/contracts/knowledge.ts';
import type { DataClass } from '../../pipeline-server/contracts/sovereignty.ts';
import { askAll, evaluate } from './evaluate.ts';
import type { GoldenQuestion } from './golden-set.ts';

const SIGNAL = new AbortController().signal;
const ANSWERED: GoldenQuestion = { question: 'stopped alarms', kind: 'exact', answers: ['alarms'] };
const NONE: GoldenQuestion = { question: 'the canteen', kind: 'none', answers: [] };
const INTERNAL: GoldenQuestion = { ...ANSWERED, kind: 'class', maximumClass: 'INTERNAL' };

describe('an evaluation', () => {
  it('ranks each document once, by its best passage', async () => {
    const knowledge = answering([passage('budgets'), passage('alarms'), passage('budgets')]);
    const [judged] = await askAll(knowledge, [ANSWERED], SIGNAL);
    expect(judged?.ranked).toEqual(['budgets', 'alarms']);
    expect(evaluate(await askAll(knowledge, [ANSWERED], SIGNAL), half)).toMatchObject({
      questions: 1,
      ndcg10: { mean: 1 / Math.log2(3) },
      recall5: { mean: 1 },
      reciprocalRank: { mean: 0.5 },
      noAnswerPrecision: { mean: Number.NaN },
    });
  });

  it('counts silence as right only where there is nothing to find', async () => {
    const judged = await askAll(answering([]), [ANSWERED, NONE], SIGNAL);
    expect(evaluate(judged, half)).toMatchObject({
      ndcg10: { mean: 0 },
      noAnswerPrecision: { mean: 0.5 },
      noAnswerRecall: { mean: 1 },
    });
    const talkative = await askAll(answering([passage('alarms')]), [ANSWERED, NONE], SIGNAL);
    expect(evaluate(talkative, half)).toMatchObject({
      ndcg10: { mean: 1 },
      noAnswerRecall: { mean: 0 },
    });
  });

  it('counts what was shown above the class of the asker, the nearest too', async () => {
    const secret = passage('threat-response', 'RESTRICTED');
    const leaks = async (knowledge: Knowledge, question: GoldenQuestion) =>
      evaluate(await askAll(knowledge, [question], SIGNAL), half).leaked;
    expect(await leaks(answering([secret, passage('alarms')]), INTERNAL)).toBe(1);
    expect(await leaks(answering([], secret), INTERNAL)).toBe(1);
    expect(await leaks(answering([passage('alarms')]), INTERNAL)).toBe(0);
    expect(await leaks(answering([secret]), ANSWERED)).toBe(0);
    const declassified = answering([passage('threat-response', 'PUBLIC')]);
    expect(await leaks(declassified, { ...INTERNAL, hidden: ['threat-response'] })).toBe(1);
  });

  it('asks with the class of the question', async () => {
    const asked: unknown[] = [];
    const knowledge: Knowledge = {
      find({ filter }) {
        asked.push(filter);
        return Promise.resolve({ passages: [], nearest: null });
      },
    };
    await askAll(knowledge, [ANSWERED, INTERNAL], SIGNAL);
    expect(asked).toEqual([{}, { maximumClass: 'INTERNAL' }]);
  });
});

function half(): number {
  return 0.5;
}

function answering(passages: readonly Passage[], nearest: Passage | null = null): Knowledge {
  return { find: () => Promise.resolve({ passages, nearest }) };
}

function passage(id: string, dataClass: DataClass = 'INTERNAL'): Passage {
  const document = {
    documentId: id,
    kind: 'sop',
    sourceId: 'test',
    sourceUri: `test:${id}`,
    path: `sops/${id}.md`,
    title: id,
    sha256: 'sha256:0',
    recipe: 'test@1',
    version: null,
    updatedAt: 0,
    owner: null,
    service: null,
    severity: null,
    tags: {},
    governs: [],
    dataClass,
  } as const;
  const place = { anchor: '', lineStart: 1, lineEnd: 1, position: 0, count: 1 };
  const chunk = { id, document, headings: [id], ...place, text: id, dataClass };
  return { chunk, score: 1, citation: id };
}
