import type { Candidate } from '../rule.ts';
import { judge, signsOf, TOLD } from './model.ts';
import { piecesOf } from './pieces.ts';
import type { ToldRule } from './told-rules.ts';

/** The score from which a piece of text tells of something: odds of about 4 to 3. */
export const TOLD_FROM = 0.3;
/** What rules on words find is left out below this score: the words are there, but in a procedure, a question or another sense. */
const DOUBTED_BELOW = -1;
/** Less than that of rules on words, which say more exactly where and why. */
const CONFIDENCE = 0.65;
const CODE = /[{}()[\];=<>$\\_]/g;
/** One mark of code in so many characters makes it code. */
const MOST_CODE = 25;

/** Finds the pieces of a text that tell of an incident, a weak control or a flaw. */
export function findTold(text: string, rules: readonly ToldRule[]): Candidate[] {
  if (rules.length === 0) return [];
  return piecesOf(text).flatMap(({ start, end }) => {
    const { score, told } = judge(text, start, end);
    const rule = score < TOLD_FROM ? undefined : rules.find(({ kind }) => kind === told);
    if (rule === undefined || !isProse(text.slice(start, end))) return [];
    return [candidate(text, rule, { start, end })];
  });
}

/** A word as people write it: letters between spaces, maybe with a mark. */
const WORD = /(?<![^\s"'(*-])[\p{L}][\p{L}'’-]*(?=[\s.,:;!?)"'/-]|$)/gu;
const FEWEST_WORDS = 3;
/** A line of a log: the program and its process, as syslog writes them (RFC 3164). */
const LOG_LINE = /^[^\n]{0,60}\s[\w./-]{1,40}\[\d{1,8}\]:\s/;

/** Code and data have marks that what people tell has not. */
function isProse(piece: string): boolean {
  if (LOG_LINE.test(piece) || (piece.match(WORD)?.length ?? 0) < FEWEST_WORDS) return false;
  const marks = piece.match(CODE)?.length ?? 0;
  return marks * MOST_CODE <= piece.length;
}

/** Whether a sentence that a rule on words found is about something else after all. */
export function isDoubted(kind: string, sentence: string): boolean {
  if (!TOLD.some((told) => told === kind)) return false;
  return judge(sentence, 0, sentence.length).score < DOUBTED_BELOW;
}

function candidate(
  text: string,
  rule: ToldRule,
  { start, end }: { readonly start: number; readonly end: number },
): Candidate {
  const value = text.slice(start, end);
  const first = start + value.length - value.trimStart().length;
  return {
    rule,
    start: first,
    end: first + value.trim().length,
    confidence: CONFIDENCE,
    signs: signsOf(value, rule.kind),
    value,
  };
}
