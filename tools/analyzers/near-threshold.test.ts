import { describe, expect, it } from 'vitest';
import type { Readers } from '../aws/readers.ts';
import { catalogueEntry } from './catalogue.ts';
import { BUILT, builtAnalyzer } from './registry.ts';
import { CONFIG_CASES } from './test/config-cases.ts';
import { fakeReaders, requestFor } from './test/fake-readers.ts';
import { QUERY_CASES } from './test/query-cases.ts';
import { READER_CASES } from './test/reader-cases.ts';
import { RICH_ACCOUNTS, RICH_CASES, type RichCase } from './test/rich-cases.ts';

const CASES: Readonly<Record<string, RichCase>> = { ...READER_CASES, ...RICH_CASES };

/** Rows that are findings: those of a report count whatever their severity, others only when they are rated. */
async function foundIn(
  id: string,
  given: Partial<Readers>,
  { parameters, rated = false }: RichCase,
): Promise<number> {
  const request = { ...requestFor(id, parameters), accounts: RICH_ACCOUNTS };
  const rows = (await builtAnalyzer(id)?.analyse(fakeReaders(given), request))?.rows ?? [];
  if (catalogueEntry(id)?.severity === 'INFO' && !rated) return rows.length;
  return rows.filter(({ severity }) => severity !== 'INFORMATIONAL').length;
}

describe('analyzers near their thresholds', () => {
  it.each(Object.entries(CASES))('%s finds what it should', async (id, each) => {
    expect(await foundIn(id, each.finds, each)).toBeGreaterThan(0);
  });

  it.each(Object.entries(CASES))('%s leaves what it should', async (id, each) => {
    expect(await foundIn(id, each.leaves, each)).toBe(0);
  });

  it('has a case that finds and one that leaves for every analyzer', () => {
    const cases = Object.entries(CONFIG_CASES);
    const both = cases.filter(([, { finds, leaves }]) => finds.length > 0 && leaves.length > 0);
    const known = new Set([
      ...both.map(([id]) => id),
      ...Object.keys(QUERY_CASES),
      ...Object.keys(CASES),
    ]);
    expect(BUILT.map(({ id }) => id).filter((id) => !known.has(id))).toEqual([]);
  });
});
