import type { Cell, Resource, ResourceFilter, World } from '../world/types.ts';

/** The cells that AWS Config records: what lies outside is unknown to the aggregator. */
export function* recordedCells(world: World, filter: ResourceFilter): Iterable<Cell> {
  for (const cell of world.cells(filter)) {
    if (world.recorded(cell.account, cell.region)) yield cell;
  }
}

/** The recorded resources, made one by one. */
export function* recordedResources(world: World, filter: ResourceFilter): Iterable<Resource> {
  for (const cell of recordedCells(world, filter)) {
    const count = world.count(cell);
    for (let index = 0; index < count; index++) yield world.resourceAt(cell, index);
  }
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
