import { oneSizeSmaller } from '../cost-optimization-hub/instance-recommendations.ts';
import { type InstanceFacts, instanceCount, instanceFacts } from '../world/kinds/ec2-instance.ts';
import { arnAt } from '../world/place.ts';
import type { Place, World } from '../world/types.ts';
import { metric, refreshedAt, saving, tagsOf } from './shapes.ts';

const FINDING = {
  idle: 'Overprovisioned',
  over: 'Overprovisioned',
  under: 'Underprovisioned',
  right: 'Optimized',
} as const;

const REASONS = {
  Overprovisioned: ['CPUOverprovisioned'],
  Underprovisioned: ['CPUUnderprovisioned'],
  Optimized: [],
} as const;

function options(facts: InstanceFacts) {
  const smaller =
    FINDING[facts.use] === 'Overprovisioned' ? oneSizeSmaller(facts.instanceType) : null;
  if (smaller === null) return [];
  return [
    {
      instanceType: smaller,
      projectedUtilizationMetrics: [metric('Cpu', 'Maximum', Math.min(100, facts.cpuMaximum * 2))],
      performanceRisk: 1,
      rank: 1,
      savingsOpportunity: saving(facts.monthlyCost, 0.5),
      migrationEffort: 'VeryLow',
    },
  ];
}

function instanceItem(place: Place, facts: InstanceFacts) {
  const finding = FINDING[facts.use];
  return {
    instanceArn: arnAt(place, 'ec2', `instance/${facts.id}`),
    accountId: place.account.id,
    instanceName: facts.name,
    currentInstanceType: facts.instanceType,
    finding,
    findingReasonCodes: REASONS[finding],
    utilizationMetrics: [metric('Cpu', 'Maximum', facts.cpuMaximum)],
    lookBackPeriodInDays: 14,
    recommendationOptions: options(facts),
    lastRefreshTimestamp: refreshedAt(place),
    currentPerformanceRisk: finding === 'Underprovisioned' ? 'High' : 'VeryLow',
    instanceState: facts.state,
    tags: tagsOf(facts.tags),
  };
}

/** Compute Optimizer's view of every running instance in one account and Region. */
export function* instanceRecommendations(
  world: World,
  accountId: string,
  region: string,
): Iterable<ReturnType<typeof instanceItem>> {
  const account = world.account(accountId);
  if (account === undefined || !world.regions.includes(region)) return;
  const place = world.place({ account, region });
  for (let index = 0; index < instanceCount(place); index += 1) {
    const facts = instanceFacts(place, index);
    if (facts.state === 'running') yield instanceItem(place, facts);
  }
}
