import { describe, expect, it } from 'vitest';
import { CATALOGUE } from './catalogue.ts';
import { builtAnalyzer } from './registry.ts';
import { CONFIG_CASES, certificate, PROD } from './test/config-cases.ts';
import type { Document } from './test/cost-check-cases.ts';
import { configReaders, configRow, requestFor } from './test/fake-readers.ts';

async function countOf(id: string, documents: readonly Document[]): Promise<number> {
  const rows = documents.map((document, index) =>
    configRow({ resourceId: `r-${index}`, ...document }),
  );
  const analysis = await builtAnalyzer(id)?.analyse(configReaders(rows), requestFor(id));
  return analysis?.rows.length ?? -1;
}

describe('Config checks', () => {
  it.each(Object.entries(CONFIG_CASES))('%s finds what it should', async (id, { finds }) => {
    expect(await countOf(id, finds)).toBe(finds.length);
  });

  it.each(Object.entries(CONFIG_CASES))('%s leaves what it should', async (id, { leaves }) => {
    expect(await countOf(id, leaves)).toBe(0);
  });

  it('has cases for every check whose query alone is not the answer', () => {
    const inventory = [
      'inv.tags.coverage',
      'inv.config.coverage',
      'inv.regions.unexpected',
      'rel.backup.coverage',
    ];
    const evaluated = CATALOGUE.filter(
      ({ id, source, sqlOnly }) =>
        source === 'config' &&
        sqlOnly === 'eval' &&
        builtAnalyzer(id) !== null &&
        !inventory.includes(id),
    );
    expect(evaluated.map(({ id }) => id).filter((id) => CONFIG_CASES[id] === undefined)).toEqual(
      [],
    );
  });

  it('lets a question’s days override the thresholds', async () => {
    const rows = [configRow(certificate({ notAfter: '2026-12-30T00:00:00Z' }))];
    const request = requestFor('cert.expiring.7', { days: 45 });
    const analysis = await builtAnalyzer('cert.expiring.7')?.analyse(configReaders(rows), request);
    expect(analysis?.rows).toHaveLength(1);
  });

  it('keeps rows of other accounts, Regions and tags out', async () => {
    const rows = [
      configRow({ resourceId: 'a', tags: PROD }),
      configRow({ resourceId: 'b', accountId: '222222222222', tags: PROD }),
      configRow({ resourceId: 'c' }),
    ];
    const wanted = { accounts: ['111111111111'], tags: { environment: 'prod' } };
    const analysis = await builtAnalyzer('sec.rds.public')?.analyse(
      configReaders(rows),
      requestFor('sec.rds.public', wanted),
    );
    expect(analysis?.rows.map(({ resourceId }) => resourceId)).toEqual(['a']);
  });
});
