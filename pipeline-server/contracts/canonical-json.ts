import { createHash } from 'node:crypto';

/** JSON with the keys of every object sorted, so that equal values have equal text (RFC 8785 in spirit). */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => (isRecord(inner) ? sorted(inner) : inner));
}

/** `sha256:` and the hash of the canonical JSON of a value. */
export function contentHash(value: unknown): string {
  return textHash(canonicalJson(value));
}

/** `sha256:` and the hash of a text as UTF-8. */
export function textHash(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** The value as plain JSON: dates become ISO 8601 text, undefined members go. */
export function plainJson(value: unknown): unknown {
  const plain: unknown = JSON.parse(JSON.stringify(value ?? null));
  return plain;
}

/** True for a JSON object. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sorted(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
