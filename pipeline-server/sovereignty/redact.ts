import type { RequestFinding } from '../contracts/sovereignty.ts';

/** What stands in the place of a value. */
export type Substitute = (finding: RequestFinding, value: string) => string;

/** Names the kind in the place of the value: `[tfn removed]`. There is no way back. */
export const REDACTION: Substitute = ({ kind }) => `[${kind} removed]`;

/**
 * A copy of the body in which every finding is replaced.
 * @returns null when one of them stands where nothing can be written. Whoever sends the copy looks into it once more: what
 * stands in a key or in an encoded file is found there again.
 */
export function replaceFindings<Body>(
  body: Body,
  findings: readonly RequestFinding[],
  substitute: Substitute,
): Body | null {
  const copy = structuredClone(body);
  const pointers = new Set(findings.map((finding) => finding.pointer));
  for (const pointer of pointers) {
    const place = placeOf(copy, pointer);
    const isTwice = outerOf(pointer).some((outer) => pointers.has(outer));
    if (place === null || isTwice || isFile(place.text)) return null;
    const those = findings.filter((finding) => finding.pointer === pointer);
    place.write(replaceIn(place.text, those, substitute));
  }
  return copy;
}

/** Offsets of what is found in a file are those of its text, not of its base64. */
export function isFile(text: string): boolean {
  return /^data:[^,]*;base64,/.test(text);
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
export function textAt(root: unknown, pointer: string): string | null {
  return placeOf(root, pointer)?.text ?? null;
}

function placeOf(root: unknown, pointer: string): Place | null {
  const [outer = '', ...inner] = pointer.split('#');
  return inner.reduce<Place | null>(
    (place, step) => (place === null ? null : placeWithin(place, step)),
    plainPlace(root, outer),
  );
}

/** Pointers to the strings that hold, as JSON, what a pointer leads to. */
function outerOf(pointer: string): readonly string[] {
  const steps = pointer.split('#');
  return steps.slice(1).map((_, index) => steps.slice(0, index + 1).join('#'));
}

/** Within a string that holds JSON, as the arguments of a tool call do. */
function placeWithin(outer: Place, pointer: string): Place | null {
  const root = { json: parseJson(outer.text) };
  const place = plainPlace(root, `/json${pointer}`);
  if (place === null) return null;
  return {
    text: place.text,
    write(text) {
      place.write(text);
      outer.write(JSON.stringify(root.json));
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function plainPlace(root: unknown, pointer: string): Place | null {
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
