import type { Candidate, StatementRule } from './rule.ts';

/** A sentence is looked at no further than this, in characters to either side of its subject. */
const REACH = 300;
/** A sentence ends with a mark before a space, or with an empty line. */
const SENTENCE_END = /[.!?](?=\s)|\n\s{0,20}\n/g;

/** Finds sentences that say what a rule is about. `subjects` are the ends of the rule's subjects, ascending. */
export function findStatements(
  text: string,
  rule: StatementRule,
  subjects: readonly number[],
): Candidate[] {
  const found: Candidate[] = [];
  let done = 0;
  for (const subject of subjects) {
    if (subject <= done) continue;
    const [start, end] = sentenceAround(text, subject);
    done = end;
    const value = text.slice(start, end);
    if (score(value, rule) < rule.threshold) continue;
    found.push({ rule, start, end, confidence: rule.confidence, value });
  }
  return found;
}

function sentenceAround(text: string, at: number): readonly [start: number, end: number] {
  const from = Math.max(0, at - REACH);
  const before = [...text.slice(from, at).matchAll(SENTENCE_END)].at(-1);
  const start = before === undefined ? from : from + before.index + before[0].length;
  const after = text
    .slice(at, at + REACH)
    .matchAll(SENTENCE_END)
    .next().value;
  const end = after === undefined ? Math.min(text.length, at + REACH) : at + after.index;
  const trimmed = text.slice(start, end);
  return [start + trimmed.length - trimmed.trimStart().length, Math.max(end, at)];
}

function score(sentence: string, rule: StatementRule): number {
  const plain = ` ${sentence.toLowerCase().replaceAll(/[^\p{L}\p{N}'?-]+/gu, ' ')} `;
  const counted = rule.groups.filter(({ words }) => words.some((word) => hasWord(plain, word)));
  return counted.reduce((sum, { weight }) => sum + weight, 0);
}

/** A whole word or phrase; `*` ends the beginning of a word, `^` begins one that begins the sentence, `?` is the mark itself. */
function hasWord(plain: string, word: string): boolean {
  if (word === '?') return plain.includes('?');
  if (word.startsWith('^')) return plain.startsWith(` ${word.slice(1)} `);
  return plain.includes(word.endsWith('*') ? ` ${word.slice(0, -1)}` : ` ${word} `);
}
