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

/** Gives cells in a fixed order, those before `from` left out unseen. */
type CellSource = (from: Cell | null) => Iterable<Cell>;

/** Makes the resources of the cells one by one. Neither cells nor resources before the start are looked at. */
export function* walkResources(
  world: World,
  cells: CellSource,
  start: WalkStart,
): Iterable<MetResource> {
  const from = start === null ? null : readStart(world, start);
  if (from === undefined) return;
  let first = from?.index ?? 0;
  for (const cell of cells(from?.cell ?? null)) {
    const name = cellName(cell);
    if (from !== null && name !== cellName(from.cell)) first = 0;
    const count = world.count(cell);
    for (let index = first; index < count; index++) {
      yield { cell, position: `${name}/${index}`, resource: world.resourceAt(cell, index) };
    }
  }
}

/** Cell and index of a start; undefined when the world has no such place. */
function readStart(world: World, { position, inclusive }: NonNullable<WalkStart>) {
  const [accountId = '', region = '', type = '', index] = position.split('/');
  const account = world.account(accountId);
  if (account === undefined || !world.resourceTypes.includes(type)) return undefined;
  return { cell: { account, region, type }, index: Number(index) + (inclusive ? 0 : 1) };
}

function cellName({ account, region, type }: Cell): string {
  return `${account.id}/${region}/${type}`;
}
