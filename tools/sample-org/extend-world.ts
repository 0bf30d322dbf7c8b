import type { Cell, Resource, ResourceFilter, World } from './world/types.ts';

/** Where a cell is, whatever its type. */
export type Where = Pick<Cell, 'account' | 'region'>;

/** A resource type that a service adds to the world it sees. */
export interface ExtraKind {
  /** In CloudFormation spelling. */
  readonly type: string;
  count(where: Where): number;
  /** @throws RangeError outside 0 to count - 1 */
  resourceAt(where: Where, index: number): Resource;
}

/** The world with more resource types; their cells come after the world's own. */
export function extendWorld(world: World, extras: readonly ExtraKind[]): World {
  const kinds = new Map(extras.map((kind) => [kind.type, kind]));
  const count = (cell: Cell): number => kinds.get(cell.type)?.count(cell) ?? world.count(cell);
  const resourceAt = (cell: Cell, index: number): Resource =>
    kinds.get(cell.type)?.resourceAt(cell, index) ?? world.resourceAt(cell, index);
  function* cells(filter: ResourceFilter = {}, from: Cell | null = null): Iterable<Cell> {
    const inExtras = from !== null && kinds.has(from.type);
    if (!inExtras) yield* world.cells(filter, from);
    const extras = extraCells(world, [...kinds.keys()], filter);
    for (const cell of inExtras ? startingAt(extras, from) : extras) {
      if (count(cell) > 0) yield cell;
    }
  }
  function* resources(filter?: ResourceFilter): Iterable<Resource> {
    for (const cell of cells(filter)) {
      for (let index = 0; index < count(cell); index++) yield resourceAt(cell, index);
    }
  }
  const resourceTypes = [...world.resourceTypes, ...kinds.keys()];
  return { ...world, resourceTypes, cells, count, resourceAt, resources };
}

/** The cells from one on; there are few, and naming one costs nothing. */
function* startingAt(cells: Iterable<Cell>, from: Cell): Iterable<Cell> {
  let started = false;
  for (const cell of cells) {
    const { account, region, type } = cell;
    started ||= account === from.account && region === from.region && type === from.type;
    if (started) yield cell;
  }
}

function* extraCells(
  world: World,
  extraTypes: readonly string[],
  { accountIds, regions, types }: ResourceFilter,
): Iterable<Cell> {
  const wantedTypes = extraTypes.filter((type) => types?.includes(type) ?? true);
  const wantedRegions = world.regions.filter((region) => regions?.includes(region) ?? true);
  if (wantedTypes.length === 0) return;
  for (const account of world.accounts) {
    if (!(accountIds?.includes(account.id) ?? true)) continue;
    for (const region of wantedRegions) {
      for (const type of wantedTypes) yield { account, region, type };
    }
  }
}

/** Resources that are kept of one extra kind. */
const MOST_KEPT = 10_000;

/** The same kind, which makes a resource once: what is remembered about a resource is then found again. */
export function rememberKind(kind: ExtraKind): ExtraKind {
  const kept = new Map<string, Resource>();
  return {
    ...kind,
    resourceAt(where, index) {
      const key = `${where.account.id}/${where.region}/${index}`;
      const made = kept.get(key) ?? kind.resourceAt(where, index);
      if (kept.size < MOST_KEPT) kept.set(key, made);
      return made;
    },
  };
}
