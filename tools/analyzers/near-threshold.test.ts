import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Readers } from '../aws/readers.ts';
import { catalogueEntry } from './catalogue.ts';
import { BUILT, builtAnalyzer } from './registry.ts';
import { CONFIG_CASES } from './test/config-cases.ts';
import { fakeReaders, requestFor } from './test/fake-readers.ts';
import { QUERY_CASES } from './test/query-cases.ts';
import { READER_CASES } from './test/reader-cases.ts';

/** Analyzers whose data is too rich for a line: the file that holds both their cases. */
const OWN_FILES: Readonly<Record<string, string>> = {
  'cert.acm.crosscheck': 'certificates/crosscheck.test.ts',
  'cost.anomaly.monitors': 'cost/cost-settings.test.ts',
  'cost.budget.missing': 'cost/budgets.test.ts',
  'cost.budget.status': 'cost/budgets.test.ts',
  'cost.efficiency.score': 'cost/efficiency.test.ts',
  'cost.elbv2.idle': 'cost/idle-balancers.test.ts',
  'cost.nat.count': 'cost/cost-checks.test.ts',
  'inv.config.coverage': 'inventory/inventory.test.ts',
  'inv.delegated.admins': 'inventory/delegated-administrators.test.ts',
  'inv.identity.groups': 'inventory/directory-groups.test.ts',
  'inv.regions.unexpected': 'inventory/unexpected-regions.test.ts',
  'inv.resource.config': 'inventory/resource-configuration.test.ts',
  'inv.tags.coverage': 'inventory/inventory.test.ts',
  'rel.backup.coverage': 'reliability/backup-coverage.test.ts',
  'rel.compute.underprov': 'reliability/underprovisioned.test.ts',
  'sec.cps234.scorecard': 'security/scorecards.test.ts',
  'sec.findings.trend': 'security/findings-trend.test.ts',
  'sec.sh.coverage': 'security/hub-coverage.test.ts',
  'sec.soc2.scorecard': 'security/scorecards.test.ts',
};

/** Rows that are findings: those of a report count whatever their severity, others only when they are rated. */
async function foundIn(id: string, given: Partial<Readers>): Promise<number> {
  const rows = (await builtAnalyzer(id)?.analyse(fakeReaders(given), requestFor(id)))?.rows ?? [];
  if (catalogueEntry(id)?.severity === 'INFO') return rows.length;
  return rows.filter(({ severity }) => severity !== 'INFORMATIONAL').length;
}

describe('analyzers near their thresholds', () => {
  it.each(Object.entries(READER_CASES))('%s finds what it should', async (id, { finds }) => {
    expect(await foundIn(id, finds)).toBeGreaterThan(0);
  });

  it.each(Object.entries(READER_CASES))('%s leaves what it should', async (id, { leaves }) => {
    expect(await foundIn(id, leaves)).toBe(0);
  });

  it('has a case that finds and one that leaves for every analyzer', () => {
    const cases = Object.entries(CONFIG_CASES);
    const both = cases.filter(([, { finds, leaves }]) => finds.length > 0 && leaves.length > 0);
    const known = new Set([
      ...both.map(([id]) => id),
      ...Object.keys(QUERY_CASES),
      ...Object.keys(READER_CASES),
      ...Object.keys(OWN_FILES),
    ]);
    expect(BUILT.map(({ id }) => id).filter((id) => !known.has(id))).toEqual([]);
  });

  it.each(Object.entries(OWN_FILES))('%s is tested in %s', (id, file) => {
    expect(readFileSync(new URL(file, import.meta.url), 'utf8')).toContain(`'${id}'`);
  });
});
