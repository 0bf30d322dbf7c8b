import { arnAt } from '../world/place.ts';
import type { Place, World } from '../world/types.ts';
import {
  recommendDatabases,
  recommendInstances,
  recommendVolumes,
} from './instance-recommendations.ts';
import { type HubItem, hubItem } from './recommendation.ts';
import { recommendResources } from './resource-recommendations.ts';

/** Commitments that AWS proposes for the whole organization, in the management account. */
function recommendCommitments(place: Place, resources: number): readonly HubItem[] {
  const size = resources / 4_000;
  const about = (name: string) => ({
    index: 0,
    resourceId: '',
    resourceArn: arnAt(place, 'ce', `recommendation/${name}`),
    lookbackDays: 30,
  });
  return [
    hubItem(place, {
      ...about('compute-savings-plans'),
      resourceType: 'ComputeSavingsPlans',
      action: 'PurchaseSavingsPlans',
      current: 'On-demand compute',
      recommended: `1 year, no upfront, USD ${(2.4 * size).toFixed(3)} an hour`,
      cost: 6_400 * size,
      share: 0.24,
    }),
    hubItem(place, {
      ...about('rds-reserved-instances'),
      resourceType: 'RdsReservedInstances',
      action: 'PurchaseReservedInstances',
      current: 'On-demand databases',
      recommended: `${Math.max(1, Math.round(4 * size))} x db.r5.large, 1 year, no upfront`,
      cost: 830 * size,
      share: 0.31,
    }),
  ];
}

/** Every recommendation of the enrolled accounts, account by account; made while one walks. */
export function* recommendAll(world: World): Iterable<HubItem> {
  for (const account of world.accounts) {
    if (!account.enrolled || account.state !== 'ACTIVE') continue;
    if (account.id === world.managementAccountId) {
      const place = world.place({ account, region: 'us-east-1' });
      yield* recommendCommitments(place, world.parameters.resources);
    }
    for (const region of world.regions)
      yield* recommendPlace(world, world.place({ account, region }));
  }
}

function* recommendPlace(world: World, place: Place): Iterable<HubItem> {
  yield* recommendInstances(place);
  yield* recommendVolumes(place);
  yield* recommendDatabases(place);
  yield* recommendResources(world, place);
}

/** Share of a commitment's saving that is left once usage has been reduced. */
const COMMITMENT_AFTER_WASTE = 0.62;

/** Of several recommendations about one resource the best one: what AWS lists unless all are asked for. */
export function bestPerResource(items: Iterable<HubItem>): readonly HubItem[] {
  const best = new Map<string, HubItem>();
  for (const item of items) {
    const other = best.get(item.resourceArn);
    if (other === undefined || other.estimatedMonthlySavings < item.estimatedMonthlySavings) {
      best.set(item.resourceArn, item);
    }
  }
  return [...best.values()];
}

/** The sum in which each dollar is saved once: one action per resource, commitments on what is left. */
export function dedupedSaving(items: Iterable<HubItem>): number {
  let sum = 0;
  for (const item of bestPerResource(items)) {
    const committed = item.actionType.startsWith('Purchase');
    sum += item.estimatedMonthlySavings * (committed ? COMMITMENT_AFTER_WASTE : 1);
  }
  return Math.round(sum * 100) / 100;
}
