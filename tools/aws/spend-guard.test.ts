import { afterEach, describe, expect, it } from 'vitest';
import { openAllowance, type SpendLimits } from '../../pipeline-server/contracts/spending.ts';
import { createMemorySpendLedger } from '../../pipeline-server/state/spend-ledger.ts';
import { createReaders } from './readers.ts';
import { createSpendGuard } from './spend-guard.ts';
import {
  type ScriptedAnswer,
  type ScriptedEndpoint,
  startScriptedEndpoint,
} from './test/scripted-endpoint.ts';

const LIMITS: SpendLimits = { questionUsd: 0.05, personDayUsd: 0.08, dayUsd: 0.1 };
const OCTOBER = { start: '2026-10-01', end: '2026-11-01' };

describe('limits of paid requests', () => {
  const open: ScriptedEndpoint[] = [];

  afterEach(async () => {
    for (const endpoint of open.splice(0)) await endpoint.close();
  });

  /** Cost Explorer that answers every request, each month with so many pages. */
  async function start(answer: () => ScriptedAnswer = () => ({ body: { ResultsByTime: [] } })) {
    const endpoint = await startScriptedEndpoint(answer);
    open.push(endpoint);
    const clock = { now: () => new Date('2026-11-23T10:00:00Z') };
    const ledger = createMemorySpendLedger();
    const spend = createSpendGuard({ limits: LIMITS, ledger, clock });
    const readersFor = createReaders(endpoint.source, clock, { spend });
    const ask = (identity = 'alice', allowance = openAllowance()) => {
      const signal = new AbortController().signal;
      const readers = readersFor({ identity, signal, allowance, report: () => undefined });
      /** Each day is a query of its own. */
      return (day: number) =>
        readers.cost.usage({
          span: { ...OCTOBER, start: `2026-10-${String(day).padStart(2, '0')}` },
          granularity: 'MONTHLY',
          groupBy: [],
          filter: null,
        });
    };
    return { endpoint, ask };
  }

  it('stops a question at its limit, before the request is sent', async () => {
    const { endpoint, ask } = await start();
    const query = ask();
    const asked = await Promise.allSettled([1, 2, 3, 4, 5, 6, 7].map(query));
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);
    expect(endpoint.requests).toHaveLength(5);
    await expect(query(8)).rejects.toMatchObject({
      code: 'limit-reached',
      message: expect.stringMatching(/spent USD 0\.05 of its limit of USD 0\.05.*questionUsd/),
    });
  });

  it('takes the lower of the setting and the limit of the question', async () => {
    const { endpoint, ask } = await start();
    const query = ask('alice', openAllowance(0.01));
    await query(1);
    await expect(query(2)).rejects.toThrow(/limit of USD 0\.01/);
    const generous = ask('bob', openAllowance(100));
    await Promise.allSettled([1, 2, 3, 4, 5, 6].map(generous));
    expect(endpoint.requests).toHaveLength(1 + 5);
  });

  it('stops a person for the day, then everyone, and says when it resets', async () => {
    const { endpoint, ask } = await start();
    await Promise.all([1, 2, 3, 4, 5].map(ask()));
    const second = ask();
    await Promise.all([6, 7, 8].map(second));
    await expect(second(9)).rejects.toThrow(
      /USD 0\.08 of your limit of USD 0\.08 a day.*2026-11-24 00:00 UTC.*personDayUsd/,
    );
    const bob = ask('bob');
    await Promise.all([1, 2].map(bob));
    await expect(bob(3)).rejects.toThrow(/limit for everyone together of USD 0\.10/);
    expect(endpoint.requests).toHaveLength(10);
  });

  it('counts every page, and nothing for the cache', async () => {
    let page = 0;
    const { endpoint, ask } = await start(() => {
      page += 1;
      return { body: { ResultsByTime: [], ...(page < 3 ? { NextPageToken: `${page}` } : {}) } };
    });
    const query = ask();
    for (let time = 0; time < 20; time += 1) await query(1);
    expect(endpoint.requests).toHaveLength(3);
    await Promise.all([2, 3].map(query));
    await expect(query(4)).rejects.toMatchObject({ code: 'limit-reached' });
  });

  it('does not count what AWS refused, which it does not bill', async () => {
    let fails = true;
    const { ask } = await start(() =>
      fails ? { error: 'DataUnavailableException' } : { body: { ResultsByTime: [] } },
    );
    const query = ask();
    for (let day = 1; day < 20; day += 1)
      await expect(query(day)).rejects.toMatchObject({ code: 'unavailable' });
    fails = false;
    await Promise.all([1, 2, 3, 4, 5].map(query));
    await expect(query(6)).rejects.toMatchObject({ code: 'limit-reached' });
  });
});
