import { type ConfigRow, flagAt, numberAt, textAt, textsAt } from '../../aws/config-row.ts';
import { type ConfigCheck, defineConfigCheck } from '../config-check.ts';
import { groupedBy } from '../group-by.ts';
import { thresholdOf } from '../thresholds.ts';
import { HOURS_PER_MONTH } from '../unit-prices.ts';

/** Instances that a reservation holds and nobody uses. */
function unusedInstances(row: ConfigRow): number {
  return numberAt(row, 'configuration.AvailableInstanceCount') ?? 0;
}

/** Wider first: the organization's trail, then trails of all Regions, then by name. */
function byReach(a: ConfigRow, b: ConfigRow): number {
  const reach = reachOf(b) - reachOf(a);
  return reach || (nameOf(a) < nameOf(b) ? -1 : Number(nameOf(a) > nameOf(b)));
}

function reachOf(row: ConfigRow): number {
  if (flagAt(row, 'configuration.isOrganizationTrail') === true) return 2;
  return isEverywhere(row) ? 1 : 0;
}

function isEverywhere(row: ConfigRow): boolean {
  return flagAt(row, 'configuration.isMultiRegionTrail') === true;
}

function nameOf(row: ConfigRow): string {
  return row.resourceName ?? row.resourceId ?? '';
}

function homeOf(row: ConfigRow): string | null {
  return textAt(row, 'configuration.homeRegion') ?? row.region;
}

/**
 * Trails that copy events which another trail of the account delivers already. A trail of all Regions is recorded in
 * each of them and counts once. Pure.
 */
export function duplicateTrails(rows: readonly ConfigRow[]): readonly ConfigRow[] {
  const trails = groupedBy(rows, (row) => `${row.accountId}/${homeOf(row)}/${nameOf(row)}`);
  const each = [...trails.values()].flatMap(([first]) => first ?? []);
  return [...groupedBy(each, ({ accountId }) => accountId).values()].flatMap((members) => {
    const sorted = members.toSorted(byReach);
    return sorted.filter((trail, position) =>
      sorted
        .slice(0, position)
        .some((other) => isEverywhere(other) || homeOf(other) === homeOf(trail)),
    );
  });
}

/** Capacity that is paid for whether it is used or not. */
const CHECKS: readonly ConfigCheck[] = [
  {
    id: 'cost.odcr.unused',
    finds: {
      one: 'capacity reservation in part unused',
      many: 'capacity reservations in part unused',
    },
    doing: 'releasing the unused part of {them}',
    shows: [
      { field: 'instanceType', title: 'Type', path: 'configuration.InstanceType' },
      {
        field: 'total',
        title: 'Reserved',
        path: 'configuration.TotalInstanceCount',
        kind: 'number',
      },
      {
        field: 'unused',
        title: 'Unused',
        path: 'configuration.AvailableInstanceCount',
        kind: 'number',
      },
    ],
    keep: (row, request) => {
      const total = numberAt(row, 'configuration.TotalInstanceCount') ?? 0;
      return total > 0 && (100 * unusedInstances(row)) / total > thresholdOf(request, 'percent');
    },
    saving: (row, prices) => {
      const type = textAt(row, 'configuration.InstanceType') ?? '';
      const hours = unusedInstances(row) * HOURS_PER_MONTH;
      return (
        prices.priceOf(`UnusedBox:${type}`, row.region, hours) ??
        prices.priceOf(`BoxUsage:${type}`, row.region, hours)
      );
    },
    advice: {
      verb: 'Reduce',
      one: 'capacity reservation',
      many: 'capacity reservations',
      action: 'Lower the instance count to what is used, or cancel the reservation.',
      effort: 'low',
    },
    notes: ['Unused now. A reservation for a failover or a coming event is meant to be unused.'],
  },
  {
    id: 'cost.host.empty',
    finds: { one: 'dedicated host without instances', many: 'dedicated hosts without instances' },
    doing: 'releasing {them}',
    shows: [
      { field: 'family', title: 'Family', path: 'configuration.hostProperties.instanceFamily' },
      { field: 'allocated', title: 'Since', path: 'configuration.allocationTime', kind: 'date' },
    ],
    keep: (row) => textsAt(row, 'configuration.instances.instanceId').length === 0,
    saving: (row, prices) => {
      const family = textAt(row, 'configuration.hostProperties.instanceFamily');
      return family === null
        ? null
        : prices.priceOf(`HostUsage:${family}`, row.region, HOURS_PER_MONTH);
    },
    advice: {
      verb: 'Release',
      one: 'empty dedicated host',
      many: 'empty dedicated hosts',
      action: 'Release the host unless a licence or a planned launch needs it.',
      effort: 'low',
    },
  },
  {
    id: 'cost.trail.duplicates',
    finds: {
      one: 'trail that copies events another delivers',
      many: 'trails that copy events another delivers',
    },
    shows: [
      { field: 'allRegions', title: 'All Regions', path: 'configuration.isMultiRegionTrail' },
      { field: 'home', title: 'Home Region', path: 'configuration.homeRegion' },
    ],
    among: duplicateTrails,
    advice: {
      verb: 'Remove',
      one: 'duplicate trail',
      many: 'duplicate trails',
      action:
        'Check who reads the copy; stop its management events, for which AWS charges from the second copy on.',
      effort: 'medium',
    },
    notes: [
      'Config does not show the event selectors: a trail that delivers data events only is not a duplicate.',
    ],
  },
  {
    id: 'cost.workspaces.alwayson',
    finds: { one: 'WorkSpace that runs all the time', many: 'WorkSpaces that run all the time' },
    shows: [
      { field: 'user', title: 'User', path: 'configuration.UserName' },
      {
        field: 'bundle',
        title: 'Size',
        path: 'configuration.WorkspaceProperties.ComputeTypeName',
      },
    ],
    advice: {
      verb: 'Review',
      one: 'WorkSpace in ALWAYS_ON',
      many: 'WorkSpaces in ALWAYS_ON',
      action: 'Change it to AUTO_STOP where it is used for less than about 80 hours a month.',
      effort: 'low',
    },
    notes: ['Config does not show for how many hours a WorkSpace is used.'],
  },
];

/** Cost checks over reserved and always-on capacity in Config. */
export const CAPACITY_COST_ANALYZERS = CHECKS.map(defineConfigCheck);
