import { describe, expect, it } from 'vitest';
import { higherClass } from '../../pipeline-server/contracts/sovereignty.ts';
import { GOLDEN_SET, QUESTION_KINDS } from './golden-set.ts';
import { readIncidents, readSops } from './shipped-documents.ts';

const documents = new Map(
  [...readSops(), ...readIncidents()].map(({ facts, body }) => [facts.id, { facts, body }]),
);
const all = [...GOLDEN_SET.tuning, ...GOLDEN_SET['held-out']];

describe('the golden set', () => {
  it('is of at least 220 questions, at least 100 in each half, each asked once', () => {
    expect(all.length).toBeGreaterThanOrEqual(220);
    for (const half of Object.values(GOLDEN_SET)) {
      expect(half.length).toBeGreaterThanOrEqual(100);
    }
    expect(new Set(all.map(({ question }) => question.toLowerCase())).size).toBe(all.length);
  });

  it.each(QUESTION_KINDS)('has at least 10 of kind %s in each half', (kind) => {
    for (const half of Object.values(GOLDEN_SET)) {
      expect(half.filter((each) => each.kind === kind).length).toBeGreaterThanOrEqual(10);
    }
  });

  it('asks for every SOP in both halves, and for every incident note', () => {
    for (const half of Object.values(GOLDEN_SET)) {
      const asked = half.flatMap(({ answers }) => answers);
      expect(asked).toEqual(expect.arrayContaining(readSops().map(({ facts }) => facts.id)));
    }
    const asked = all.flatMap(({ answers }) => answers);
    expect(asked).toEqual(expect.arrayContaining(readIncidents().map(({ facts }) => facts.id)));
  });

  it.each(all)('$question: documents are there, and their classes are as it says', (question) => {
    const { answers, hidden = [], maximumClass = 'RESTRICTED' } = question;
    expect(answers.length === 0).toBe(question.kind === 'none');
    expect(question.maximumClass !== undefined).toBe(question.kind === 'class');
    for (const id of answers) expect(isAllowed(id, maximumClass), id).toBe(true);
    for (const id of hidden) expect(isAllowed(id, maximumClass), id).toBe(false);
  });

  it('copies no line of a document into the held-out half, but for commands and messages', () => {
    const lines = new Set(
      [...documents.values()].flatMap(({ body }) =>
        body.split('\n').map((line) =>
          line
            .replaceAll(/[^a-z ]/gi, '')
            .trim()
            .toLowerCase(),
        ),
      ),
    );
    const copied = GOLDEN_SET['held-out']
      .filter(({ kind }) => kind === 'paraphrase' || kind === 'typo')
      .filter(({ question }) => lines.has(question.replaceAll(/[^a-z ]/gi, '').toLowerCase()));
    expect(copied).toEqual([]);
  });
});

function isAllowed(id: string, maximum: (typeof all)[number]['maximumClass'] & string): boolean {
  const document = documents.get(id);
  if (document === undefined) throw new Error(`There is no document ${id}.`);
  return higherClass(document.facts.classification, maximum) === maximum;
}
