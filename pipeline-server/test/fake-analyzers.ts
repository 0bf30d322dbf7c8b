import type { Account, Analyzers, Organization } from '../contracts/analysis.ts';
import { AnalysisError } from '../contracts/analysis.ts';
import type { AnalyzerSummary } from '../contracts/catalogue.ts';
import type { Finding } from '../contracts/findings.ts';
import type { Parameters } from '../contracts/parameters.ts';
import type { AnalysisResult, Recommendation } from '../contracts/results.ts';

/** What a fake of the analyzers answers; every part has a default. */
export interface FakeAnalysis {
  readonly results?: Readonly<Record<string, AnalysisResult | AnalysisError>>;
  readonly recommendations?: readonly Recommendation[] | AnalysisError;
  readonly catalogue?: readonly AnalyzerSummary[];
  readonly organization?: Organization | AnalysisError;
}

/** A fake of the analyzers that keeps what it was asked. */
export interface FakeAnalyzers extends Analyzers {
  readonly runs: { readonly id: string; readonly parameters: Parameters }[];
}

const accounts: readonly Account[] = [
  { id: '111111111111', name: 'payments-prod', email: null, status: 'ACTIVE', tags: {} },
  { id: '222222222222', name: 'web-dev', email: null, status: 'ACTIVE', tags: {} },
];

/** Two accounts, two Regions. */
export const fakeOrganization: Organization = {
  accounts,
  regions: ['eu-west-1', 'us-east-1'],
};

/** One entry of the catalogue, built. */
export function fakeSummary(id: string, title: string): AnalyzerSummary {
  return {
    id,
    title,
    description: 'Instances that AWS recommends to stop or delete',
    domain: 'cost',
    source: 'cost-optimization-hub:ListRecommendations',
    computes: 'what AWS calls idle',
    threshold: 'peak CPU below 5 %',
    severity: 'MEDIUM',
    soc2: ['A1.1'],
    cps234: ['15'],
    securityHubControl: '',
    reads: ['cost-optimization-hub:ListRecommendations'],
    iamActions: ['cost-optimization-hub:ListRecommendations'],
    memberIamActions: [],
    costClass: 'free',
    paidRequests: 0,
    remediation: 'Stop the instances.',
    runbook: 'idle-resources',
    thresholds: [],
    built: true,
  };
}

/** One idle instance; `index` makes it distinct and orders it by saving. */
export function fakeFinding(index: number, changes: Partial<Finding> = {}): Finding {
  const account = accounts[index % accounts.length];
  const saving = 1000.5 - index;
  return {
    id: `i-${index}`,
    analyzer: 'cost.ec2.idle',
    severity: 'MEDIUM',
    accountId: account?.id ?? null,
    accountName: account?.name ?? null,
    region: 'eu-west-1',
    resourceId: `i-${index}`,
    resourceType: 'AWS::EC2::Instance',
    tags: { environment: index % 2 === 0 ? 'prod' : 'dev' },
    monthlySaving: { amount: saving, currency: 'USD' },
    fields: { instance: `i-${index}`, type: 't3.large', saving },
    evidence: ['sha256:1'],
    ...changes,
  };
}

/** A result of `total` idle instances. */
export function fakeResult(total: number, changes: Partial<AnalysisResult> = {}): AnalysisResult {
  return {
    analyzer: 'cost.ec2.idle',
    title: 'Idle EC2 instances',
    sentence: [
      { strong: [{ value: total, kind: 'number' }, ' idle EC2 instances'] },
      '; stopping them saves ',
      { strong: [{ value: 4321.5, kind: 'money', currency: 'USD' }, ' a month'] },
    ],
    domain: 'cost',
    columns: [
      { field: 'instance', title: 'Instance', kind: 'text' },
      { field: 'account', title: 'Account', kind: 'text' },
      { field: 'type', title: 'Type', kind: 'text' },
      { field: 'saving', title: 'Saving per month', kind: 'money' },
    ],
    findings: Array.from({ length: total }, (_, index) => withField(fakeFinding(index), 'account')),
    total,
    headlines: [
      {
        label: 'Idle EC2 instances',
        value: total,
        kind: 'number',
        source: 'cost-optimization-hub:ListRecommendations',
      },
      {
        label: 'Estimated saving per month',
        value: 4321.5,
        kind: 'money',
        currency: 'USD',
        source: 'cost-optimization-hub:ListRecommendationSummaries',
      },
    ],
    coverage: {
      accountsAsked: 14,
      accountsAnswered: 13,
      regionsAsked: 5,
      regionsAnswered: 5,
      gaps: [
        {
          accountId: '333333333333',
          accountName: 'sandbox',
          region: null,
          reason: 'not-enrolled',
          detail: 'not enrolled in Cost Optimization Hub',
        },
      ],
      truncated: [],
      dataTime: '2026-11-22T03:00:00Z',
      period: null,
      estimated: false,
    },
    receipt: {
      awsSource: 'sample organisation',
      apis: [
        {
          api: 'cost-optimization-hub:ListRecommendations',
          requests: 2,
          cached: 1,
          costUsd: 0,
        },
      ],
      requests: 2,
      costUsd: 0,
      elapsedMs: 12,
      model: null,
      place: null,
    },
    evidence: [],
    notes: [],
    chart: null,
    ...changes,
  };
}

function withField(finding: Finding, field: string): Finding {
  return { ...finding, fields: { ...finding.fields, [field]: finding.accountName } };
}

/** One option. */
export function fakeRecommendation(
  rank: number,
  changes: Partial<Recommendation> = {},
): Recommendation {
  return {
    id: `option-${rank}`,
    rank,
    title: `Stop idle instances, group ${rank}`,
    action: 'Stop the instances after asking their owners',
    monthlySaving: { amount: 1234.5, currency: 'USD' },
    shareOfBill: 0.021,
    risk: 20,
    effort: 'low',
    confidence: 0.9,
    confidenceReason: 'AWS measured it',
    controls: ['SOC 2 A1.1'],
    analyzer: 'cost.ec2.idle',
    findings: ['i-0', 'i-1'],
    evidence: ['sha256:1'],
    ...changes,
  };
}

/** A fake of the analyzers; each run reports one step and one API call. */
export function createFakeAnalyzers(fake: FakeAnalysis = {}): FakeAnalyzers {
  const results = fake.results ?? { 'cost.ec2.idle': fakeResult(3) };
  const runs: FakeAnalyzers['runs'] = [];
  return {
    runs,
    list: () => fake.catalogue ?? [fakeSummary('cost.ec2.idle', 'Idle EC2 instances')],
    organization: () => settle(fake.organization ?? fakeOrganization),
    rank: () => settle(fake.recommendations ?? []),
    run(id, parameters, context) {
      runs.push({ id, parameters });
      const api = 'cost-optimization-hub:ListRecommendations';
      context.report({
        type: 'api',
        costUsd: 0,
        evidence: {
          id: 'sha256:1',
          api,
          request: { maxResults: 1000 },
          at: '2026-11-23T04:00:00Z',
          accountId: null,
          region: 'us-east-1',
          items: 3,
        },
      });
      const unknown = new AnalysisError('unknown-analyzer', `No analyzer "${id}".`);
      return settle(cut(results[id] ?? unknown, parameters.top));
    },
  };
}

function cut(
  result: AnalysisResult | AnalysisError,
  top: number | null,
): AnalysisResult | AnalysisError {
  if (result instanceof AnalysisError || top === null) return result;
  return { ...result, findings: result.findings.slice(0, top) };
}

function settle<T>(value: T | AnalysisError): Promise<T> {
  return value instanceof AnalysisError ? Promise.reject(value) : Promise.resolve(value);
}
