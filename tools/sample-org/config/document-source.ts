import type { Cell, ResourceFilter, World } from '../world/types.ts';
import { configurationDocument } from './configuration-item.ts';
import { recordedCells } from './recorded-resources.ts';
import type { PositionedDocument } from './sql/configuration-document.ts';
import type { DocumentSource, QueryScope } from './sql/run-query.ts';

/**
 * The recorded resources as a source of documents. A position names cell and index, so that a query is resumed without
 * making the resources before it.
 */
export function documentSource(world: World): DocumentSource {
  return (scope, after) => {
    const cells = recordedCells(world, toFilter(scope));
    if (scope.countsOnly) return weighedCells(world, cells);
    return documentsOf(world, after === null ? cellsFromStart(cells) : cellsFrom(cells, after));
  };
}

function toFilter({ accountIds, regions, resourceTypes }: QueryScope): ResourceFilter {
  return {
    ...(accountIds && { accountIds: [...accountIds] }),
    ...(regions && { regions: [...regions] }),
    ...(resourceTypes && { types: [...resourceTypes] }),
  };
}

function* weighedCells(world: World, cells: Iterable<Cell>): Iterable<PositionedDocument> {
  for (const cell of cells) {
    const { account, region, type } = cell;
    const document = { accountId: account.id, awsRegion: region, resourceType: type };
    yield { position: cellName(cell), document, weight: world.count(cell) };
  }
}

/** A cell, and the first of its resources that is wanted. */
interface CellPart {
  readonly cell: Cell;
  readonly first: number;
}

function* cellsFromStart(cells: Iterable<Cell>): Iterable<CellPart> {
  for (const cell of cells) yield { cell, first: 0 };
}

function* cellsFrom(cells: Iterable<Cell>, after: string): Iterable<CellPart> {
  const slash = after.lastIndexOf('/');
  const [startCell, first] = [after.slice(0, slash), Number(after.slice(slash + 1)) + 1];
  let started = false;
  for (const cell of cells) {
    if (started) yield { cell, first: 0 };
    else if (cellName(cell) === startCell) {
      started = true;
      yield { cell, first };
    }
  }
}

function* documentsOf(world: World, parts: Iterable<CellPart>): Iterable<PositionedDocument> {
  for (const { cell, first } of parts) {
    const count = world.count(cell);
    for (let index = first; index < count; index++) {
      const document = configurationDocument(world.resourceAt(cell, index), world.parameters.now);
      yield { document, position: `${cellName(cell)}/${index}` };
    }
  }
}

function cellName({ account, region, type }: Cell): string {
  return `${account.id}/${region}/${type}`;
}
