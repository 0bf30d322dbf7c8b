import { describe, expect, it } from 'vitest';
import { createLedger } from './approvals/create-approvals.ts';
import { AnalysisError } from './contracts/analysis.ts';
import { createFakeAnalyzers } from './test/fake-analyzers.ts';
import { createFakeFocus } from './test/fake-focus.ts';
import { approvalOf, draftOf, MARY } from './test/ledger-fakes.ts';
import { openLedgerWorld } from './test/ledger-world.ts';
import { bearer, startTestApp } from './test/start-test-app.ts';

const DAY_MS = 86_400_000;
const URL = '/approvals/savings';
const HTML = { accept: 'text/html', ...bearer() };
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** A bill of USD 3 a day before the change, and of USD 1 since. */
function billOf(executedAt: Date, asked: string[]) {
  const fakes = createFakeAnalyzers();
  const run: typeof fakes.run = async (id, parameters, context) => {
    asked.push(id);
    const result = await fakes.run('cost.ec2.idle', parameters, context);
    const findings = Array.from({ length: 29 }, (_, index) => {
      const period = new Date(executedAt.getTime() + (index - 14) * DAY_MS)
        .toISOString()
        .slice(0, 10);
      const fields = { period, cost: index < 14 ? 3 : 1, currency: 'USD' };
      return { ...(result.findings[0] ?? raise()), fields };
    });
    return { ...result, findings };
  };
  return { ...fakes, run };
}

function raise(): never {
  throw new Error('the fakes found nothing');
}

async function start(isBillReadable = true) {
  const world = await openLedgerWorld();
  const asked: string[] = [];
  const bill = billOf(world.clock.now(), asked);
  const refuse = () =>
    Promise.reject(new AnalysisError('limit-reached', 'USD 5 of today are spent.'));
  const test = await startTestApp({
    clock: world.clock,
    analyzers: {
      analyzers: isBillReadable ? bill : { ...bill, run: refuse },
      focus: createFakeFocus(),
      awsSource: { kind: 'sample', label: 'sample organisation' },
      close: () => Promise.resolve(),
    },
  });
  const { store } = test.services.approvals;
  const { approvals } = createLedger({ ...world.deps, store });
  const execute = async () => {
    const draft = draftOf(['i-1']);
    const { id } = await approvals.request(draft);
    await approvals.decide(id, approvalOf(draft.plan), MARY);
    await approvals.execute(id);
    return id;
  };
  const get = () => test.app.inject({ url: URL, headers: HTML });
  const post = () =>
    test.app.inject({ method: 'POST', url: URL, headers: { ...HTML, ...FORM }, payload: '' });
  return { test, world, asked, execute, get, post };
}

describe('the page of savings', () => {
  it('says so where nothing was executed', async () => {
    const { get } = await start();
    const page = await get();
    expect([page.statusCode, page.body.includes('<table>')]).toEqual([200, false]);
    expect(page.body).toContain('No executed change was to save anything.');
  });

  it('shows what changes were to save without a request, and the bill on request', async () => {
    const { world, asked, execute, get, post } = await start();
    const id = await execute();
    expect((await get()).body).toContain('too early to say');
    world.clock.time += 40 * DAY_MS;
    const page = (await get()).body;
    for (const part of [`/approvals/${id}`, MARY.id, 'USD 42.50', 'not looked up'])
      expect(page).toContain(part);
    expect(asked).toEqual([]);
    const measured = (await post()).body;
    expect(asked).toEqual(['cost.history']);
    expect(measured).toContain('USD 60.83');
    expect(measured).toContain('seen in the bill');
    expect(measured).not.toContain('<button>Look');
  });

  it('says why the bill was not asked, and is for nobody without a key', async () => {
    const { test, world, execute, post } = await start(false);
    await execute();
    world.clock.time += 40 * DAY_MS;
    const refused = await post();
    expect([refused.statusCode, refused.body.includes('USD 5 of today are spent.')]).toEqual([
      502,
      true,
    ]);
    const unknown = await test.app.inject({ url: URL });
    expect([unknown.statusCode, unknown.json()]).toEqual([
      401,
      { detail: expect.stringMatching(/sign/i) },
    ]);
  });
});
