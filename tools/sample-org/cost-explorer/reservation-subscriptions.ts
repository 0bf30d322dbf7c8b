import { UTILISATION } from '../world/costs/charge-lines.ts';
import { hashOf } from '../world/random.ts';
import type { CostExplorer } from './cost-explorer.ts';
import { dimensionOf } from './expression.ts';
import { knownDays, type Period } from './periods.ts';
import { reservable } from './reservable.ts';
import { type Sum, sumCosts } from './sum-costs.ts';

/** A reservation that covered something in a period. */
interface Subscription {
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly used: Sum | undefined;
}

const KEYS = ['LINKED_ACCOUNT', 'REGION', 'INSTANCE_TYPE'] as const;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** One reservation for each account, Region and instance type, bought again every year on a day of its own. */
export function subscriptionsOf(
  explorer: CostExplorer,
  { period, filter }: { readonly period: Period; readonly filter: unknown },
): readonly Subscription[] {
  const wanted = reservable(filter);
  const groups = sumCosts(explorer.bill, {
    periods: [period],
    filter: (charge) => charge.dimensions['RECORD_TYPE'] === 'DiscountedUsage' && wanted(charge),
    keysOf: (charge) => KEYS.map((key) => dimensionOf(charge, key)),
    known: knownDays(explorer.now()),
  });
  const hours = (period.end.getTime() - period.start.getTime()) / HOUR_MS;
  return groups.map(({ keys, sums: [used] }) => ({
    id: String(hashOf('reservation', ...keys)),
    attributes: {
      ...termOf(explorer, keys),
      numberOfInstances: String(
        Math.max(1, Math.round((used?.quantity ?? 0) / UTILISATION.reservation / 1e6 / hours)),
      ),
    },
    used,
  }));
}

function termOf({ world, now }: CostExplorer, keys: readonly string[]) {
  const [accountId = '', region = '', instanceType = ''] = keys;
  const day = (hashOf('term', ...keys) % 365) * DAY_MS;
  const year = now().getUTCFullYear();
  const inYear = (each: number) => new Date(Date.UTC(each, 0, 1) + day);
  const end = inYear(year) > now() ? year : year + 1;
  return {
    accountId,
    accountName: world.account(accountId)?.name ?? '',
    region,
    instanceType,
    subscriptionId: String(hashOf('reservation', ...keys)),
    subscriptionStatus: 'Active',
    subscriptionType: 'No Upfront',
    startDateTime: inYear(end - 1).toISOString(),
    endDateTime: inYear(end).toISOString(),
  };
}
