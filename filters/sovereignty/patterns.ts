import type { Candidate, PatternRule } from './rule.ts';

/** A stretch of a text; `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Characters before a window that a look-behind may see. */
const MARGIN = 8;
/** Line breaks inside a value, with what editors and languages put around them: indents, quotes, `+`, `\`. */
const LINE_JOINT = /["' \t+\\.&]{0,12}\r?\n["' \t>|#*+.&]{0,40}(?!@)/g;
const LITERAL_JOINT = /["'][ \t]{0,8}\+[ \t]{0,8}["']/g;
/** Spaces between single characters: `A K I A`. */
const SPACED = /(?<=(?:^|\s)\S) (?=\S(?:\s|$))/g;

/** Finds what matches the pattern of a rule around stretches of a text, given in ascending order. */
export function findPattern(text: string, rule: PatternRule, places: readonly Span[]): Candidate[] {
  const found: Candidate[] = [];
  for (const window of windows(text.length, rule, places)) {
    const here = searchWindow(text, rule, window);
    found.push(
      ...(here.length === 0 && rule.joins === true ? searchJoined(text, rule, window) : here),
    );
  }
  return found;
}

/** Wider stretches, merged where they touch, so that no part of a text is searched twice. */
function windows(length: number, { before, after }: PatternRule, places: readonly Span[]): Span[] {
  const spans: { start: number; end: number }[] = [];
  for (const place of places) {
    const start = Math.max(0, place.start - before);
    const end = Math.min(length, place.end + after);
    const last = spans.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(end, last.end);
    else spans.push({ start, end });
  }
  return spans;
}

function searchWindow(text: string, rule: PatternRule, { start, end }: Span): Candidate[] {
  const from = Math.max(0, start - MARGIN);
  return search(text.slice(from, end), rule, from);
}

/** The same, on the window without its line breaks and literal joints. */
function searchJoined(text: string, rule: PatternRule, { start, end }: Span): Candidate[] {
  const window = text.slice(start, end);
  const offsets: number[] = [];
  let joined = '';
  let done = 0;
  const take = (until: number): void => {
    for (let at = done; at < until; at += 1) offsets.push(at);
    joined += window.slice(done, until);
  };
  for (const joint of jointsOf(window)) {
    if (joint.index < done) continue;
    take(joint.index);
    done = joint.index + joint[0].length;
  }
  if (done === 0) return [];
  take(window.length);
  return search(joined, rule, 0).map((candidate) => ({
    ...candidate,
    start: start + (offsets[candidate.start] ?? 0),
    end: start + (offsets[candidate.end - 1] ?? 0) + 1,
  }));
}

function jointsOf(window: string): RegExpExecArray[] {
  const joints = [
    ...(window.includes('\n') ? window.matchAll(LINE_JOINT) : []),
    ...(window.includes('+') ? window.matchAll(LITERAL_JOINT) : []),
    ...(/(?:\S ){8}/.test(window) ? window.matchAll(SPACED) : []),
  ];
  return joints.toSorted((a, b) => a.index - b.index);
}

function search(text: string, rule: PatternRule, offset: number): Candidate[] {
  const found: Candidate[] = [];
  const { pattern } = rule;
  pattern.lastIndex = 0;
  // `matchAll` would copy the expression for each window.
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    if (match[0] === '') pattern.lastIndex += 1;
    const [start, end] = valuePlace(match);
    const value = text.slice(start, end);
    const { accept } = rule;
    const confidence =
      accept === undefined
        ? rule.confidence
        : accept({ text, start, end, value, groups: match.groups ?? {} });
    if (confidence > 0) {
      found.push({ rule, start: start + offset, end: end + offset, confidence, value });
    }
  }
  return found;
}

/** The group `value`, or `quoted` or `bare` where a pattern has two ways to write it; else all that matched. */
function valuePlace({
  indices,
  index,
  0: all,
}: RegExpExecArray): readonly [start: number, end: number] {
  const places = indices?.groups;
  return places?.['value'] ?? places?.['quoted'] ?? places?.['bare'] ?? [index, index + all.length];
}
