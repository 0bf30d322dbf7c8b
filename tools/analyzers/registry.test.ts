import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Analyzers, RunContext } from '../../pipeline-server/contracts/analysis.ts';
import { NO_PARAMETERS, type Parameters } from '../../pipeline-server/contracts/parameters.ts';
import type { AnalysisResult } from '../../pipeline-server/contracts/results.ts';
import { plainText } from '../../pipeline-server/flows/xops/document.ts';
import { explain } from '../../pipeline-server/flows/xops/explain.ts';
import {
  type SampleOrganisation,
  startSampleOrganisation,
} from '../sample-org/start-sample-organisation.ts';
import { CATALOGUE, catalogueEntry } from './catalogue.ts';
import { createAnalyzers } from './create-analyzers.ts';
import { groupFindings } from './grouped.ts';
import { BUILT } from './registry.ts';

const NOW = new Date('2026-11-23T10:00:00Z');

/** What the sample organisation has none of. */
const NOTHING_TO_FIND = new Set([
  'cost.datastore.idle',
  'cost.euc.idle',
  'cost.drop',
  'cost.new.service',
]);

/** Words that questions name these analyzers by. */
const PROMISED = [
  'cost.ec2.idle',
  'cost.ec2.rightsize',
  'cost.ebs.idle',
  'cost.rds.idle',
  'cost.nat.idle',
  'cost.savings.summary',
  'cost.ec2.stopped',
  'cost.ebs.unattached',
  'cost.ebs.gp2',
  'cost.ebs.io1',
  'cost.eip.unassociated',
  'cost.history',
  'cost.mom',
  'cost.drivers',
  'cost.daily.spike',
  'cost.forecast',
  'cost.anomalies',
  'cost.tags.untagged',
  'cost.credits',
  'cost.coh.coverage',
  'cost.co.coverage',
  'sec.findings.critical',
  'sec.findings.high',
  'sec.findings.medium',
  'sec.findings.by-control',
  'sec.findings.aged',
  'sec.guardduty',
  'sec.sg.ssh',
  'sec.sg.rdp',
  'sec.sg.highrisk',
  'sec.ec2.publicip',
  'sec.rds.public',
  'sec.ebs.unencrypted',
  'sec.s3.bucketbpa',
  'cert.dashboard',
  'cert.expired.inuse',
  'cert.expiring.7',
  'cert.expiring.30',
  'cert.expiring.90',
  'cert.imported',
  'cert.renewal.failed',
  'cert.unused',
  'inv.count.types',
  'inv.count.accounts',
  'inv.ec2.types',
  'inv.accounts',
  'inv.accounts.suspended',
  'inv.tags.coverage',
  'inv.tags.owner',
  'inv.config.coverage',
  'inv.find',
  'inv.vpc.default',
  'inv.lambda.runtimes',
  'rel.rds.singleaz',
  'rel.rds.nobackup',
];

describe('registry', () => {
  it('has each analyzer once, and each in the catalogue', () => {
    const ids = BUILT.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => catalogueEntry(id) === null)).toEqual([]);
  });

  it('has built what is promised', () => {
    const ids = new Set(BUILT.map(({ id }) => id));
    expect(PROMISED.filter((id) => !ids.has(id))).toEqual([]);
  });

  it('keeps every declared query within what Config accepts', () => {
    for (const { sql } of CATALOGUE) {
      expect(sql.length).toBeLessThanOrEqual(4096);
      expect(sql).not.toMatch(/\b(?:JOIN|UNION|HAVING|DISTINCT|NULL)\b/);
    }
  });
});

describe.each(BUILT.map((analyzer) => [analyzer.id, analyzer] as const))('%s', (id, analyzer) => {
  it('has columns with one title each', () => {
    const columns = analyzer.columns(NO_PARAMETERS);
    expect(columns.length).toBeGreaterThan(1);
    expect(new Set(columns.map(({ field }) => field)).size).toBe(columns.length);
    expect(columns.every(({ title }) => title !== '')).toBe(true);
  });

  it('answers on the sample organisation', async () => {
    const result = await sample.run(id, parametersFor(id), sample.context);
    if (!NOTHING_TO_FIND.has(id)) expect(result.total).toBeGreaterThan(0);
    expectWellFormed(result);
    expectReadable(result);
  });

  it('answers by itself what its rows are already', async () => {
    if (analyzer.measure !== null) return;
    const { findings } = await sample.run(id, parametersFor(id), sample.context);
    if (findings.length < 2 || findings.some(({ resourceId }) => resourceId !== null)) return;
    const alike = GROUPINGS.filter((groupBy) => {
      const groups = groupFindings(findings, groupBy)?.findings ?? [];
      return groups.length === findings.length;
    });
    expect(alike.filter((groupBy) => !analyzer.groupings.includes(groupBy))).toEqual([]);
  });

  it.each(analyzer.groupings)('does not count its own rows when asked by %s', async (groupBy) => {
    const tagKey = groupBy === 'tag' || groupBy === 'tag_unit' ? 'CostCentre' : null;
    const asked = { ...parametersFor(id), groupBy, tagKey };
    const result = await sample.run(id, asked, sample.context);
    expect(result.columns.map(({ field }) => field)).not.toContain('findings');
    expect(result.columns).toEqual(analyzer.columns(asked));
    expectWellFormed(result);
    expectReadable(result);
  });
});

const GROUPINGS = ['account', 'region', 'service', 'team', 'type', 'severity'] as const;

/** Analyzers that look for something by name. */
const SEARCHES = ['inv.find', 'inv.resource.config'];

function parametersFor(id: string): Parameters {
  return { ...NO_PARAMETERS, search: SEARCHES.includes(id) ? 'nat-a' : null };
}

/** The sentence is one sentence, its figures are figures of the answer, and the picture shows something. */
function expectReadable(result: AnalysisResult): void {
  const { text } = explain({ results: [result], recommendations: [] }, { currencyDecimals: 2 })
    .statements[0] ?? { text: [] };
  const sentence = plainText(text);
  expect(sentence).not.toContain('see the table');
  expect(sentence).toMatch(/^[^\s].*[^\s.]$/);
  expect(sentence).not.toMatch(
    /\b(?:undefined|null|NaN)\b|\{|\b1 (?:accounts|instances|resources|findings|Regions)\b/,
  );
  expect(result.title).not.toMatch(/all accounts|\(org\)|undefined/);
  const { chart } = result;
  if (chart === null) return;
  expect(chart.labels.length).toBeGreaterThan(1);
  expect(new Set(chart.labels).size).toBe(chart.labels.length);
  expect(chart.series.every(({ values }) => values.length === chart.labels.length)).toBe(true);
  const values = chart.series.flatMap((series) => series.values);
  expect(values.some((value) => value !== null && value !== 0)).toBe(true);
  expect(values.every((value) => value === null || Number.isFinite(value))).toBe(true);
}

/** Every row has the fields of its columns, rests on evidence, and is told apart by its id. */
function expectWellFormed(result: AnalysisResult): void {
  const evidence = new Set(result.evidence.map(({ id }) => id));
  for (const finding of result.findings) {
    const missing = result.columns.filter(({ field }) => !(field in finding.fields));
    expect(missing).toEqual([]);
    expect(finding.evidence.filter((id) => !evidence.has(id))).toEqual([]);
    expect(finding.monthlySaving?.amount).not.toBe(0);
  }
  const ids = result.findings.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(result.headlines.length).toBeGreaterThan(0);
  expect(result.evidence.length).toBeGreaterThan(0);
}

const sample = {
  organisation: null as SampleOrganisation | null,
  analyzers: null as Analyzers | null,
  context: { signal: new AbortController().signal, identity: 'conformance', report() {} },
  async run(id: string, parameters: Parameters, context: RunContext) {
    if (this.analyzers === null) throw new Error('The sample organisation is not running.');
    return this.analyzers.run(id, parameters, context);
  },
};

beforeAll(async () => {
  const organisation = await startSampleOrganisation({ seed: 1, clock: () => NOW });
  sample.organisation = organisation;
  sample.analyzers = createAnalyzers({
    source: {
      kind: 'sample',
      label: 'sample organisation',
      endpoint: organisation.endpoint,
      region: organisation.homeRegion,
      credentials: organisation.credentials,
      memberRole: 'reader',
      configAggregator: null,
    },
    clock: { now: () => NOW },
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
});

afterAll(async () => {
  await sample.organisation?.close();
});

describe('on the sample organisation', () => {
  it('names the account that is not enrolled, and the one that is suspended', async () => {
    const { coverage } = await sample.run('cost.ec2.idle', NO_PARAMETERS, sample.context);
    expect(coverage.gaps.map(({ accountName, reason }) => [accountName, reason])).toEqual([
      ['data-platform-dev', 'not-enrolled'],
      ['legacy-crm', 'suspended'],
    ]);
  });

  it('pays a cent for each page of Cost Explorer, and nothing for the cache', async () => {
    const context = { ...sample.context, identity: 'payer' };
    const first = await sample.run('cost.history', NO_PARAMETERS, context);
    const paid = first.receipt.apis.find(({ api }) => api === 'cost-explorer:GetCostAndUsage');
    expect(first.receipt.costUsd).toBeCloseTo(0.01 * (paid?.requests ?? 0), 10);
    expect(first.receipt.costUsd).toBeGreaterThan(0);
    const second = await sample.run('cost.history', NO_PARAMETERS, context);
    expect(second.receipt.costUsd).toBe(0);
    expect(second.findings).toEqual(first.findings);
  });

  it('counts as many volumes with as without grouping', async () => {
    const rows = await sample.run('cost.ebs.gp2', NO_PARAMETERS, sample.context);
    const grouped = await sample.run(
      'cost.ebs.gp2',
      { ...NO_PARAMETERS, groupBy: 'team' },
      sample.context,
    );
    const sum = grouped.findings.reduce(
      (total, { fields }) => total + Number(fields['findings']),
      0,
    );
    expect(sum).toBe(rows.total);
  });

  it('gives the parts of the bill the same sum, however it is cut', async () => {
    const totals = await Promise.all(
      (['service', 'account', 'region', 'team', 'month'] as const).map(async (groupBy) => {
        const period = { start: '2026-10-01', end: '2026-11-01', label: 'Oct 2026' };
        const asked = { ...NO_PARAMETERS, groupBy, period };
        const { headlines } = await sample.run('cost.history', asked, sample.context);
        return headlines[0]?.value;
      }),
    );
    expect(new Set(totals).size).toBe(1);
  });
});
