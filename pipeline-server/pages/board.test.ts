import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AnalysisError } from '../contracts/analysis.ts';
import { NO_PARAMETERS } from '../contracts/parameters.ts';
import { createFakeAnalyzers, fakeResult, fakeSummary } from '../test/fake-analyzers.ts';
import { createBoard } from './board.ts';
import { PANELS } from './panels.ts';
import { createPriceAgreements } from './price-agreements.ts';

const CALLS = PANELS.flatMap(({ calls }) => calls);
const QUIET = { debug() {}, info() {}, warn() {}, error() {} };
const QUESTION = { identity: 'key:admin', parameters: NO_PARAMETERS };

function world(failing: readonly string[] = [], askAboveUsd = 0.5) {
  const results = Object.fromEntries(
    CALLS.map(({ analyzer }) => [
      analyzer,
      failing.includes(analyzer)
        ? new AnalysisError('denied', 'AWS denied it. Allow it in the role.')
        : fakeResult(100, { analyzer }),
    ]),
  );
  const catalogue = CALLS.map(({ analyzer }) => ({
    ...fakeSummary(analyzer, `Title of ${analyzer}`),
    paidRequests: /^cost\.(?:forecast|history)$/.test(analyzer) ? 1 : 0,
  }));
  const analyzers = createFakeAnalyzers({ results, catalogue });
  const clock = { now: () => new Date() };
  const prices = createPriceAgreements({ analyzers, askAboveUsd, clock });
  const options = { analyzers, prices, clock, log: QUIET, refreshMs: 60_000, deadlineMs: 1000 };
  return { analyzers, prices, board: createBoard(options) };
}

describe('the board', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('reads every panel once for all who look at the same', async () => {
    const { board, analyzers } = world();
    const [one] = await Promise.all([board.read(QUESTION, 1000), board.read(QUESTION, 1000)]);
    await board.read(QUESTION, 1000);
    expect(analyzers.runs).toHaveLength(CALLS.length);
    expect(one.map(({ view }) => view?.failures)).toEqual(PANELS.map(() => []));
  });

  it('never shows one person what was read for another', async () => {
    const { board, analyzers } = world();
    await board.read(QUESTION, 1000);
    await board.read({ ...QUESTION, identity: 'key:other' }, 1000);
    expect(analyzers.runs).toHaveLength(2 * CALLS.length);
  });

  it('reads again what is old', async () => {
    const { board, analyzers } = world();
    await board.read(QUESTION, 1000);
    vi.advanceTimersByTime(50_000);
    await board.read(QUESTION, 1000);
    expect(analyzers.runs).toHaveLength(CALLS.length);
    vi.advanceTimersByTime(10_000);
    await board.read(QUESTION, 1000);
    expect(analyzers.runs).toHaveLength(2 * CALLS.length);
  });

  it('does not ask what costs more than may be spent without asking, before somebody agrees', async () => {
    const { board, analyzers, prices } = world([], 0.02);
    const cost = async () => (await board.read(QUESTION, 1000))[0];
    expect(await cost()).toMatchObject({ view: null, offer: { requests: 3, usd: 0.03 } });
    expect(analyzers.runs.map(({ id }) => id)).not.toContain('cost.forecast');
    expect(analyzers.runs.length).toBeGreaterThan(0);
    prices.agree(QUESTION, ['cost.forecast', 'cost.history']);
    expect(await cost()).toMatchObject({ view: { failures: [] }, offer: null });
    expect(analyzers.runs).toHaveLength(CALLS.length);
  });

  it('shows what it read at a price until that is old, and then offers it beside', async () => {
    const { board, analyzers, prices } = world([], 0.02);
    prices.agree(QUESTION, ['cost.forecast', 'cost.history']);
    await board.read(QUESTION, 1000);
    vi.advanceTimersByTime(9 * 3_600_000);
    const [cost] = await board.read(QUESTION, 1000);
    expect(cost).toMatchObject({ view: { failures: [] }, offer: { usd: 0.03 } });
    expect(analyzers.runs.filter(({ id }) => id === 'cost.forecast')).toHaveLength(1);
  });

  it('holds only the rows that are shown', async () => {
    const { board } = world();
    const panels = await board.read(QUESTION, 1000);
    const held = panels.flatMap(({ view }) => view?.parts ?? []);
    expect(Math.max(...held.map(({ result }) => result.findings.length))).toBe(5);
    expect(held.map(({ result }) => result.total)).toEqual(CALLS.map(() => 100));
  });

  it('shows a failure with its remedy, and asks again at the next look', async () => {
    const { board, analyzers } = world(['cert.dashboard']);
    const panels = await board.read(QUESTION, 1000);
    const certificates = panels.find(({ panel }) => panel.id === 'certificates')?.view;
    expect(certificates).toMatchObject({
      figures: [],
      coverage: null,
      failures: [
        { title: 'Title of cert.dashboard', message: 'AWS denied it. Allow it in the role.' },
      ],
    });
    await board.read(QUESTION, 1000);
    expect(analyzers.runs).toHaveLength(CALLS.length + 1);
  });

  it('hands out what there is when a panel takes long, and tells when it is there', async () => {
    const { board, analyzers } = world();
    const run = analyzers.run.bind(analyzers);
    analyzers.run = async (id, parameters, context) => {
      if (id === 'cert.dashboard') await new Promise((resolve) => setTimeout(resolve, 10_000));
      return await run(id, parameters, context);
    };
    const told: string[] = [];
    board.watch(QUESTION, (panels) => told.push(...panels));
    const reading = board.read(QUESTION, 4000);
    await vi.advanceTimersByTimeAsync(4000);
    const waiting = (await reading).filter(({ view }) => view === null);
    expect(waiting.map(({ panel }) => panel.id)).toEqual(['certificates']);
    expect(told).not.toContain('certificates');
    await vi.advanceTimersByTimeAsync(6000);
    expect(told).toContain('certificates');
    board.close();
  });

  it('keeps fresh only while somebody watches', async () => {
    const { board, analyzers } = world();
    await board.read(QUESTION, 1000);
    const told: string[] = [];
    const leave = board.watch(QUESTION, (panels) => told.push(...panels));
    await vi.advanceTimersByTimeAsync(61_000);
    expect(told.toSorted()).toEqual(PANELS.map(({ id }) => id).toSorted());
    leave();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(analyzers.runs).toHaveLength(2 * CALLS.length);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('releases everything when it closes', async () => {
    const { board, analyzers } = world();
    let signal: AbortSignal | undefined;
    analyzers.run = (_id, _parameters, context) => {
      signal = context.signal;
      return new Promise((_, reject) => {
        context.signal.addEventListener('abort', () => reject(new Error('aborted')));
      });
    };
    board.watch(QUESTION, () => expect.unreachable());
    const reading = board.read(QUESTION, 60_000);
    board.close();
    await reading;
    expect(signal?.aborted).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('forgets the oldest questions', async () => {
    const { board, analyzers } = world();
    for (let person = 0; person < 65; person += 1) {
      await board.read({ ...QUESTION, identity: `key:${person}` }, 1000);
    }
    const before = analyzers.runs.length;
    await board.read({ ...QUESTION, identity: 'key:64' }, 1000);
    expect(analyzers.runs.length).toBe(before);
    await board.read({ ...QUESTION, identity: 'key:0' }, 1000);
    expect(analyzers.runs.length).toBe(before + CALLS.length);
  });
});
