import type { CostLine } from '../../aws/cost-reader.ts';
import { exactAmount } from '../../aws/exact-amount.ts';
import type { HubRecommendation } from '../../aws/hub-reader.ts';
import type { ListedAccount } from '../../aws/organization-reader.ts';
import type { Readers } from '../../aws/readers.ts';
import { configRow, costLine, fakeReaders } from './fake-readers.ts';
import { FINDING_CASES, type ReaderCase } from './finding-cases.ts';

const evidence = 'sha256:case';
const USD = { currency: 'USD', evidence } as const;
const SEPTEMBER = { start: '2026-09-01', end: '2026-10-01' };
const ACCOUNT = '111111111111';

/** Cost Explorer that gives these lines, cut to the days that are asked for. */
function bill(...lines: readonly CostLine[]): Partial<Readers> {
  const usage: Readers['cost']['usage'] = async ({ span }) =>
    lines.filter(({ start }) => start >= span.start && start < span.end);
  const drivers = async () => [];
  return { cost: { ...fakeReaders().cost, usage, drivers } };
}

const months = (keys: readonly string[], before: string, after: string) =>
  bill(costLine(keys, before, SEPTEMBER), costLine(keys, after));

/** Four quiet weeks and a day. */
const days = (last: string) =>
  bill(
    ...Array.from({ length: 29 }, (_, index) => {
      const start = new Date(Date.UTC(2026, 9, 23 + index)).toISOString().slice(0, 10);
      return costLine(['AWS Lambda'], index === 28 ? last : '100', { start, end: start });
    }),
  );

function forecastOf(mean: string): Partial<Readers> {
  const forecast = async () => [
    {
      start: '2026-12-01',
      end: '2027-01-01',
      mean: exactAmount(mean),
      lower: null,
      upper: null,
      ...USD,
    },
  ];
  return {
    cost: {
      ...fakeReaders().cost,
      usage: async () => [costLine([], '100')],
      forecast,
    },
  };
}

function anomalyOf(impact: number): Partial<Readers> {
  const anomaly = {
    id: 'a',
    start: '2026-11-01',
    end: null,
    dimensionValue: 'AWS Lambda',
    impact,
    actual: null,
    expected: null,
    feedback: null,
    causes: [],
    evidence,
  };
  return { cost: { ...fakeReaders().cost, anomalies: async () => [anomaly] } };
}

function driverOf(difference: string): Partial<Readers> {
  const driver = {
    service: 'AWS Lambda',
    type: 'Usage change',
    name: 'GB-Second',
    before: null,
    after: null,
  };
  const drivers = async () => [{ ...driver, difference: exactAmount(difference), ...USD }];
  return { cost: { ...fakeReaders().cost, drivers } };
}

const NO_SAVINGS = { total: null, currency: 'USD', groups: [] };

/** Cost Optimization Hub with one recommendation, given only to those who ask for its kind. */
function hub(resourceType: string, action: string): Partial<Readers> {
  const recommendation: HubRecommendation = {
    id: 'r',
    accountId: ACCOUNT,
    region: 'ap-southeast-2',
    resourceId: 'r-1',
    resourceArn: null,
    resourceType,
    action,
    monthlySaving: 1,
    monthlyCost: 2,
    savingPercent: 50,
    currency: 'USD',
    effort: 'Low',
    restartNeeded: null,
    rollbackPossible: null,
    current: null,
    recommended: null,
    lookbackDays: 14,
    refreshed: null,
    tags: {},
    evidence,
  };
  const isAsked = (asked: readonly string[], value: string) =>
    asked.length === 0 || asked.includes(value);
  return {
    hub: {
      ...fakeReaders().hub,
      summary: async () => NO_SAVINGS,
      recommendations: async ({ resourceTypes, actionTypes }) =>
        isAsked(resourceTypes, resourceType) && isAsked(actionTypes, action)
          ? [recommendation]
          : [],
    },
    config: { ...fakeReaders().config, byId: async () => [] },
  };
}

const hubCase = (type: string, found: string, left: string): ReaderCase => ({
  finds: hub(type, found),
  leaves: hub(type, left),
});

function summaryOf(...groups: readonly string[]): Partial<Readers> {
  const rows = groups.map((group) => ({ group, monthlySaving: 5, count: 1, evidence }));
  const summary = async () => ({ total: 5, currency: 'USD', groups: rows });
  return { hub: { ...fakeReaders().hub, summary } };
}

function enrolled(active: boolean): Partial<Readers> {
  const enrollments = async () => [{ accountId: ACCOUNT, active, status: 'x', evidence }];
  return {
    ...accounts('ACTIVE'),
    hub: { ...fakeReaders().hub, enrollments, optimizerEnrollments: enrollments },
  };
}

function accounts(...statuses: readonly string[]): Partial<Readers> {
  const listed = statuses.map(
    (status): ListedAccount => ({
      id: ACCOUNT,
      name: 'a',
      email: null,
      status,
      tags: {},
      joined: null,
      evidence,
    }),
  );
  return { organization: { ...fakeReaders().organization, accounts: async () => listed } };
}

const utilization = (percentage: number): Partial<Readers> => {
  const answer = async () => [
    { start: '2026-10-01', service: null, percentage, bought: 100, unused: 1, evidence },
  ];
  const { commitments } = fakeReaders();
  return {
    commitments: {
      ...commitments,
      planUtilization: answer,
      planTerms: async () => [],
      reservationUtilization: async (_query, service) =>
        (await answer()).map((month) => ({ ...month, service })),
      reservationTerms: async () => [],
    },
  };
};

const coverage = (percentage: number): Partial<Readers> => {
  const { commitments } = fakeReaders();
  const planCoverage = async () => [
    { service: 'EC2', percentage, covered: 1, onDemand: 1, evidence },
  ];
  const reservationCoverage = async (_query: unknown, service: string) => [
    { service, percentage, running: 100, onDemand: 1, evidence },
  ];
  return { commitments: { ...commitments, planCoverage, reservationCoverage } };
};

function counts(...types: readonly string[]): Partial<Readers> {
  const rows = types.map((type) => configRow({ resourceType: type, 'COUNT(*)': 3 }));
  const countByType = async () =>
    types.map((resourceType) => ({ resourceType, count: 3, evidence }));
  return { config: { ...fakeReaders().config, select: async () => rows, countByType } };
}

/** Two trails of one account: the second copies the first's events where both have one home. */
function trails(...homes: readonly string[]): Partial<Readers> {
  const rows = homes.map((homeRegion, index) =>
    configRow({ resourceName: `trail-${index}`, configuration: { homeRegion } }),
  );
  return { config: { ...fakeReaders().config, select: async () => rows } };
}

function tagKeys(status: string): Partial<Readers> {
  const keys = ['CostCentre', 'Environment', 'Owner', 'Team'];
  const allocationTags = async () => keys.map((key) => ({ key, status, lastUsed: null, evidence }));
  return { costSettings: { ...fakeReaders().costSettings, allocationTags } };
}

/** Cases of the analyzers that read something else than one query of Config. */
export const READER_CASES: Readonly<Record<string, ReaderCase>> = {
  'cost.ec2.idle': hubCase('Ec2Instance', 'Stop', 'Rightsize'),
  'cost.ec2.rightsize': hubCase('Ec2Instance', 'Rightsize', 'Stop'),
  'cost.asg.rightsize': hubCase('Ec2AutoScalingGroup', 'Rightsize', 'MigrateToGraviton'),
  'cost.ebs.idle': hubCase('EbsVolume', 'Delete', 'Upgrade'),
  'cost.ebs.rightsize': hubCase('EbsVolume', 'Upgrade', 'Delete'),
  'cost.rds.idle': hubCase('RdsDbInstance', 'Stop', 'Rightsize'),
  'cost.rds.rightsize': hubCase('RdsDbInstance', 'Rightsize', 'Stop'),
  'cost.lambda.rightsize': hubCase('LambdaFunction', 'Rightsize', 'MigrateToGraviton'),
  'cost.ecs.rightsize': hubCase('EcsService', 'Rightsize', 'MigrateToGraviton'),
  'cost.nat.idle': { finds: hub('NatGateway', 'Delete'), leaves: hub('EbsVolume', 'Delete') },
  'cost.datastore.idle': {
    finds: hub('DynamoDBTable', 'Delete'),
    leaves: hub('EbsVolume', 'Delete'),
  },
  'cost.euc.idle': { finds: hub('WorkSpaces', 'Delete'), leaves: hub('EbsVolume', 'Delete') },
  'cost.graviton': hubCase('Ec2Instance', 'MigrateToGraviton', 'Rightsize'),
  'cost.sp.purchase': hubCase(
    'ComputeSavingsPlans',
    'PurchaseSavingsPlans',
    'PurchaseReservedInstances',
  ),
  'cost.ri.purchase': hubCase(
    'RdsReservedInstances',
    'PurchaseReservedInstances',
    'PurchaseSavingsPlans',
  ),
  'cost.savings.summary': { finds: summaryOf('Ec2Instance'), leaves: summaryOf() },
  'cost.coh.coverage': { finds: enrolled(false), leaves: enrolled(true) },
  'cost.co.coverage': { finds: enrolled(false), leaves: enrolled(true) },
  'cost.history': {
    finds: bill(costLine(['S3', 'Usage'], '1')),
    leaves: bill(costLine(['S3', 'Credit'], '-1')),
  },
  'cost.mom': {
    finds: months(['S3', 'Usage'], '100', '120'),
    leaves: months(['S3', 'Usage'], '100', '119.99'),
  },
  'cost.drop': {
    finds: months(['S3', 'Usage'], '100', '50'),
    leaves: months(['S3', 'Usage'], '100', '50.01'),
  },
  'cost.new.service': {
    finds: months(['S3', 'Usage'], '0', '1'),
    leaves: months(['S3', 'Usage'], '0', '0.99'),
  },
  'cost.drivers': { finds: driverOf('0.01'), leaves: driverOf('0') },
  'cost.daily.spike': { finds: days('110'), leaves: days('109.99') },
  'cost.anomalies': { finds: anomalyOf(10), leaves: anomalyOf(9.99) },
  'cost.forecast': { finds: forecastOf('110.01'), leaves: forecastOf('110') },
  'cost.sp.coverage': { finds: coverage(69.9), leaves: coverage(70) },
  'cost.ri.coverage': { finds: coverage(69.9), leaves: coverage(70) },
  'cost.sp.utilization': { finds: utilization(94.9), leaves: utilization(95) },
  'cost.ri.utilization': { finds: utilization(89.9), leaves: utilization(90) },
  'cost.tags.untagged': {
    finds: bill(costLine([''], '5.01'), costLine(['x'], '94.99')),
    leaves: bill(costLine([''], '5'), costLine(['x'], '95')),
  },
  'cost.tags.inactive': { finds: tagKeys('Inactive'), leaves: tagKeys('Active') },
  'cost.datatransfer': {
    finds: bill(
      costLine([ACCOUNT, 'NatGateway-Bytes'], '10.01'),
      costLine([ACCOUNT, 'Box'], '89.99'),
    ),
    leaves: bill(costLine([ACCOUNT, 'NatGateway-Bytes'], '10'), costLine([ACCOUNT, 'Box'], '90')),
  },
  'cost.marketplace': {
    finds: months(['Seller'], '100', '120'),
    leaves: months(['Seller'], '100', '119.99'),
  },
  'cost.credits': { finds: bill(costLine(['Credit'], '-1')), leaves: bill() },
  ...FINDING_CASES,
  'cost.trail.duplicates': {
    finds: trails('us-east-1', 'us-east-1'),
    leaves: trails('us-east-1', 'eu-west-1'),
  },
  'inv.count.types': { finds: counts('AWS::S3::Bucket'), leaves: counts() },
  'inv.accounts': { finds: accounts('ACTIVE'), leaves: accounts() },
  'inv.accounts.suspended': { finds: accounts('SUSPENDED'), leaves: accounts('ACTIVE') },
};
