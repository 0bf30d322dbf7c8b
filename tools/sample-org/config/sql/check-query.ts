import { InvalidExpression } from './invalid-expression.ts';
import type { Condition, PropertyPath, Query } from './query-syntax.ts';

/** The properties `SELECT *` stands for. */
export const SCALAR_PROPERTIES: readonly string[] = [
  'accountId',
  'awsRegion',
  'arn',
  'availabilityZone',
  'configurationItemCaptureTime',
  'resourceCreationTime',
  'resourceId',
  'resourceName',
  'resourceType',
  'version',
];

const TOP_LEVEL_PROPERTIES = new Set([
  ...SCALAR_PROPERTIES,
  'configuration',
  'configurationItemStatus',
  'configurationStateId',
  'relationships',
  'supplementaryConfiguration',
  'tags',
]);

const MAX_GROUPS = 3;

/** Refuses what parses but lies outside the language. @throws InvalidExpression with the reason */
export function checkQuery(query: Query): void {
  const paths = propertyPaths(query);
  for (const path of paths) checkTopLevel(path);
  checkSpelling(paths);
  checkGrouping(query);
  checkOrdering(query);
}

/** Every property a query names. */
export function propertyPaths({ select, where, groupBy, orderBy }: Query): readonly PropertyPath[] {
  const columns = [...select, ...orderBy.map((item) => item.by)].flatMap((item) => {
    if (item.kind === 'property') return [item.path];
    return item.kind === 'aggregate' && item.property ? [item.property] : [];
  });
  return [...columns, ...groupBy, ...(where ? conditionPaths(where) : [])];
}

function conditionPaths(condition: Condition): readonly PropertyPath[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.parts.flatMap(conditionPaths);
    case 'not':
      return conditionPaths(condition.part);
    case 'compare':
    case 'in':
    case 'between':
    case 'like':
      return [condition.path];
  }
}

function checkTopLevel([first]: PropertyPath): void {
  if (first && TOP_LEVEL_PROPERTIES.has(first)) return;
  throw new InvalidExpression(`Unknown property '${first}'.`);
}

/** Advanced queries fail when one query spells the same identifier in two mixtures of case. */
function checkSpelling(paths: readonly PropertyPath[]): void {
  const spellings = new Map<string, string>();
  for (const path of paths) {
    const name = path.join('.');
    const first = spellings.get(name.toLowerCase());
    if (first !== undefined && first !== name) {
      throw new InvalidExpression(`'${first}' and '${name}' differ only in case.`);
    }
    spellings.set(name.toLowerCase(), name);
  }
}

function checkGrouping({ select, groupBy, orderBy }: Query): void {
  const aggregated = select.some((item) => item.kind === 'aggregate');
  if (!aggregated) {
    if (groupBy.length > 0) throw new InvalidExpression('GROUP BY needs an aggregate function.');
    return;
  }
  const grouped = new Set(groupBy.map((path) => path.join('.')));
  const loose = select.find((item) => item.kind !== 'aggregate' && !grouped.has(item.name));
  if (loose) throw new InvalidExpression(`'${loose.name}' must appear in GROUP BY.`);
  const limit = orderBy.some((item) => item.by.kind === 'aggregate') ? 1 : MAX_GROUPS;
  if (groupBy.length > limit) {
    throw new InvalidExpression(`GROUP BY may contain at most ${limit} properties here.`);
  }
}

function checkOrdering({ select, orderBy }: Query): void {
  const columns = new Set(
    select.flatMap((item) => (item.kind === 'star' ? SCALAR_PROPERTIES : [item.name])),
  );
  const stray = orderBy.find((item) => !columns.has(item.by.name));
  if (stray) throw new InvalidExpression(`ORDER BY '${stray.by.name}' is not a selected property.`);
}
