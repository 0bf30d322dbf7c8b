import { createRandom } from '../world/random.ts';
import type { World } from '../world/types.ts';

/** A metric of one load balancer over days. */
export interface MetricAsked {
  readonly accountId: string;
  readonly region: string;
  readonly metric: string;
  /** The dimension `LoadBalancer`: `app/name/id` or `net/name/id`. */
  readonly balancer: string;
  /** Midnights. */
  readonly days: readonly Date[];
}

/** Share of load balancers through which next to nothing goes. */
const IDLE = 0.2;

/** Requests or flows on a usual day. */
const BUSY = { low: 4_000, high: 90_000 };

/** Whether the account has this load balancer in the Region. */
export function hasBalancer(world: World, { accountId, region, balancer }: MetricAsked): boolean {
  const types = ['AWS::ElasticLoadBalancingV2::LoadBalancer'];
  for (const { arn } of world.resources({ accountIds: [accountId], regions: [region], types })) {
    if (arn.endsWith(`:loadbalancer/${balancer}`)) return true;
  }
  return false;
}

/** The value of each day, or undefined where nothing went through, as in all of the sandbox; the same on every call. */
export function dailyValues(world: World, asked: MetricAsked): readonly (number | undefined)[] {
  const { seed } = world.parameters;
  const idle = createRandom(seed, 'balancer', asked.balancer).chance(IDLE);
  const forgotten = world.account(asked.accountId)?.purpose === 'sandbox';
  return asked.days.map((day) => {
    if (forgotten) return undefined;
    const random = createRandom(seed, 'traffic', asked.balancer, day.toISOString());
    const count = idle ? random.integer(0, 12) : random.integer(BUSY.low, BUSY.high);
    if (count === 0) return undefined;
    return asked.metric === 'ActiveFlowCount' ? count / 1_000 : count;
  });
}
