import type { Cell, Resource, World } from './world/types.ts';

/** A resource and the place in the walk where it was met. */
export interface MetResource {
  readonly cell: Cell;
  /** Names cell and index; a later walk over the same cells can start from it. */
  readonly position: string;
  readonly resource: Resource;
}

/** Where a walk starts: at the beginning (null), at a position, or right after it. */
export type WalkStart = null | { readonly position: string; readonly inclusive: boolean };

/** Makes the resources of the cells one by one. Those before the start are not made. */
export function* walkResources(
  world: World,
  cells: Iterable<Cell>,
  start: WalkStart,
): Iterable<MetResource> {
  for (const { cell, first } of cellsFrom(cells, start)) {
    const count = world.count(cell);
    for (let index = first; index < count; index++) {
      const position = `${cellName(cell)}/${index}`;
      yield { cell, position, resource: world.resourceAt(cell, index) };
    }
  }
}

function* cellsFrom(
  cells: Iterable<Cell>,
  start: WalkStart,
): Iterable<{ readonly cell: Cell; readonly first: number }> {
  const { position, inclusive } = start ?? { position: '', inclusive: true };
  const slash = position.lastIndexOf('/');
  const startCell = position.slice(0, slash);
  const startIndex = Number(position.slice(slash + 1)) + (inclusive ? 0 : 1);
  let started = start === null;
  for (const cell of cells) {
    if (started) yield { cell, first: 0 };
    else if (cellName(cell) === startCell) {
      started = true;
      yield { cell, first: startIndex };
    }
  }
}

function cellName({ account, region, type }: Cell): string {
  return `${account.id}/${region}/${type}`;
}
