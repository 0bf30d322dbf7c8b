import type { Candidate, NumberRule } from './rule.ts';

/** How far before a number its label may stand, and how far after it, in characters. */
const BEFORE = 60;
const AFTER = 24;
const MOST_DIGITS = 19;
/** Digits in groups that are held together by at most three separators. */
const CLUSTER = /(?<!\d)\d(?:[ \t.\-_()\n\r]{0,3}\d){6,2000}/g;
const GROUP = /\d+/g;
/** Groups as dates have them, and two years in a row. */
const DATES = new Set(['4-2-2', '2-2-4']);
const YEARS = /^(?:19|20)\d\d(?:19|20)\d\d$/;

interface Group {
  readonly start: number;
  readonly end: number;
}

/** A number that may be meant: digits with the places where they begin and end. */
interface Numeral {
  readonly digits: string;
  /** Lengths of its groups: `3-3-3`. */
  readonly grouping: string;
  readonly start: number;
  readonly end: number;
}

/** Ends of the labels of each rule in a text, ascending: what the keyword scan found. */
export type LabelPlaces = Pick<ReadonlyMap<NumberRule, readonly number[]>, 'get'>;

/** A stretch of a text with many digits. */
export interface Cluster {
  readonly start: number;
  readonly digits: string;
}

/** A text with its clusters. */
interface Digits {
  readonly text: string;
  readonly clusters: readonly Cluster[];
}

/** All stretches with at least seven digits that nothing but separators parts. */
export function findClusters(text: string): readonly Cluster[] {
  return Array.from(text.matchAll(CLUSTER), (match) => ({ start: match.index, digits: match[0] }));
}

/** Finds numbers of known kinds by their label, their grouping and their check digits. */
export function findNumbers(
  { text, clusters }: Digits,
  rules: readonly NumberRule[],
  labels: LabelPlaces,
): Candidate[] {
  const found: Candidate[] = [];
  for (const cluster of clusters) {
    const numerals = numeralsOf(cluster.digits, cluster.start);
    for (const rule of rules) {
      const best = bestNumeral(text, rule, { numerals, labels: labels.get(rule) ?? [] });
      if (best !== null) found.push(best);
    }
  }
  return found;
}

interface Choice {
  readonly numerals: readonly Numeral[];
  readonly labels: readonly number[];
}

function bestNumeral(
  text: string,
  rule: NumberRule,
  { numerals, labels }: Choice,
): Candidate | null {
  let best: Candidate | null = null;
  for (const numeral of numerals) {
    if (!rule.digits.includes(numeral.digits.length)) continue;
    const confidence = confidenceOf(text, rule, { numeral, labels });
    if (confidence <= (best?.confidence ?? 0)) continue;
    best = { rule, start: numeral.start, end: numeral.end, confidence, value: numeral.digits };
  }
  return best;
}

function confidenceOf(
  text: string,
  rule: NumberRule,
  { numeral, labels }: { numeral: Numeral; labels: readonly number[] },
): number {
  if (DATES.has(numeral.grouping) || YEARS.test(numeral.digits)) return 0;
  const valid = rule.valid?.(numeral.digits) ?? false;
  const labelled = isLabelled(text, numeral, labels);
  if (labelled && (valid || rule.labelSuffices))
    return valid ? rule.confidence[0] : rule.confidence[0] - 0.1;
  if (!valid || !rule.groupings.includes(numeral.grouping)) return 0;
  return isWhole(text, numeral) ? rule.confidence[1] : 0;
}

/** A label shortly before, without another sentence between, or shortly after. */
function isLabelled(text: string, { start, end }: Numeral, labels: readonly number[]): boolean {
  const index = countAtMost(labels, start);
  const before = labels[index - 1];
  if (before !== undefined && start - before <= BEFORE && isNear(text.slice(before, start)))
    return true;
  const after = labels[index];
  return after !== undefined && after - end <= AFTER && !/[\n;]|\d/.test(text.slice(end, after));
}

/** How many of the ascending offsets are at most `limit`. */
function countAtMost(offsets: readonly number[], limit: number): number {
  let low = 0;
  let high = offsets.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((offsets[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** No other number and no end of a paragraph lies between a label and what it labels. */
function isNear(between: string): boolean {
  return !/\d{4}|\n\s*\n|[.!?]\s+(?!(?:Number|No|It|Its)\b)[A-Z]/.test(between);
}

/** Not part of a longer word, decimal number, path or time. In groups it is no mere value of a counter. */
function isWhole(text: string, { start, end, grouping }: Numeral): boolean {
  const before = text.slice(Math.max(0, start - 1), start);
  const joint = grouping.includes('-') ? /[\w.\-/$]$/ : /[\w.\-/:#=$]$/;
  return !joint.test(before) && !/^(?:[\w\-/:%]|[.,]\d)/.test(text.slice(end, end + 2));
}

/** Every run of groups that is held together by one kind of separator and has not too many digits. */
function numeralsOf(cluster: string, offset: number): Numeral[] {
  const groups: Group[] = [];
  for (const match of cluster.matchAll(GROUP))
    groups.push({ start: match.index, end: match.index + match[0].length });
  const numerals: Numeral[] = [];
  for (let first = 0; first < groups.length; first += 1)
    addFrom(numerals, { cluster, groups, first, offset });
  return numerals;
}

interface Start {
  readonly cluster: string;
  readonly groups: readonly Group[];
  readonly first: number;
  readonly offset: number;
}

function addFrom(numerals: Numeral[], { cluster, groups, first, offset }: Start): void {
  let digits = '';
  let grouping = '';
  let separator: string | null = null;
  const start = groups[first]?.start ?? 0;
  for (let last = first; last < groups.length; last += 1) {
    const group = groups[last];
    if (group === undefined) return;
    if (last > first) {
      const between = cluster.slice(groups[last - 1]?.end, group.start);
      separator ??= between;
      if (!sameSeparator(separator, between)) return;
    }
    digits += cluster.slice(group.start, group.end);
    grouping += `${grouping === '' ? '' : '-'}${group.end - group.start}`;
    if (digits.length > MOST_DIGITS) return;
    if (digits.length < 6) continue;
    numerals.push({
      digits,
      grouping: plainGrouping(grouping),
      start: offset + start,
      end: offset + group.end,
    });
  }
}

/** A line break among other separators breaks a number in two; it does not end it. */
function sameSeparator(first: string, next: string): boolean {
  return first.trim() === next.trim() || /[\n\r]/.test(next) || /[\n\r]/.test(first);
}

/** Digits that stand one by one (`1 2 3`) say `1…`. */
function plainGrouping(grouping: string): string {
  return /^1(?:-1){5,}$/.test(grouping) ? '1…' : grouping;
}
