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
  const said = groupsIn(plain, lexiconOf(rule));
  return rule.groups.reduce((sum, { weight }, group) => (said.has(group) ? sum + weight : sum), 0);
}

/** A word or phrase between spaces, and the group of the rule that has it. */
interface Entry {
  readonly text: string;
  readonly group: number;
}

/** The words of a rule by their first word, so that each word of a sentence is looked up once, however many words a rule has. */
interface Lexicon {
  readonly byFirst: ReadonlyMap<string, readonly Entry[]>;
  /** Those that may end within a word of the sentence. */
  readonly begun: readonly Entry[];
  /** Those that begin the sentence. */
  readonly opening: readonly Entry[];
}

const lexicons = new WeakMap<StatementRule, Lexicon>();

function lexiconOf(rule: StatementRule): Lexicon {
  const known = lexicons.get(rule);
  if (known !== undefined) return known;
  const lexicon = makeLexicon(rule);
  lexicons.set(rule, lexicon);
  return lexicon;
}

/** A word that ends with `*` is the beginning of one, `^` begins one that begins the sentence, `?` is the mark itself. */
function makeLexicon({ groups }: StatementRule): Lexicon {
  const byFirst = new Map<string, Entry[]>();
  const begun: Entry[] = [];
  const opening: Entry[] = [];
  for (const [group, { words }] of groups.entries()) {
    for (const word of words) {
      if (word === '?') begun.push({ text: '?', group });
      else if (word.endsWith('*')) begun.push({ text: ` ${word.slice(0, -1)}`, group });
      else if (word.startsWith('^')) opening.push({ text: ` ${word.slice(1)} `, group });
      else {
        const [first = ''] = word.split(' ');
        byFirst.set(first, [...(byFirst.get(first) ?? []), { text: ` ${word} `, group }]);
      }
    }
  }
  return { byFirst, begun, opening };
}

function groupsIn(plain: string, { byFirst, begun, opening }: Lexicon): ReadonlySet<number> {
  const said = new Set<number>();
  for (const { text, group } of begun) if (plain.includes(text)) said.add(group);
  for (const { text, group } of opening) if (plain.startsWith(text)) said.add(group);
  for (let at = 0; at < plain.length - 1; ) {
    const next = plain.indexOf(' ', at + 1);
    for (const { text, group } of byFirst.get(plain.slice(at + 1, next)) ?? []) {
      if (plain.startsWith(text, at)) said.add(group);
    }
    at = next;
  }
  return said;
}
