/** A stretch of a text, in UTF-16 code units; `end` exclusive. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A place in a text where a value stands. */
interface Occurrence extends Stretch {
  readonly value: string;
}

/** Finds known values in a text, the longest at each place, from left to right. */
export type FindValues = (text: string) => readonly Occurrence[];

const LEAST_LENGTH = 6;

/** Whether a value may be looked for everywhere: a plain word or a short number means other things elsewhere. */
function isDistinctive(value: string): boolean {
  return value.length >= LEAST_LENGTH && /[^A-Za-z]/.test(value);
}

/** Makes a finder of distinctive values where they stand as whole words. The time is linear in the length of the text. */
export function createFinder(values: Iterable<string>): FindValues {
  const byStart = groupByStart(values);
  return (text) => {
    const found: Occurrence[] = [];
    for (let at = 0; at + LEAST_LENGTH <= text.length; at += 1) {
      const value = isWordBefore(text, at) ? null : valueAt(byStart, text, at);
      if (value === null) continue;
      found.push({ value, start: at, end: at + value.length });
      at += value.length - 1;
    }
    return found;
  };
}

function groupByStart(values: Iterable<string>): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const value of new Set(values)) {
    if (!isDistinctive(value)) continue;
    const start = value.slice(0, LEAST_LENGTH);
    groups.set(start, [...(groups.get(start) ?? []), value]);
  }
  for (const group of groups.values()) group.sort((a, b) => b.length - a.length);
  return groups;
}

function valueAt(
  byStart: ReadonlyMap<string, readonly string[]>,
  text: string,
  at: number,
): string | null {
  const group = byStart.get(text.slice(at, at + LEAST_LENGTH)) ?? [];
  const fits = (value: string) =>
    text.startsWith(value, at) && !isWord(text.charCodeAt(at + value.length));
  return group.find(fits) ?? null;
}

function isWordBefore(text: string, at: number): boolean {
  return at > 0 && isWord(text.charCodeAt(at - 1));
}

/** ASCII letters and digits; NaN, beyond the end, is none. */
function isWord(code: number): boolean {
  return (code >= 48 && code <= 57) || ((code | 32) >= 97 && (code | 32) <= 122);
}

/** The stretches of a text that none of the given ones covers. They are in order and do not overlap. */
export function gapsBetween(text: string, taken: readonly Stretch[]): readonly Stretch[] {
  const starts = [0, ...taken.map(({ end }) => end)];
  const ends = [...taken.map(({ start }) => start), text.length];
  return starts.map((start, index) => ({ start, end: ends[index] ?? start }));
}
