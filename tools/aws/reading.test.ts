import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Progress } from '../../pipeline-server/contracts/analysis.ts';
import type { ConfigRow } from './config-row.ts';
import { createReaders } from './readers.ts';
import type { AwsSource } from './source.ts';
import {
  type ReceivedRequest,
  type ScriptedAnswer,
  type ScriptedEndpoint,
  startScriptedEndpoint,
} from './test/scripted-endpoint.ts';

const EVERYWHERE = { accounts: [], regions: [] };

const PAGES: Readonly<Record<string, unknown>> = {
  first: { Accounts: [{ Id: '1', Name: 'a', State: 'ACTIVE' }], NextToken: 'second' },
  second: { Accounts: [], NextToken: 'third' },
  third: { Accounts: [{ Id: '2', Status: 'SUSPENDED' }] },
};

describe('reading', () => {
  const open: ScriptedEndpoint[] = [];

  afterEach(async () => {
    for (const endpoint of open.splice(0)) await endpoint.close();
  });

  async function start(answer: Parameters<typeof startScriptedEndpoint>[0]) {
    const endpoint = await startScriptedEndpoint(answer);
    open.push(endpoint);
    let now = Date.parse('2026-11-23T10:00:00Z');
    const readersFor = createReaders(endpoint.source, { now: () => new Date(now) });
    const progress: Progress[] = [];
    const run = (signal = new AbortController().signal, identity = 'alice') =>
      readersFor({ identity, signal, report: (each) => void progress.push(each) });
    const later = (ms: number) => {
      now += ms;
    };
    return { endpoint, run, progress, later };
  }

  const paged = ({ input }: ReceivedRequest): ScriptedAnswer => ({
    body: PAGES[typeof input['NextToken'] === 'string' ? input['NextToken'] : 'first'],
  });

  it('looks for known resources in their own accounts and Regions, neighbours together', async () => {
    const { run, endpoint } = await start(() => ({ body: { Results: [] } }));
    const known = Array.from({ length: 60 }, (_, index) => ({
      id: `i-${String(index).padStart(2, '0')}`,
      accountId: index % 2 === 0 ? '111111111111' : '222222222222',
      region: 'eu-west-1',
    }));
    const wanted = {
      resourceType: 'AWS::EC2::Instance',
      key: 'resourceId',
      properties: [],
    } as const;
    await run().config.byId({ ...wanted, resources: [...known, ...known.slice(0, 1)] });
    const [first, second] = endpoint.requests.map(({ input }) => String(input['Expression']));
    expect(endpoint.requests).toHaveLength(2);
    expect(first).toContain("'i-58'");
    expect(first).toContain("accountId IN ('111111111111', '222222222222')");
    expect(second).toContain("awsRegion IN ('eu-west-1') AND accountId IN ('222222222222')");

    await run().config.byId({
      ...wanted,
      resources: [{ id: 'i-1', accountId: null, region: null }],
    });
    expect(String(endpoint.requests[2]?.input['Expression'])).not.toContain('accountId IN');
  });

  it('serves a long list of findings again, which AWS hands out slowly', async () => {
    const listed = Array.from({ length: 20_100 }, (_, index) => ({
      Id: `finding-${index}`,
      AwsAccountId: '111111111111',
      Description: 'not kept',
    }));
    const { run, endpoint, later } = await start(() => ({ body: { Findings: listed } }));
    const query = { severities: [], accounts: [], regions: [], product: null };
    const ask = () => run().findings.findings(query);

    const [first] = await ask();
    expect(first).toMatchObject({ id: 'finding-0', severity: 'INFORMATIONAL', tags: {} });
    expect(first).not.toHaveProperty('Description');
    expect(await ask()).toHaveLength(20_100);
    expect(endpoint.requests).toHaveLength(1);
    later(6 * 60_000);
    expect(await ask()).toHaveLength(20_100);
    expect(endpoint.requests).toHaveLength(2);
  });

  it('reads to the last page, over empty pages, with evidence for each', async () => {
    const { run, endpoint, progress } = await start(paged);
    const readers = run();
    const accounts = await readers.organization.accounts();
    expect(accounts.map(({ id, name, status }) => [id, name, status])).toEqual([
      ['1', 'a', 'ACTIVE'],
      ['2', '2', 'SUSPENDED'],
    ]);
    expect(endpoint.requests.map(({ input }) => input['NextToken'])).toEqual([
      undefined,
      'second',
      'third',
    ]);
    expect(readers.recorder.evidence().map(({ items }) => items)).toEqual([1, 0, 1]);
    expect(new Set(readers.recorder.evidence().map(({ id }) => id)).size).toBe(3);
    expect(progress).toHaveLength(3);
  });

  it('ends when a page token repeats', async () => {
    const { run, endpoint } = await start(() => ({ body: { Accounts: [], NextToken: 'again' } }));
    await run().organization.accounts();
    expect(endpoint.requests).toHaveLength(2);
  });

  it('reports what lies behind the bound on pages', async () => {
    let page = 0;
    const { run } = await start(() => {
      page += 1;
      return { body: { ResultsByTime: [], NextPageToken: `page-${page}` } };
    });
    const readers = run();
    await readers.cost.usage({
      span: { start: '2026-10-01', end: '2026-11-01' },
      granularity: 'MONTHLY',
      groupBy: [],
      filter: null,
    });
    expect(page).toBe(50);
    expect(readers.recorder.cuts()).toEqual([
      'cost-explorer:GetCostAndUsage: only the first 50 pages were read',
    ]);
    expect(readers.recorder.uses()).toEqual([
      { api: 'cost-explorer:GetCostAndUsage', requests: 50, cached: 0, costUsd: 0.5 },
    ]);
  });

  it('asks once for identical requests at the same time, and again when the answer is old', async () => {
    const { run, endpoint, later } = await start(async (request) => {
      await wait(20);
      return paged(request);
    });
    const [first, second] = [run(), run()];
    const answers = await Promise.all([
      first.organization.accounts(),
      second.organization.accounts(),
    ]);
    expect(answers[0]).toEqual(answers[1]);
    expect(endpoint.requests).toHaveLength(3);
    expect(first.recorder.uses()[0]).toMatchObject({ requests: 3, cached: 0 });
    expect(second.recorder.uses()[0]).toMatchObject({ requests: 0, cached: 3 });

    later(61 * 60_000);
    await run().organization.accounts();
    expect(endpoint.requests).toHaveLength(6);
  });

  it('keeps a closed month for weeks and an open one for hours', async () => {
    const { run, endpoint, later } = await start(() => ({ body: { ResultsByTime: [] } }));
    const query = { granularity: 'MONTHLY', groupBy: [], filter: null } as const;
    const read = async () => {
      await run().cost.usage({ ...query, span: { start: '2026-10-01', end: '2026-11-01' } });
      await run().cost.usage({ ...query, span: { start: '2026-11-01', end: '2026-11-23' } });
    };
    await read();
    later(9 * 3_600_000);
    await read();
    expect(endpoint.requests).toHaveLength(3);
  });

  it('stops the request when the last one who waits gives up, and only then', async () => {
    const { run, endpoint } = await start(async (request) => {
      await wait(150);
      return paged(request);
    });
    const [one, two] = [new AbortController(), new AbortController()];
    const first = run(one.signal).organization.accounts();
    const second = run(two.signal).organization.accounts();
    await wait(30);
    one.abort();
    await expect(first).rejects.toMatchObject({ code: 'aborted' });
    await expect(second).resolves.toHaveLength(2);

    const alone = new AbortController();
    const third = run(alone.signal, 'bob').organization.accounts();
    await wait(30);
    alone.abort();
    await expect(third).rejects.toMatchObject({ code: 'aborted' });
    const sent = endpoint.requests.length;
    await wait(200);
    expect(endpoint.requests).toHaveLength(sent);
    await expect(run(undefined, 'bob').organization.accounts()).resolves.toHaveLength(2);
  });

  it('does not keep a failure', async () => {
    let failing = true;
    const { run } = await start((request) =>
      failing ? { error: 'AccessDeniedException', message: 'no' } : paged(request),
    );
    await expect(run().organization.accounts()).rejects.toMatchObject({ code: 'denied' });
    failing = false;
    await expect(run().organization.accounts()).resolves.toHaveLength(2);
  });

  it.each([
    ['AccessDeniedException', 'denied', /Allow organizations:ListAccounts/],
    ['ExpiredTokenException', 'denied', /credentials are missing, wrong or expired/],
    ['ValidationException', 'bad-parameter', /rejected the request: refused/],
    ['AWSOrganizationsNotInUseException', 'unavailable', /has no data to give/],
    ['UnknownOperationException', 'unavailable', /failed at http/],
  ])('says what to do about %s', async (...[error, code, message]) => {
    const { run } = await start(() => ({ error }));
    const read = run().organization.accounts();
    await expect(read).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('tries again when throttled, and in the end says so', async () => {
    const { run, endpoint } = await start(() => ({ error: 'ThrottlingException', status: 429 }));
    await expect(run().organization.accounts()).rejects.toMatchObject({ code: 'throttled' });
    expect(endpoint.requests).toHaveLength(5);
  }, 40_000);

  it.each([
    ['no JSON', { raw: '<html>proxy</html>', contentType: 'text/html' }],
    ['another shape', { body: { Accounts: [{ Name: 'no id' }] } }],
  ])('does not take %s for an answer', async (...[, answer]) => {
    const { run } = await start(() => answer);
    await expect(run().organization.accounts()).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('refuses a Config row that is no object', async () => {
    const { run } = await start(() => ({ body: { Results: ['{"a":1}', 'not json'] } }));
    const read = run().config.select('SELECT resourceId', EVERYWHERE);
    await expect(read).rejects.toMatchObject({ code: 'unavailable' });
  });

  /** Config with so many pages of so many rows. */
  const rowsOf =
    (pages: number, size: number) =>
    ({ input }: ReceivedRequest): ScriptedAnswer => {
      const page = Number(input['NextToken'] ?? 0);
      const Results = Array.from({ length: size }, (_, row) => `{"resourceId":"${page}/${row}"}`);
      return { body: { Results, ...(page + 1 < pages && { NextToken: String(page + 1) }) } };
    };

  async function idsOf(pages: AsyncIterable<readonly ConfigRow[]>) {
    const ids: (string | null)[] = [];
    for await (const rows of pages) ids.push(...rows.map(({ resourceId }) => resourceId));
    return ids;
  }

  it('streams what a read gives at once, with few records of evidence and all requests counted', async () => {
    const { run, endpoint } = await start(rowsOf(260, 1));
    const readers = run();
    const ids = await idsOf(readers.config.stream('SELECT resourceId', EVERYWHERE));
    expect(ids).toEqual(Array.from({ length: 260 }, (_, page) => `${page}/0`));
    expect(endpoint.requests).toHaveLength(260);
    expect(readers.recorder.uses()).toEqual([
      { api: 'config:SelectAggregateResourceConfig', requests: 260, cached: 0, costUsd: 0 },
    ]);
    const evidence = readers.recorder.evidence();
    expect(evidence).toHaveLength(100 + 4);
    expect(evidence[100]).toMatchObject({ request: { pages: '101-150' }, items: 50, requests: 50 });
    expect(evidence.reduce((sum, { items }) => sum + items, 0)).toBe(260);

    const other = run(undefined, 'bob');
    const rows = await other.config.select('SELECT resourceId', EVERYWHERE);
    expect(rows.map(({ resourceId }) => resourceId)).toEqual(ids);
    expect(other.recorder.evidence().map(({ id }) => id)).toEqual(evidence.map(({ id }) => id));
  });

  it('keeps a short stream and not a long one', async () => {
    const short = await start(rowsOf(3, 10));
    await idsOf(short.run().config.stream('SELECT resourceId', EVERYWHERE));
    await idsOf(short.run().config.stream('SELECT resourceId', EVERYWHERE));
    expect(short.endpoint.requests).toHaveLength(3);

    const long = await start(rowsOf(21, 1000));
    await idsOf(long.run().config.stream('SELECT resourceId', EVERYWHERE));
    await idsOf(long.run().config.stream('SELECT resourceId', EVERYWHERE));
    expect(long.endpoint.requests).toHaveLength(42);
  });

  it('stops a stream in the middle: no page is asked for after the one under way', async () => {
    const { run, endpoint } = await start(rowsOf(1000, 1));
    const stop = new AbortController();
    const pages = run(stop.signal).config.stream('SELECT resourceId', EVERYWHERE);
    const read = (async () => {
      for await (const [row] of pages) if (row?.resourceId === '5/0') stop.abort();
    })();
    await expect(read).rejects.toMatchObject({ code: 'aborted' });
    const sent = endpoint.requests.length;
    expect(sent).toBeLessThanOrEqual(8);
    await wait(50);
    expect(endpoint.requests).toHaveLength(sent);
  });

  it('names the endpoint that nobody listens at', async () => {
    const endpoint = await startScriptedEndpoint(() => ({ body: {} }));
    await endpoint.close();
    const source: AwsSource = endpoint.source;
    const readers = createReaders(source, { now: () => new Date() })({
      identity: 'alice',
      signal: new AbortController().signal,
      report: () => {},
    });
    await expect(readers.organization.accounts()).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining(String(source.endpoint)),
    });
  }, 40_000);
});
