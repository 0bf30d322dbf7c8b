import type { Cell, JsonObject, Resource, ResourceFilter, World } from './world/types.ts';

/** The world with what was changed through the API since the start. It is kept in memory: a restart undoes it. */
export interface ChangeableWorld {
  readonly world: World;
  /** Replaces members of a resource's configuration. */
  readonly update: (resource: Resource, configuration: JsonObject) => void;
  readonly remove: (resource: Resource) => void;
  readonly add: (resource: Resource) => void;
  /** True when somebody changed or removed it. */
  readonly isChanged: (arn: string) => boolean;
}

interface CellChanges {
  /** Places in the world's own order, ascending. */
  readonly removed: number[];
  readonly added: Resource[];
}

/** Changes that are kept: the endpoint must not grow without bound. */
const MOST_CHANGES = 10_000;

/** Makes a world changeable. What nobody changed is the same object as before. */
export function changeableWorld(base: World): ChangeableWorld {
  const cells = new Map<string, CellChanges>();
  const configurations = new Map<string, JsonObject>();
  const changed = new Set<string>();
  let changeCount = 0;

  const changesOf = (cell: Cell) => cells.get(cellName(cell));
  const count = (cell: Cell): number => {
    if (changed.size === 0) return base.count(cell);
    const { removed = [], added = [] } = changesOf(cell) ?? {};
    return base.count(cell) - removed.length + added.length;
  };
  const current = (resource: Resource): Resource => {
    const configuration = configurations.get(resource.arn);
    if (configuration === undefined) return resource;
    return { ...resource, configuration: { ...resource.configuration, ...configuration } };
  };
  const resourceAt = (cell: Cell, index: number): Resource => {
    // Walks over millions of resources pass here.
    if (changed.size === 0) return base.resourceAt(cell, index);
    const { removed = [], added = [] } = changesOf(cell) ?? {};
    const own = base.count(cell) - removed.length;
    const extra = added[index - own];
    if (extra !== undefined) return current(extra);
    return current(base.resourceAt(cell, ownIndex(index, removed)));
  };
  function* resources(filter?: ResourceFilter): Iterable<Resource> {
    for (const cell of base.cells(filter)) {
      for (let index = 0; index < count(cell); index++) yield resourceAt(cell, index);
    }
  }
  const note = (resource: Resource): CellChanges => {
    if (changed.size >= MOST_CHANGES) throw new RangeError('Too much was changed. Restart.');
    changed.add(resource.arn);
    changeCount += 1;
    const name = cellName(cellOf(base, resource));
    const known = cells.get(name) ?? { removed: [], added: [] };
    cells.set(name, known);
    return known;
  };

  return {
    world: { ...base, count, resourceAt, resources, changeCount: () => changeCount },
    update(resource, configuration) {
      note(resource);
      configurations.set(resource.arn, { ...configurations.get(resource.arn), ...configuration });
    },
    remove(resource) {
      const { removed, added } = note(resource);
      const extra = added.findIndex(({ arn }) => arn === resource.arn);
      if (extra >= 0) added.splice(extra, 1);
      else removed.push(indexIn(base, resource));
      removed.sort((left, right) => left - right);
    },
    add(resource) {
      note(resource).added.push(resource);
    },
    isChanged: (arn) => changed.has(arn),
  };
}

/** The place in the base of the resource that is at `index` when the removed ones are left out. */
function ownIndex(index: number, removed: readonly number[]): number {
  let own = index;
  for (const gone of removed) if (gone <= own) own += 1;
  return own;
}

function indexIn(base: World, { arn, ...resource }: Resource): number {
  const cell = cellOf(base, resource);
  for (let index = 0; index < base.count(cell); index++) {
    if (base.resourceAt(cell, index).arn === arn) return index;
  }
  throw new RangeError('There is no such resource.');
}

function cellOf(
  base: World,
  { accountId, region, type }: Pick<Resource, 'accountId' | 'region' | 'type'>,
): Cell {
  const account = base.account(accountId);
  if (account === undefined) throw new RangeError(`There is no account ${accountId}.`);
  return { account, region, type };
}

function cellName({ account, region, type }: Cell): string {
  return `${account.id}/${region}/${type}`;
}
