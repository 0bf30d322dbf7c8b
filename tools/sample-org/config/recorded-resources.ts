import { walkResources } from '../walk-resources.ts';
import type { Cell, Resource, ResourceFilter, World } from '../world/types.ts';

/** The cells that AWS Config records: what lies outside is unknown to the aggregator. */
export function* recordedCells(
  world: World,
  filter: ResourceFilter,
  from: Cell | null = null,
): Iterable<Cell> {
  for (const cell of world.cells(filter, from)) {
    if (world.recorded(cell.account, cell.region)) yield cell;
  }
}

/** The recorded resources, made one by one. */
export function* recordedResources(world: World, filter: ResourceFilter): Iterable<Resource> {
  const met = walkResources(world, (from) => recordedCells(world, filter, from), null);
  for (const { resource } of met) yield resource;
}

/** A filter as Config's operations write it, in the world's words. */
export function resourceFilter(filters: {
  readonly AccountId?: string | undefined;
  readonly Region?: string | undefined;
  readonly ResourceType?: string | undefined;
}): ResourceFilter {
  return {
    ...(filters.AccountId !== undefined && { accountIds: [filters.AccountId] }),
    ...(filters.Region !== undefined && { regions: [filters.Region] }),
    ...(filters.ResourceType !== undefined && { types: [filters.ResourceType] }),
  };
}
