import type { Account } from '../../../pipeline-server/contracts/analysis.ts';
import type { Parameters } from '../../../pipeline-server/contracts/parameters.ts';
import type { Budget } from '../../aws/budget-reader.ts';
import type { ConfigRow } from '../../aws/config-row.ts';
import type { AnomalyMonitor } from '../../aws/cost-settings-reader.ts';
import { exactAmount } from '../../aws/exact-amount.ts';
import type { SecurityFinding } from '../../aws/findings-reader.ts';
import type { Readers } from '../../aws/readers.ts';
import { configReaders, configRow, fakeReaders } from './fake-readers.ts';
import { FINDING, type ReaderCase } from './finding-cases.ts';
import { sampleBudget } from './sample-budget.ts';

/** A case of an analyzer that reads from several places, or lists what is in order beside what is not. */
export interface RichCase extends ReaderCase {
  readonly parameters?: Partial<Parameters>;
  /** Count only rows with a severity: others are listed either way. */
  readonly rated?: boolean;
}

const HERE = '111111111111';
const REGION = 'ap-southeast-2';
const evidence = 'sha256:case';
const fake = fakeReaders();

/** Accounts of every rich case. */
export const RICH_ACCOUNTS: readonly Account[] = [
  { id: HERE, name: 'a', email: null, status: 'ACTIVE', tags: {} },
];
const organization: Readers['organization'] = {
  ...fake.organization,
  accounts: async () => RICH_ACCOUNTS.map((account) => ({ ...account, joined: null, evidence })),
};

const config = (...rows: readonly ConfigRow[]): Partial<Readers> => {
  const { config: reader, cost } = configReaders(rows);
  return { config: reader, cost };
};

function efficiency(score: number): Partial<Readers> {
  const month = (name: string, value: number) => ({
    month: name,
    score: value,
    savings: 100 - value,
    spend: 100,
  });
  const months = [month('2026-09', 90), month('2026-10', score)];
  const ofAccounts = async () => [{ accountId: HERE, months, message: null, evidence }];
  return { efficiency: { ofOrganization: async () => [], ofAccounts } };
}

function monitor(more: Partial<AnomalyMonitor>): Partial<Readers> {
  const one: AnomalyMonitor = {
    id: 'arn:a',
    name: 'Services',
    type: 'DIMENSIONAL',
    dimension: 'SERVICE',
    subscribed: true,
    evidence: [evidence],
  };
  const anomalyMonitors = async () => [{ ...one, ...more }];
  return { costSettings: { ...fake.costSettings, anomalyMonitors } };
}

function budget(more: Partial<Budget>): Partial<Readers> {
  return { organization, budgets: { budgets: async () => [sampleBudget({ evidence, ...more })] } };
}

function balancer(requests: number): Partial<Readers> {
  const loadBalancerArn = `arn:aws:elasticloadbalancing:us-east-1:${HERE}:loadbalancer/app/a/1`;
  const createdTime = '2025-01-01T00:00:00Z';
  const configuration = { loadBalancerArn, type: 'application', createdTime };
  const daily: Readers['metrics']['daily'] = async ({ queries }) =>
    queries.map(() => ({ values: [requests], problem: null, evidence: [evidence] }));
  return {
    ...config(configRow({ resourceId: loadBalancerArn, configuration })),
    metrics: { daily, isShared: async () => false },
  };
}

const gateways = (count: number): Partial<Readers> =>
  config(
    ...Array.from({ length: count }, (_, index) =>
      configRow({ resourceId: `nat-${index}`, configuration: { vpcId: 'vpc-1' } }),
    ),
  );

/** Security Hub with findings that came on these days and are still open. */
function cameOn(...days: readonly string[]): Partial<Readers> {
  const open = days.map((firstObserved) => ({ ...FINDING, id: firstObserved, firstObserved }));
  const findings: Readers['findings']['findings'] = async ({ workflow }) =>
    workflow?.includes('RESOLVED') === true ? [] : open;
  return { findings: { ...fake.findings, findings } };
}

/** Security Hub whose one control fails, or passes. */
function control(failed: boolean): Partial<Readers> {
  const found: readonly SecurityFinding[] = [FINDING];
  const findings: Readers['findings']['findings'] = async ({ compliance }) =>
    (compliance?.includes('PASSED') === true) === failed ? [] : found;
  return { findings: { ...fake.findings, findings } };
}

function hub(enabled: boolean): Partial<Readers> {
  const member = { accountId: HERE, status: 'x', administratorId: 'audit', evidence };
  const { config: reader } = configReaders([configRow({ awsRegion: REGION, 'COUNT(*)': 1 })]);
  return {
    organization,
    config: reader,
    findings: { ...fake.findings, members: async () => [{ ...member, enabled }] },
    posture: {
      aggregation: async () => ({ homeRegion: REGION, mode: 'ALL_REGIONS', regions: [], evidence }),
      standards: async () => ({
        decidedBy: 'policies',
        associations: [
          { accountId: HERE, policyId: 'p', status: 'SUCCESS', message: null, evidence },
        ],
        policies: new Map([['p', { name: 'base', enabled: true, standards: ['fsbp'], evidence }]]),
      }),
    },
  };
}

/** Config that records a certificate, and ACM that lists it in the one Region or nowhere. */
function certificate(listed: boolean): Partial<Readers> {
  const arn = `arn:aws:acm:${REGION}:${HERE}:certificate/a`;
  const domain = 'a.example.com';
  const notAfter = '2027-02-01T00:00:00.000Z';
  const known = { arn, domain, status: 'ISSUED', keyAlgorithm: 'RSA_2048', notAfter, evidence };
  const configuration = {
    domainName: domain,
    status: 'ISSUED',
    keyAlgorithm: 'RSA-2048',
    notAfter,
  };
  return {
    ...config(configRow({ resourceId: arn, configuration })),
    certificates: { certificates: async () => (listed ? [known] : []) },
  };
}

const TAGS = { Owner: 'a', Environment: 'prod', CostCentre: '1', Team: 't' };

function recorder(recording: boolean): Partial<Readers> {
  const configuration = { Recording: recording, RecordingGroup: { AllSupported: true } };
  const reader = configReaders([configRow({ configuration, 'COUNT(*)': 1 })]).config;
  return { organization, config: { ...reader, sourceStatuses: async () => [] } };
}

function item(configuration: Readonly<Record<string, unknown>>): Partial<Readers> {
  const { config: reader } = configReaders([configRow({ resourceType: 'AWS::EC2::Instance' })]);
  const captured = '2026-11-22T00:00:00Z';
  return { config: { ...reader, item: async () => ({ captured, configuration, evidence }) } };
}

const counted = (...regions: readonly (readonly [string, number])[]): Partial<Readers> =>
  config(
    ...regions.map(([awsRegion, count]) =>
      configRow({ awsRegion, resourceType: 'AWS::EC2::Instance', 'COUNT(*)': count }),
    ),
  );

function delegated(...accounts: readonly string[]): Partial<Readers> {
  const service = { service: 'config.amazonaws.com', since: '2025-03-01T08:00:00Z', evidence };
  const delegatedServices = async () => accounts.map((accountId) => ({ ...service, accountId }));
  const trustedServices = async () => [service];
  return { organization: { ...fake.organization, delegatedServices, trustedServices } };
}

function members(...ids: readonly string[]): Partial<Readers> {
  const users = ids.map((id) => ({
    id,
    name: id,
    displayName: id,
    status: 'ENABLED',
    evidence,
  }));
  const groups = [{ id: 'g', name: 'admins', members: ids, evidence: [evidence] }];
  return { directory: { directories: async () => [{ id: 'd-1', users, groups }] } };
}

function recoveryPoint(Status: string): Partial<Readers> {
  const arn = `arn:aws:ec2:${REGION}:${HERE}:volume/vol-1`;
  const volume = configRow({ resourceId: 'vol-1', arn, resourceType: 'AWS::EC2::Volume' });
  const point = configRow({ configuration: { ResourceArn: arn, Status } });
  const select = async (sql: string) => [sql.includes('RecoveryPoint') ? point : volume];
  return { config: { ...fake.config, select } };
}

/** Compute Optimizer that names an instance as too small, where the account has opted in. */
function tooSmall(active: boolean): Partial<Readers> {
  const instance = {
    id: 'i-1',
    name: null,
    instanceType: 'm5.large',
    recommended: 'm5.xlarge',
    risk: 'High',
    reasons: ['CPUUnderprovisioned'],
    maximumCpu: 97,
    refreshed: null,
    tags: {},
    evidence,
  };
  const optimizerEnrollments = async () => [
    { accountId: HERE, active: true, status: 'Active', evidence },
  ];
  return {
    hub: { ...fake.hub, optimizerEnrollments },
    optimizer: { underprovisioned: async () => (active ? [instance] : []) },
  };
}

/** Cases of the analyzers that need more than a line each. */
export const RICH_CASES: Readonly<Record<string, RichCase>> = {
  'cost.efficiency.score': { finds: efficiency(84.9), leaves: efficiency(85) },
  'cost.anomaly.monitors': {
    finds: monitor({ subscribed: false }),
    leaves: monitor({ subscribed: true }),
  },
  'cost.budget.status': {
    finds: budget({ actual: exactAmount('800') }),
    leaves: budget({ actual: exactAmount('799.99') }),
  },
  'cost.budget.missing': {
    finds: budget({ filter: { kind: 'other' } }),
    leaves: budget({ filter: { kind: 'accounts', ids: [HERE] } }),
  },
  'cost.elbv2.idle': { finds: balancer(99), leaves: balancer(100) },
  'cost.nat.count': { finds: gateways(4), leaves: gateways(3) },
  'sec.findings.trend': {
    finds: cameOn('2026-11-23T00:00:00Z', '2026-11-12T00:00:00Z', '2026-11-05T00:00:00Z'),
    leaves: cameOn('2026-11-23T00:00:00Z', '2026-11-12T00:00:00Z'),
  },
  'sec.soc2.scorecard': { finds: control(true), leaves: control(false), rated: true },
  'sec.cps234.scorecard': { finds: control(true), leaves: control(false), rated: true },
  'sec.sh.coverage': { finds: hub(false), leaves: hub(true) },
  'cert.acm.crosscheck': {
    finds: certificate(false),
    leaves: certificate(true),
    parameters: { regions: [REGION] },
  },
  'inv.tags.coverage': {
    finds: config(configRow({ tags: { ...TAGS, Owner: '' } })),
    leaves: config(configRow({ tags: TAGS })),
  },
  'inv.config.coverage': { finds: recorder(false), leaves: recorder(true) },
  'inv.resource.config': {
    finds: item({ size: 8 }),
    leaves: item({}),
    parameters: { search: 'web' },
  },
  'inv.regions.unexpected': {
    finds: counted([REGION, 90], ['us-east-1', 8], ['eu-west-1', 3]),
    leaves: counted([REGION, 90], ['us-east-1', 8], ['global', 70]),
  },
  'inv.delegated.admins': { finds: delegated(HERE), leaves: delegated() },
  'inv.identity.groups': { finds: members(), leaves: members('ann'), rated: true },
  'rel.backup.coverage': { finds: recoveryPoint('EXPIRED'), leaves: recoveryPoint('COMPLETED') },
  'rel.compute.underprov': {
    finds: tooSmall(true),
    leaves: tooSmall(false),
    parameters: { regions: [REGION] },
  },
};
