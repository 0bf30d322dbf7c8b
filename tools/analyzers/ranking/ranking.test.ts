import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../pipeline-server/contracts/findings.ts';
import { SEVERITIES } from '../../../pipeline-server/contracts/parameters.ts';
import type { AnalysisResult } from '../../../pipeline-server/contracts/results.ts';
import { rankFindings } from './rank-findings.ts';
import { scoreOf, type Weights } from './score.ts';

const EFFORTS = ['low', 'medium', 'high'] as const;
const share = fc.double({ min: 0, max: 1, noNaN: true });
const weights: fc.Arbitrary<Weights> = fc.record({
  shareOfBill: fc.option(share),
  severity: fc.constantFrom(...SEVERITIES),
  reach: share,
  effort: fc.constantFrom(...EFFORTS),
  confidence: share,
});

describe('scoreOf', () => {
  it('stays within 0 and 1', () => {
    fc.assert(
      fc.property(weights, (each) => {
        const score = scoreOf(each);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });

  it('never falls when the saving, the reach or the confidence grows', () => {
    fc.assert(
      fc.property(weights, share, share, (each, a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        const bySaving = (shareOfBill: number) => scoreOf({ ...each, shareOfBill });
        const byReach = (reach: number) => scoreOf({ ...each, reach });
        expect(byReach(more)).toBeGreaterThanOrEqual(byReach(less));
        const byConfidence = (confidence: number) => scoreOf({ ...each, confidence });
        expect(bySaving(more)).toBeGreaterThanOrEqual(bySaving(less));
        expect(byConfidence(more)).toBeGreaterThanOrEqual(byConfidence(less));
        expect(bySaving(less)).toBeGreaterThanOrEqual(scoreOf({ ...each, shareOfBill: null }));
      }),
    );
  });

  it('rises with severity and falls with effort', () => {
    fc.assert(
      fc.property(weights, (each) => {
        const bySeverity = SEVERITIES.map((severity) => scoreOf({ ...each, severity }));
        const byEffort = EFFORTS.map((effort) => scoreOf({ ...each, effort }));
        expect(bySeverity).toEqual(bySeverity.toSorted((a, b) => b - a));
        expect(byEffort).toEqual(byEffort.toSorted((a, b) => b - a));
      }),
    );
  });
});

function finding(analyzer: string, more: Partial<Finding> = {}): Finding {
  return {
    id: 'r-1',
    analyzer,
    severity: 'LOW',
    accountId: '111111111111',
    accountName: 'payments-dev',
    region: 'ap-southeast-2',
    resourceId: 'r-1',
    resourceType: null,
    tags: {},
    monthlySaving: { amount: 10, currency: 'USD' },
    fields: {},
    evidence: ['sha256:e'],
    ...more,
  };
}

function result(analyzer: string, findings: readonly Finding[]): AnalysisResult {
  const nothing = { accountsAsked: 0, accountsAnswered: 0, regionsAsked: 0, regionsAnswered: 0 };
  return {
    analyzer,
    title: analyzer,
    sentence: '',
    domain: 'cost',
    columns: [],
    findings,
    total: findings.length,
    headlines: [],
    coverage: {
      ...nothing,
      gaps: [],
      truncated: [],
      dataTime: null,
      period: null,
      estimated: false,
    },
    receipt: {
      awsSource: 'test',
      apis: [],
      requests: 0,
      costUsd: 0,
      elapsedMs: 0,
      model: null,
      place: null,
    },
    evidence: [],
    notes: [],
    chart: null,
  };
}

const BILL = { amount: 1000, currency: 'USD' };

describe('rankFindings', () => {
  it('makes one option for each analyzer and account, with sums and the hardest effort', () => {
    const options = rankFindings(
      [
        result('cost.ec2.idle', [
          finding('cost.ec2.idle', { id: 'a', fields: { effort: 'VeryLow' } }),
          finding('cost.ec2.idle', {
            id: 'b',
            resourceId: 'r-2',
            monthlySaving: null,
            fields: { effort: 'High' },
          }),
        ]),
      ],
      BILL,
    );
    expect(options).toMatchObject([
      {
        rank: 1,
        title: 'Stop 2 idle EC2 instances in payments-dev',
        monthlySaving: { amount: 10, currency: 'USD' },
        shareOfBill: 0.01,
        effort: 'high',
        findings: ['a', 'b'],
      },
    ]);
  });

  it('lets AWS’s own finding win over our check on the same resource', () => {
    const options = rankFindings(
      [
        result('cost.ebs.unattached', [finding('cost.ebs.unattached', { resourceId: 'vol-1' })]),
        result('cost.ebs.idle', [finding('cost.ebs.idle', { resourceId: 'vol-1' })]),
      ],
      BILL,
    );
    expect(options.map(({ analyzer }) => analyzer)).toEqual(['cost.ebs.idle']);
  });

  it('drops a Config check that Security Hub reports under the same control, and no other', () => {
    const resourceId = 'sg-1';
    const hub = finding('sec.findings.high', {
      resourceId: 'arn:aws:ec2:ap-southeast-2:111111111111:security-group/sg-1',
      severity: 'HIGH',
      monthlySaving: null,
      fields: { control: 'EC2.13' },
    });
    const options = rankFindings(
      [
        result('sec.findings.high', [hub]),
        result('sec.sg.ssh', [finding('sec.sg.ssh', { resourceId })]),
        result('sec.sg.rdp', [finding('sec.sg.rdp', { resourceId })]),
      ],
      BILL,
    );
    expect(new Set(options.map(({ analyzer }) => analyzer))).toEqual(
      new Set(['sec.findings.high', 'sec.sg.rdp']),
    );
  });

  it('puts production before what is the same elsewhere, and what is not tagged between them', () => {
    const tagged = (accountId: string, tags: Finding['tags']) =>
      finding('sec.sg.ssh', { id: accountId, resourceId: accountId, accountId, tags });
    const findings = [
      tagged('a-dev', { Environment: 'dev' }),
      tagged('b-unknown', {}),
      tagged('c-prod', { env: 'production' }),
    ];
    const options = rankFindings([result('sec.sg.ssh', findings)], null);
    expect(options.map(({ findings: [id] }) => id)).toEqual(['c-prod', 'b-unknown', 'a-dev']);
  });

  it('does not weigh savings without a bill, or in another currency', () => {
    const results = [result('cost.ec2.idle', [finding('cost.ec2.idle')])];
    expect(rankFindings(results, null)[0]?.shareOfBill).toBeNull();
    expect(rankFindings(results, { amount: 1000, currency: 'AUD' })[0]?.shareOfBill).toBeNull();
  });

  it('counts what rows stand for, and leaves out those that stand for nothing', () => {
    const group = (id: string, findings: number) =>
      finding('inv.tags.coverage', { id, resourceId: null, accountId: id, fields: { findings } });
    const options = rankFindings(
      [result('inv.tags.coverage', [group('a', 45), group('b', 0)])],
      BILL,
    );
    expect(options.map(({ title }) => title)).toEqual(['Tag 45 resources in payments-dev']);
  });

  it('advises nothing on reports', () => {
    expect(rankFindings([result('inv.accounts', [finding('inv.accounts')])], BILL)).toEqual([]);
  });
});
