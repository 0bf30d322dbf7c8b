import { createKeywordFinder } from './keywords.ts';
import { findClusters, findNumbers } from './numbers.ts';
import { findPattern, type Span } from './patterns.ts';
import type { Candidate, NumberRule, PatternRule, StatementRule } from './rule.ts';
import type { RuleSet } from './rules/registry.ts';
import { findStatements } from './statements.ts';
import { findTold, isDoubted } from './told/find-told.ts';
import type { View } from './view.ts';

/** A rule of any kind that waits for words. */
type Waiting = PatternRule | NumberRule | StatementRule;

/** Finds what rules look for in a view of a text. Offsets of the candidates are those of the text that was given. */
export type Scanner = (view: View) => Candidate[];

/** Makes a scanner of rules: all their words are looked for in one pass, and a rule runs only where one of its words stands. */
export function createScanner({ patterns, numbers, statements, told }: RuleSet): Scanner {
  const waiting = new Map<string, Waiting[]>();
  const wait = (rule: Waiting, words: readonly string[]): void => {
    for (const word of words) waiting.set(word, [...(waiting.get(word) ?? []), rule]);
  };
  for (const rule of patterns) wait(rule, rule.hints);
  for (const rule of numbers) wait(rule, rule.labels);
  for (const rule of statements)
    wait(
      rule,
      rule.subjects.map((subject) => subject.replace('*', '')),
    );
  const keywords = [...waiting.keys()];
  const listeners = keywords.map((word) =>
    (waiting.get(word) ?? []).map((rule) => ({
      rule,
      whole: !('hints' in rule),
      length: word.length,
    })),
  );
  const find = createKeywordFinder(keywords);

  return (view) => {
    const { text } = view;
    const places = new Map<Waiting, number[]>();
    find(text, (keyword, end) => {
      for (const { rule, whole, length } of listeners[keyword] ?? []) {
        if (whole && !isWord(text, end - length, end)) continue;
        const known = places.get(rule);
        if (known === undefined) places.set(rule, [end]);
        else known.push(end);
      }
    });
    const clusters = findClusters(text);
    const numerals = clusters.map(({ start, digits }) => ({ start, end: start + digits.length }));
    const found: Candidate[] = [];
    // A loop, since nearly all rules have no place in nearly all texts: a list for each would be most of what a stream allocates.
    for (const rule of patterns) {
      const spans = rule.hints.length === 0 ? numerals : points(places.get(rule));
      if (spans.length > 0) found.push(...findPattern(text, rule, spans));
    }
    found.push(...findNumbers({ text, clusters }, numbers, places));
    for (const rule of statements) {
      const subjects = places.get(rule);
      if (subjects !== undefined) found.push(...statementsOf(text, rule, subjects));
    }
    found.push(...findTold(text, told));
    return found.map((candidate) => inSource(candidate, view));
  };
}

/** What a rule on words finds, without what only has the words. */
function statementsOf(text: string, rule: StatementRule, subjects: readonly number[]): Candidate[] {
  const found = findStatements(text, rule, subjects);
  return found.filter(({ value }) => !isDoubted(rule.kind, value));
}

const NOWHERE: readonly Span[] = [];

function points(ends: readonly number[] | undefined): readonly Span[] {
  return ends === undefined ? NOWHERE : ends.map((end) => ({ start: end, end }));
}

function inSource(candidate: Candidate, view: View): Candidate {
  const [start, end] = view.toSource(candidate.start, candidate.end);
  return { ...candidate, start, end };
}

/** No letter stands before or after; digits may, since people write `TFN123456782`. */
function isWord(text: string, start: number, end: number): boolean {
  return !isLetter(text.charCodeAt(start - 1)) && !isLetter(text.charCodeAt(end));
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}
