import { type MetResource, walkResources } from '../walk-resources.ts';
import type { Cell, JsonObject, Resource, ResourceFilter, World } from '../world/types.ts';
import { configurationDocument } from './configuration-item.ts';
import { recordedCells } from './recorded-resources.ts';
import type { PositionedDocument } from './sql/configuration-document.ts';
import type { DocumentSource, QueryScope } from './sql/run-query.ts';

/**
 * The recorded resources as a source of documents. A position names cell and index, so that a query is resumed without
 * making the resources before it.
 */
export function documentSource(world: World): DocumentSource {
  const documentOf = rememberDocuments(world);
  return (scope, after) => {
    const filter = toFilter(scope);
    if (scope.countsOnly) return weighedCells(world, recordedCells(world, filter));
    const start = after === null ? null : { position: after, inclusive: false };
    const cells = (from: Cell | null) => recordedCells(world, filter, from);
    return documentsOf(walkResources(world, cells, start), documentOf);
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
    yield { position: '', document, weight: world.count(cell) };
  }
}

type DocumentOf = (resource: Resource) => JsonObject;

function* documentsOf(
  met: Iterable<MetResource>,
  documentOf: DocumentOf,
): Iterable<PositionedDocument> {
  for (const { resource, position } of met) yield { document: documentOf(resource), position };
}

/** A document lives as long as the world remembers its resource. */
function rememberDocuments(world: World): DocumentOf {
  const documents = new WeakMap<Resource, JsonObject>();
  return (resource) => {
    const known = documents.get(resource);
    if (known !== undefined) return known;
    const document = configurationDocument(resource, world.parameters.now);
    documents.set(resource, document);
    return document;
  };
}
