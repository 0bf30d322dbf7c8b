import { describe, expect, it } from 'vitest';
import type { SecurityFinding } from '../../aws/findings-reader.ts';
import { CATALOGUE } from '../catalogue.ts';
import { builtAnalyzer } from '../registry.ts';
import { fakeReaders, requestFor } from '../test/fake-readers.ts';
import { CPS234_PARAGRAPHS, SOC2_CRITERIA } from './criteria.ts';
import { NO_EVIDENCE } from './scorecards.ts';

function finding(more: Partial<SecurityFinding>): SecurityFinding {
  return {
    id: 'arn:finding/1',
    accountId: '111111111111',
    region: 'ap-southeast-2',
    title: 'S3 buckets should block public access',
    product: 'Security Hub',
    severity: 'HIGH',
    controlId: 'S3.8',
    standards: [],
    types: [],
    resourceId: 'arn:aws:s3:::logs',
    resourceType: 'AwsS3Bucket',
    tags: {},
    firstObserved: null,
    updated: null,
    workflow: 'NEW',
    evidence: 'sha256:s',
    ...more,
  };
}

async function scorecard(id: string, open: readonly SecurityFinding[], passed = open) {
  const readers = fakeReaders({
    findings: {
      findings: async ({ compliance }) => (compliance?.includes('PASSED') ? passed : open),
      members: async () => [],
    },
  });
  const analysis = await builtAnalyzer(id)?.analyse(readers, requestFor(id));
  return analysis ?? { rows: [], summary: { headlines: [], notes: [] } };
}

describe('scorecards', () => {
  it('show every criterion with its evidence, and say where there is none', async () => {
    const { rows } = await scorecard('sec.soc2.scorecard', []);
    expect(rows.map(({ id }) => id)).toEqual(SOC2_CRITERIA.map(({ id }) => id));
    const board = rows.find(({ id }) => id === 'CC1.2');
    expect(board?.fields).toMatchObject({ evidence: NO_EVIDENCE, failing: null, passed: null });
    const access = rows.find(({ id }) => id === 'CC6.1');
    expect(access?.fields['evidence']).toMatch(/^\d+ checks, \d+ Security Hub controls$/);
    expect(access?.fields).toMatchObject({ failing: 0, resources: 0 });
  });

  it('count failing and passing resources of the controls that are mapped, each once', async () => {
    const open = [finding({}), finding({ id: '2' }), finding({ id: '3', resourceId: 'b' })];
    const passed = [finding({ id: '4', resourceId: 'c', severity: 'INFORMATIONAL' })];
    const { rows } = await scorecard('sec.cps234.scorecard', open, passed);
    expect(rows.find(({ id }) => id === '21')).toMatchObject({
      severity: 'HIGH',
      fields: { failing: 1, resources: 2, passed: 1 },
      evidence: ['sha256:s'],
    });
    expect(rows.find(({ id }) => id === '13')?.fields['evidence']).toBe(NO_EVIDENCE);
    expect(rows).toHaveLength(CPS234_PARAGRAPHS.length);
  });

  it('count no control that nothing is mapped to', async () => {
    const { rows } = await scorecard('sec.soc2.scorecard', [finding({ controlId: 'Foo.1' })], []);
    expect(rows.every(({ fields }) => (fields['failing'] ?? 0) === 0)).toBe(true);
  });

  it('never call anything compliant', async () => {
    for (const id of ['sec.soc2.scorecard', 'sec.cps234.scorecard']) {
      expect(JSON.stringify(await scorecard(id, [finding({})]))).not.toMatch(/compliant/i);
    }
  });

  it('know every criterion that the catalogue maps to', () => {
    const soc2 = new Set(SOC2_CRITERIA.map(({ id }) => id));
    const cps234 = new Set(CPS234_PARAGRAPHS.map(({ id }) => id));
    const unknown = CATALOGUE.flatMap((entry) => [
      ...entry.soc2.filter((id) => !soc2.has(id)),
      ...entry.cps234.filter((id) => !cps234.has(id)),
    ]);
    expect(unknown).toEqual([]);
  });
});
