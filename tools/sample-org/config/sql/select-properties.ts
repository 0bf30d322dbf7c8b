import type { Json, JsonObject } from '../../world/types.ts';
import { SCALAR_PROPERTIES } from './check-query.ts';
import { type ConfigurationDocument, isJsonObject } from './configuration-document.ts';
import type { PropertyPath, Query } from './query-syntax.ts';

/** What to keep of a value: everything, or these members of it. */
type Keep = 'everything' | ReadonlyMap<string, Keep>;

/**
 * Makes the function that cuts a document to the selected properties. The answer keeps the document's nesting, arrays
 * included; a property the document lacks is left out.
 */
export function selectProperties(
  select: Query['select'],
): (document: ConfigurationDocument) => JsonObject {
  const members = membersToKeep(select.flatMap(selectedPaths));
  return (document) => cutMembers(document, members);
}

function selectedPaths(item: Query['select'][number]): readonly PropertyPath[] {
  if (item.kind === 'star') return SCALAR_PROPERTIES.map((property) => [property]);
  return item.kind === 'property' ? [item.path] : [];
}

function membersToKeep(paths: readonly PropertyPath[]): ReadonlyMap<string, Keep> {
  const below = new Map<string, PropertyPath[]>();
  for (const [member, ...rest] of paths) {
    if (member !== undefined) below.set(member, [...(below.get(member) ?? []), rest]);
  }
  return new Map([...below].map(([member, rests]) => [member, toKeep(rests)]));
}

function toKeep(paths: readonly PropertyPath[]): Keep {
  return paths.some((path) => path.length === 0) ? 'everything' : membersToKeep(paths);
}

function cut(value: Json, keep: Keep): Json | undefined {
  if (keep === 'everything') return value;
  if (Array.isArray(value)) return value.flatMap((element) => cut(element, keep) ?? []);
  return isJsonObject(value) ? cutMembers(value, keep) : undefined;
}

function cutMembers(value: JsonObject, members: ReadonlyMap<string, Keep>): JsonObject {
  const kept: Record<string, Json> = {};
  for (const [member, keep] of members) {
    const inner = value[member];
    const left = inner === undefined ? undefined : cut(inner, keep);
    if (left !== undefined) kept[member] = left;
  }
  return kept;
}
