import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SEVERITIES } from '../../pipeline-server/contracts/parameters.ts';
import type { AnalysisResult } from '../../pipeline-server/contracts/results.ts';
import { countOf, foldRows } from './fold-rows.ts';
import { sumSavings } from './grouped.ts';
import { bySaving, bySeverity, ordered } from './order.ts';
import { rankFindings } from './ranking/rank-findings.ts';
import { builtAnalyzer, findAnalyzer } from './registry.ts';
import type { Row } from './row.ts';
import { runAnalyzer } from './run-analyzer.ts';
import { configReaders, configRow, requestFor } from './test/fake-readers.ts';

const rows: fc.Arbitrary<readonly Row[]> = fc
  .array(
    fc.record({
      severity: fc.constantFrom(...SEVERITIES),
      accountId: fc.constantFrom('111111111111', '222222222222', null),
      region: fc.constantFrom('eu-west-1', 'ap-southeast-2'),
      team: fc.constantFrom('payments', 'lending', null),
      cents: fc.option(fc.nat(1_000_000)),
      cost: fc.option(fc.nat(1000)),
    }),
    { maxLength: 200 },
  )
  .map((all) =>
    all.map(({ severity, accountId, region, team, cents, cost }, index) => ({
      id: `row-${index}`,
      severity,
      accountId,
      region,
      resourceId: `r-${index}`,
      resourceType: 'AWS::EC2::Volume',
      tags: team === null ? {} : { Team: team },
      monthlySaving: cents === null ? null : { amount: cents / 100, currency: 'USD' },
      fields: cost === null ? { cost: null } : { cost, currency: 'USD' },
      evidence: [],
    })),
  );

function costs(all: readonly Row[]): number {
  return all.reduce((sum, { fields }) => sum + Number(fields['cost'] ?? 0), 0);
}

function perKey(all: readonly Row[], keyOf: (row: Row) => unknown): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const row of all) {
    const key = String(keyOf(row));
    counts[key] = (counts[key] ?? 0) + countOf([row]);
  }
  return counts;
}

describe('folding rows', () => {
  it('lists the first rows of the ordering, and counts and sums them all', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 40 }), (all, listed) => {
        const compare = [bySeverity, bySaving];
        const fold = foldRows({ compare, amount: 'cost', listed });
        for (const row of all) fold.add(row);
        const { rows: kept, rest } = fold.result();
        const together = [...kept, ...rest];

        expect(kept).toEqual(ordered(all, ...compare).slice(0, listed));
        expect(countOf(together)).toBe(all.length);
        expect(sumSavings(together)).toEqual(sumSavings(all));
        expect(costs(together)).toBe(costs(all));
        const unpriced = (each: readonly Row[]) =>
          countOf(each.filter(({ monthlySaving }) => monthlySaving === null));
        expect(unpriced(together)).toBe(unpriced(all));
        for (const key of [
          (row: Row) => row.accountId,
          (row: Row) => row.region,
          (row: Row) => row.severity,
          (row: Row) => row.tags['Team'] ?? row.tags['team'],
        ]) {
          expect(perKey(together, key)).toEqual(perKey(all, key));
        }
      }),
    );
  });

  it('holds few groups when tags are invented without end', () => {
    const fold = foldRows({ compare: [bySeverity], listed: 1 });
    for (let index = 0; index < 60_000; index += 1) {
      fold.add({
        id: `row-${index}`,
        severity: 'LOW',
        accountId: '111111111111',
        region: 'eu-west-1',
        resourceId: `r-${index}`,
        resourceType: null,
        tags: { team: `team-${index}` },
        monthlySaving: null,
        fields: {},
        evidence: [],
      });
    }
    const { rest } = fold.result();
    expect(rest.length).toBeLessThanOrEqual(20_001);
    expect(countOf(rest)).toBe(59_999);
  });
});

describe('an answer with more findings than are listed', () => {
  const MANY = 12_000;
  const volumes = Array.from({ length: MANY }, (_, index) =>
    configRow({
      resourceId: `vol-${index}`,
      accountId: index % 3 === 0 ? '111111111111' : '222222222222',
      resourceType: 'AWS::EC2::Volume',
      tags: [{ key: 'team', value: index % 2 === 0 ? 'payments' : 'lending' }],
    }),
  );

  async function answer(parameters: Parameters<typeof requestFor>[1]) {
    const request = requestFor('sec.ebs.unencrypted', parameters);
    const readers = configReaders(volumes);
    const given = {
      ...readers,
      organization: { ...readers.organization, accounts: async () => ACCOUNTS },
      config: { ...readers.config, sourceStatuses: async () => [] },
    };
    return runAnalyzer(given, findAnalyzer('sec.ebs.unencrypted'), request);
  }

  it('has right totals, says that not all are listed, and cuts nothing from its coverage', async () => {
    const result = await answer({});
    expect(result.total).toBe(MANY);
    expect(result.findings).toHaveLength(10_000);
    expect(result.headlines[0]?.value).toBe(MANY);
    expect(result.coverage.truncated).toEqual([]);
    expect(JSON.stringify(result.sentence)).toContain(`${MANY}`);
    expect(JSON.stringify(result.notes)).toMatch(/"The first ".*10000.*2000.*are in all counts/);
    expect(result.chart?.series[0]?.values).toEqual([8_000, 4_000]);
  });

  it('groups and ranks all of them', async () => {
    const grouped = await answer({ groupBy: 'team' });
    expect(grouped.findings.map(({ fields }) => [fields['group'], fields['findings']])).toEqual([
      ['payments', MANY / 2],
      ['lending', MANY / 2],
    ]);
    expect(grouped.total).toBe(2);

    const whole: AnalysisResult = { ...(await answer({})), receipt: RECEIPT };
    const titles = rankFindings([whole], null).map(({ title }) => title);
    expect(titles.toSorted()).toEqual([
      expect.stringContaining(' 4000 '),
      expect.stringContaining(' 8000 '),
    ]);
    expect(builtAnalyzer('sec.ebs.unencrypted')?.advice).not.toBeNull();
  });

  it('gives the first as asked for without a word about the rest', async () => {
    const result = await answer({ top: 5 });
    expect(result.findings).toHaveLength(5);
    expect(result.total).toBe(MANY);
    expect(result.rest).toBeUndefined();
  });
});

const ACCOUNTS = ['111111111111', '222222222222'].map((id) => ({
  id,
  name: `account-${id.slice(0, 1)}`,
  email: null,
  status: 'ACTIVE',
  tags: {},
  joined: null,
  evidence: 'sha256:o',
}));

const RECEIPT: AnalysisResult['receipt'] = {
  awsSource: 'test',
  apis: [],
  requests: 0,
  costUsd: 0,
  elapsedMs: 0,
  model: null,
  place: null,
};
