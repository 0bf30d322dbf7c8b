import { isRecord } from '../../pipeline-server/contracts/canonical-json.ts';

/** One row of a Config query. Nested answers are read by {@link textAt} and its like, by dotted path. */
export interface ConfigRow {
  readonly accountId: string | null;
  readonly region: string | null;
  readonly resourceId: string | null;
  readonly resourceName: string | null;
  readonly resourceType: string | null;
  readonly tags: Readonly<Record<string, string>>;
  /** The row as AWS gave it. */
  readonly document: Readonly<Record<string, unknown>>;
  readonly evidence: string;
}

/** A row from the JSON text that Config gives for each result, or null when it is no JSON object. */
export function parseConfigRow(text: string, evidence: string): ConfigRow | null {
  const document = parseObject(text);
  if (document === null) return null;
  return {
    accountId: stringOf(document['accountId']),
    region: stringOf(document['awsRegion']),
    resourceId: stringOf(document['resourceId']),
    resourceName: stringOf(document['resourceName']),
    resourceType: stringOf(document['resourceType']),
    tags: tagsOf(document['tags']),
    document,
    evidence,
  };
}

/** All values at a dotted path; arrays on the way are walked element by element, in order. */
function valuesAt(row: ConfigRow, path: string): readonly unknown[] {
  return path.split('.').reduce<readonly unknown[]>(step, [row.document]).flat();
}

/** The first text at a path, numbers and booleans written out; null when absent. */
export function textAt(row: ConfigRow, path: string): string | null {
  const [value] = valuesAt(row, path);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return stringOf(value);
}

/** All texts at a path. */
export function textsAt(row: ConfigRow, path: string): readonly string[] {
  return valuesAt(row, path).filter((value) => typeof value === 'string');
}

/** The first number at a path (Config writes integers as `100.0`, and some as text); null when absent. */
export function numberAt(row: ConfigRow, path: string): number | null {
  const [value] = valuesAt(row, path);
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : null;
}

/** The first boolean at a path; null when absent. */
export function flagAt(row: ConfigRow, path: string): boolean | null {
  const [value] = valuesAt(row, path);
  if (value === 'true' || value === 'false') return value === 'true';
  return typeof value === 'boolean' ? value : null;
}

/** The objects of an array at a path, e.g. the rules of a security group. */
export function objectsAt(
  row: ConfigRow,
  path: string,
): readonly Readonly<Record<string, unknown>>[] {
  return valuesAt(row, path).filter(isRecord);
}

function step(values: readonly unknown[], key: string): readonly unknown[] {
  return values
    .flat()
    .filter(isRecord)
    .map((value) => value[key])
    .filter((value) => value !== undefined && value !== null);
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : null;
  } catch {
    return null;
  }
}

function stringOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Config gives tags as `[{key, value, tag}]`, in some items as an object. */
function tagsOf(value: unknown): Readonly<Record<string, string>> {
  const pairs: readonly (readonly [unknown, unknown])[] = Array.isArray(value)
    ? value.filter(isRecord).map((tag) => [tag['key'], tag['value']])
    : Object.entries(isRecord(value) ? value : {});
  const tags: Record<string, string> = {};
  for (const [key, text] of pairs) {
    if (typeof key === 'string' && typeof text === 'string') tags[key] = text;
  }
  return tags;
}
