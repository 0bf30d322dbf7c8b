import type { RequestFinding } from '../contracts/sovereignty.ts';

/** What stands in the place of a value. */
export type Substitute = (finding: RequestFinding, value: string) => string;

/** Names the kind in the place of the value: `[tfn removed]`. There is no way back. */
export const REDACTION: Substitute = ({ kind }) => `[${kind} removed]`;

/**
 * A copy of the body in which every finding is replaced.
 * @returns null when one of them cannot be: it stands in a key or in an encoded file.
 */
export function replaceFindings<Body>(
  body: Body,
  findings: readonly RequestFinding[],
  substitute: Substitute,
): Body | null {
  if (!findings.every(({ replaceable }) => replaceable)) return null;
  const copy = structuredClone(body);
  for (const pointer of new Set(findings.map((finding) => finding.pointer))) {
    const place = placeOf(copy, pointer);
    if (place === null) return null;
    const those = findings.filter((finding) => finding.pointer === pointer);
    place.write(replaceIn(place.text, those, substitute));
  }
  return copy;
}

/** From the last to the first, so that offsets stay true. */
function replaceIn(
  text: string,
  findings: readonly RequestFinding[],
  substitute: Substitute,
): string {
  return findings
    .toSorted((a, b) => b.start - a.start)
    .reduce((written, finding) => {
      const { start, end } = finding;
      const value = text.slice(start, end);
      return written.slice(0, start) + substitute(finding, value) + written.slice(end);
    }, text);
}

interface Place {
  readonly text: string;
  readonly write: (text: string) => void;
}

/** The text that a JSON pointer (RFC 6901) leads to; null when it leads to none. */
function placeOf(root: unknown, pointer: string): Place | null {
  const keys = pointer.split('/').slice(1).map(unescapeKey);
  const last = keys.pop();
  let parent: unknown = root;
  for (const key of keys) parent = memberOf(parent, key);
  if (last === undefined || typeof parent !== 'object' || parent === null) return null;
  const text = memberOf(parent, last);
  if (typeof text !== 'string') return null;
  return { text, write: (written) => void Reflect.set(parent, last, written) };
}

function memberOf(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return Reflect.get(value, key);
}

function unescapeKey(key: string): string {
  return key.replaceAll('~1', '/').replaceAll('~0', '~');
}
