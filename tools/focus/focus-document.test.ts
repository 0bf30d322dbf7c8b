import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSampleOrganisation } from '../sample-org/start-sample-organisation.ts';
import { FOCUS_COLUMNS } from './columns.ts';
import { createCostExplorerFocus } from './cost-explorer-focus.ts';
import { type FocusData, openFocusRows } from './focus-data.ts';

const text = await readFile(new URL('../../docs/focus.md', import.meta.url), 'utf8');
const QUERIES = [...text.matchAll(/^```sql\n([^]*?)\n```$/gm)].map(([, sql = '']) => sql);
const clock = { now: () => new Date('2026-11-23T10:00:00Z') };
const signal = new AbortController().signal;

let data: FocusData;

beforeAll(async () => {
  const organisation = await startSampleOrganisation({ clock: clock.now });
  const source = {
    kind: 'sample' as const,
    label: 'sample organisation',
    endpoint: organisation.endpoint,
    region: organisation.homeRegion,
    credentials: organisation.credentials,
    memberRole: null,
    configAggregator: null,
  };
  const reader = createCostExplorerFocus({ source, clock });
  const { rows } = await reader.read(
    { month: '2026-10', months: 3, detail: 'account' },
    { signal, identity: 'test', report: () => undefined },
  );
  await organisation.close();
  data = await openFocusRows(rows);
});
afterAll(() => data.close());

describe('docs/focus.md', () => {
  it('shows queries', () => {
    expect(QUERIES.length).toBeGreaterThanOrEqual(4);
  });

  it.each(QUERIES)('shows a query that answers: %s', async (sql) => {
    const answer = await data.query(sql, { signal, maximumRows: 1_000, timeoutMs: 10_000 });
    expect(answer.rows.length).toBeGreaterThan(0);
    expect(answer.rows.flat().every((cell) => cell === null)).toBe(false);
  });

  it('names every column that Cost Explorer leaves null', () => {
    const silent = FOCUS_COLUMNS.filter(({ costExplorer }) => costExplorer === 'none');
    expect(
      silent.map(({ name }) => name).filter((name) => !new RegExp(`\\b${name}\\b`).test(text)),
    ).toEqual([]);
  });
});
