import { randomAt } from '../world/place.ts';
import { MONTHLY_PRICE } from '../world/prices.ts';
import type { Random } from '../world/random.ts';
import type { Cell, Json, Place, Resource, World } from '../world/types.ts';
import { type ActionType, type HubItem, hubItem } from './recommendation.ts';

/** What AWS recommends about resources of one type, where only chance decides which ones. */
interface Advice {
  readonly type: string;
  readonly resourceType: string;
  /** Share of the resources that are recommended about. */
  readonly frequency: number;
  readonly action: ActionType;
  readonly lookbackDays: number;
  describe(resource: Resource, random: Random): AdviceWords;
}

interface AdviceWords {
  readonly current: string;
  readonly recommended: string;
  /** USD a month. */
  readonly cost: number;
  readonly share: number;
}

function numberIn(value: Json | undefined, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

function describeFunction({ configuration }: Resource, random: Random): AdviceWords {
  const memory = numberIn(configuration['memorySize'], 1_024);
  const cost = 2 + (memory / 1_024) * 14 * random.next();
  return { current: `${memory} MB`, recommended: `${memory / 2} MB`, cost, share: 0.42 };
}

const ADVICE: readonly Advice[] = [
  {
    type: 'AWS::EC2::NatGateway',
    resourceType: 'NatGateway',
    frequency: 0.2,
    action: 'Delete',
    lookbackDays: 32,
    describe: () => ({
      current: 'NAT gateway without traffic',
      recommended: 'Delete the NAT gateway',
      cost: MONTHLY_PRICE.natGateway,
      share: 1,
    }),
  },
  {
    type: 'AWS::Lambda::Function',
    resourceType: 'LambdaFunction',
    frequency: 0.06,
    action: 'Rightsize',
    lookbackDays: 14,
    describe: describeFunction,
  },
  {
    type: 'AWS::ECS::Service',
    resourceType: 'EcsService',
    frequency: 0.12,
    action: 'Rightsize',
    lookbackDays: 14,
    describe: (_, random) => ({
      current: '2048 CPU units, 4096 MB',
      recommended: '1024 CPU units, 2048 MB',
      cost: 60 + 200 * random.next(),
      share: 0.5,
    }),
  },
  {
    type: 'AWS::AutoScaling::AutoScalingGroup',
    resourceType: 'Ec2AutoScalingGroup',
    frequency: 0.25,
    action: 'Rightsize',
    lookbackDays: 14,
    describe: (_, random) => ({
      current: 'm5.xlarge',
      recommended: 'm5.large',
      cost: 350 + 900 * random.next(),
      share: 0.5,
    }),
  },
];

/** Recommendations about resources of the place's account and Region that have no facts of their own. */
export function* recommendResources(world: World, place: Place): Iterable<HubItem> {
  for (const advice of ADVICE) {
    const cell: Cell = { account: place.account, region: place.region, type: advice.type };
    for (let index = 0; index < world.count(cell); index += 1) {
      const random = randomAt(place, `${advice.type}/advice`, index);
      if (!random.chance(advice.frequency)) continue;
      yield adviceItem({ place, advice, random, index, resource: world.resourceAt(cell, index) });
    }
  }
}

function adviceItem(about: {
  readonly place: Place;
  readonly advice: Advice;
  readonly random: Random;
  readonly index: number;
  readonly resource: Resource;
}): HubItem {
  const { place, advice, random, index, resource } = about;
  return hubItem(place, {
    ...advice.describe(resource, random),
    index,
    resourceType: advice.resourceType,
    resourceId: resource.id,
    resourceArn: resource.arn,
    action: advice.action,
    tags: resource.tags,
    lookbackDays: advice.lookbackDays,
  });
}
