import { describe, expect, it } from 'vitest';
import type { Account } from '../../../pipeline-server/contracts/analysis.ts';
import type { Sentence } from '../../../pipeline-server/contracts/results.ts';
import { plainText } from '../../../pipeline-server/flows/xops/document.ts';
import { writeSentence } from '../../../pipeline-server/flows/xops/write-sentence.ts';
import type { CostLine, CostQuery } from '../../aws/cost-reader.ts';
import { exactAmount } from '../../aws/exact-amount.ts';
import { costLine, fakeReaders, requestFor } from '../test/fake-readers.ts';
import { moverSentences } from './bill-movers.ts';
import { billPartNotes } from './bill-parts.ts';
import { COMPARISON_ANALYZERS } from './comparison.ts';

const SEPTEMBER = { start: '2026-09-01', end: '2026-10-01', label: 'Sep 2026' };
const OCTOBER = { start: '2026-10-01', end: '2026-11-01', label: 'Oct 2026' };
const PERIODS = { before: SEPTEMBER, after: OCTOBER };

function textOf(sentences: readonly Sentence[]): readonly string[] {
  return sentences.map((each) => plainText(writeSentence(each, { currencyDecimals: 2 })));
}

/** Readers whose Cost Explorer answers each query with lines, and what was asked. */
function costReaders(answer: (query: CostQuery) => readonly CostLine[]) {
  const asked: CostQuery[] = [];
  const usage = async (query: CostQuery) => {
    asked.push(query);
    return answer(query);
  };
  const readers = fakeReaders();
  return { asked, readers: { ...readers, cost: { ...readers.cost, usage } } };
}

function comparison(id: string) {
  const found = COMPARISON_ANALYZERS.find((analyzer) => analyzer.id === id);
  if (found === undefined) throw new Error(`No comparison ${id}`);
  return found;
}

const september = (keys: readonly string[], cost: string) => costLine(keys, cost, SEPTEMBER);

describe('what moved', () => {
  const accounts: readonly Account[] = [
    { id: '111111111111', name: 'payments-prod', email: null, status: 'ACTIVE', tags: {} },
  ];
  const change = (key: string, before: string, after: string) => ({
    key,
    before: exactAmount(before),
    after: exactAmount(after),
    evidence: [],
  });
  const cut = {
    by: 'account',
    grouping: { dimension: 'LINKED_ACCOUNT' },
    nameless: 'none',
  } as const;

  it('names the three largest, up or down, and sums the others', () => {
    const changes = [
      change('a', '0', '1'),
      change('111111111111', '10', '110'),
      change('b', '50', '0'),
      change('', '5', '25'),
      change('c', '3', '1'),
      change('same', '7', '7'),
    ];
    expect(textOf(moverSentences([{ cut, changes, currency: 'USD' }], accounts))).toEqual([
      'By account: payments-prod USD 100.00 more, b USD 50.00 less, none USD 20.00 more, 2 others USD 1.00 less.',
    ]);
  });

  it('says nothing of a cut in which nothing moved', () => {
    const changes = [change('a', '7', '7'), change('b', '1', '1.001')];
    expect(moverSentences([{ cut, changes, currency: 'USD' }], accounts)).toEqual([]);
  });

  it('asks one request for two months that follow each other, and four for all cuts', async () => {
    const { asked, readers } = costReaders(({ groupBy }) => [
      september(
        groupBy.map(() => 'a'),
        '5',
      ),
      costLine(
        groupBy.map(() => 'a'),
        '7',
      ),
    ]);
    const { summary } = await comparison('cost.mom').analyse(readers, requestFor('cost.mom'));
    expect(asked).toHaveLength(4);
    expect(asked.every(({ span }) => span.start === '2026-09-01')).toBe(true);
    expect(textOf(summary.notes)).toEqual(
      expect.arrayContaining([
        'By usage type: a USD 2.00 more.',
        'By tag Team: a USD 2.00 more.',
        'By Region: a USD 2.00 more.',
      ]),
    );
  });

  it('reads no other cut where one is asked for, and both periods apart where they are apart', async () => {
    const { asked, readers } = costReaders(() => []);
    const compareTo = { start: '2025-10-01', end: '2025-11-01', label: 'Oct 2025' };
    const request = requestFor('cost.mom', { groupBy: 'team', compareTo });
    await comparison('cost.mom').analyse(readers, request);
    expect(asked.map(({ span }) => span.start)).toEqual(['2025-10-01', '2026-10-01']);
    expect(asked[0]?.groupBy).toEqual([{ tag: 'Team' }, { dimension: 'RECORD_TYPE' }]);
  });
});

describe('parts of the bill', () => {
  it('keeps credits and tax apart, and says what a plain sum would have said', () => {
    const before = [september(['a', 'Usage'], '100'), september(['a', 'Credit'], '-60')];
    const after = [
      costLine(['a', 'Usage'], '90'),
      costLine(['a', 'Refund'], '-5'),
      costLine(['Tax', 'Tax'], '9'),
    ];
    expect(textOf(billPartNotes({ before, after }, PERIODS))).toEqual([
      'Not in the rows, Sep 2026: credits USD -60.00.',
      'Not in the rows, Oct 2026: refunds USD -5.00, tax USD 9.00.',
      'A plain sum of the bill, credits, refunds and tax included, would have said USD 54.00 more where USD 10.00 less was spent.',
      'The periods differ in length: 30 and 31 days. Per day it is 12.9 % less.',
    ]);
  });

  it('spreads upfront fees, and sets estimated amounts apart', () => {
    const amortized = (text: string) => ({ amortized: exactAmount(text) });
    const before = [costLine(['a', 'Usage'], '100', { ...OCTOBER, ...amortized('110') })];
    const fee = { ...amortized('110'), estimated: true };
    const after = [costLine(['a', 'Fee'], '240', fee)];
    const same = { before: OCTOBER, after: OCTOBER };
    expect(textOf(billPartNotes({ before, after }, same))).toEqual([
      'With the fees of commitments spread over their term (amortized cost) it is USD 0.00 more.',
      'USD 240.00 of it is estimated: AWS may still change it.',
    ]);
  });

  it('has nothing to add to a plain bill', () => {
    const lines = [costLine(['a', 'Usage'], '10', { amortized: exactAmount('10') })];
    const same = { before: OCTOBER, after: OCTOBER };
    expect(billPartNotes({ before: lines, after: lines }, same)).toEqual([]);
  });
});

describe('thresholds of comparisons', () => {
  const run = async (id: string, lines: readonly CostLine[], thresholds = {}) => {
    const { readers } = costReaders(() => lines);
    const request = requestFor(id, { groupBy: 'service' });
    const set = { ...request, thresholds: { ...request.thresholds, ...thresholds } };
    const { rows } = await comparison(id).analyse(readers, set);
    return rows.map(({ fields, severity }) => [fields['group'], severity]);
  };
  const grew = (cost: string) => [september(['a', 'Usage'], '100'), costLine(['a', 'Usage'], cost)];

  it('rates growth from 20 % and 10 dollars, or from what is set', async () => {
    expect(await run('cost.mom', grew('120'))).toEqual([['a', 'MEDIUM']]);
    expect(await run('cost.mom', grew('119.99'))).toEqual([['a', 'INFORMATIONAL']]);
    expect(await run('cost.mom', grew('120'), { percent: 21 })).toEqual([['a', 'INFORMATIONAL']]);
    expect(await run('cost.mom', grew('120'), { percent: 19.9 })).toEqual([['a', 'MEDIUM']]);
    expect(await run('cost.mom', grew('120'), { percent: 20.1 })).toEqual([['a', 'INFORMATIONAL']]);
    expect(await run('cost.mom', grew('120'), { amount: 21 })).toEqual([['a', 'INFORMATIONAL']]);
  });

  it('finds a fall by half, not one by less', async () => {
    expect(await run('cost.drop', grew('50'))).toEqual([['a', 'LOW']]);
    expect(await run('cost.drop', grew('50.01'))).toEqual([]);
    expect(await run('cost.drop', grew('50.01'), { percent: 40 })).toEqual([['a', 'LOW']]);
  });

  it('calls a service new that cost nothing for three months', async () => {
    const july = { start: '2026-07-01', end: '2026-08-01' };
    const fresh = [costLine(['a', 'Usage'], '1')];
    expect(await run('cost.new.service', fresh)).toEqual([['a', 'MEDIUM']]);
    expect(await run('cost.new.service', [costLine(['a', 'Usage'], '0.99')])).toEqual([]);
    expect(await run('cost.new.service', [...fresh, costLine(['a', 'Usage'], '3', july)])).toEqual(
      [],
    );
  });
});
