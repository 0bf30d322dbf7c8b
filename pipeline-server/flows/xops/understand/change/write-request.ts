import verbs from '../lexicon/write-verbs.json' with { type: 'json' };
import { openings, withoutOpening } from './opening.ts';
import { isOrder } from './order.ts';
import { createTermReader } from './terms.ts';
import { isWish } from './wish.ts';

const READ_START =
  /^(?:and |so |but |then )*(?:which|what|who|whose|whom|when|where|why|how|is|are|was|were|do|does|did|has|have|had|should|shall|would|will|am|any|anything|if|can (?:i|we|they|it|anyone|anybody)|could (?:i|we|they|it|anyone|anybody)|may (?:i|we)|must (?:i|we)|show|list|find|tell|give me|display|report|count|identify|explain|summari[sz]e|compare|see|view|check|look|get me|get a|get the|describe|calculate|estimate|forecast|analy[sz]e|search|there)\b/;
/** These open a question ("have they been stopped") or a wish ("have them stopped", "can we get them stopped"). */
const CAUSATIVE = /^(?:(?:can|could|may) (?:we|i) )?(?:have|get)\b/;
const NEGATED =
  /\b(?:do not|never|without|not to|no need to|rather than|instead of|before (?:i|we))\s*$/;
/** "do we need to renew anything": "do" and "we need to" are openings only where no question starts with them. */
const INVERTED =
  /^(?:do|does|did|should|must|shall|may|are|am|is|have|has) (?:we|i|they|it|any\w*)\b/;
const SENTENCE = /[.!?]+(?:\s+|$)/;
const CLAUSE =
  /(\s*,\s*(?:and |then |so |but )*|\s+(?:and then|and also|and|then|but)\s+|;|:\s|\s-+\s)/;
/** Its verbs go on in the next clause: "how do I stop and delete", "who can create, change and delete". */
const MODAL_QUESTION =
  /^(?:\w+ )?(?:how (?:do|can|could|would|should|to|much|many)|what (?:if|would|happens?|could|can|should)|(?:should|could|can|may|would|must|do|did|does|have|has) (?:i|we|they|it|anyone|somebody|someone|anybody)|who|(?:which|what) [\w ]*\b(?:could|can|should|would|might|may|did)|(?:is|are|am) (?:it|we|they|i))\b/;
const CONDITION = /^(?:and |so |but )*(?:if|when|once|unless)\b/;
const APPROVAL =
  /^(?:yes,? |yep,? |ok(?:ay)?,? |please |sure,? |alright,? |then )*(?:approved?|go ahead|do it|proceed|make it so|execute it|apply it|confirm(?:ed)?|lgtm)(?: (?:it|that|this|them|please|now|all|with it|option|number|no|the|one|first|second|third|\d+)\b)*[.! ]*$/;

const INTERROGATIVE = /^(?:which|what|who|whose|how|where|when|is|are|do|does|did|has|have)\b/;
const HYPOTHETICAL = /^(?:what|how (?:much|many))\b.*\b(?:would|could|does|do|will|can)\b/;
const isReport = createTermReader([...verbs.reportTails, ...verbs.reportNouns]);

/** One clause of a sentence, with the word or sign that joins it to the one before. */
interface Clause {
  readonly text: string;
  readonly joint: string;
}

/**
 * Tells whether a question asks to change something in AWS, from its grammar: an order, a polite request or a wish
 * with a verb of change is one; a question about what could be or was changed is not.
 * @param text the clean lower-case text
 */
export function asksToChange(text: string): boolean {
  if (APPROVAL.test(text)) return true;
  return text.split(SENTENCE).some(sentenceAsks);
}

function sentenceAsks(sentence: string): boolean {
  const clauses = clausesOf(sentence);
  return clauses.some((_, place) => ordersIn(clauses, place)) || wishesIn(sentence, clauses);
}

function clausesOf(sentence: string): readonly Clause[] {
  const parts = sentence.split(CLAUSE);
  return parts.flatMap((text, place) =>
    place % 2 === 1 ? [] : [{ text: text.trim(), joint: (parts[place - 1] ?? '').trim() }],
  );
}

function ordersIn(clauses: readonly Clause[], place: number): boolean {
  const { text, joint } = clauses[place] ?? { text: '', joint: '' };
  const bare = withoutOpening(text);
  if (!isOrder(bare) || NEGATED.test(text.slice(0, text.length - bare.length))) return false;
  if (openings(text).some((opening) => INVERTED.test(opening))) return false;
  return !continuesQuestion(clauses.slice(0, place), joint) && !isHeading(clauses[place + 1]);
}

/** "how do I stop and delete …", "what if we stopped them and removed …": the second verb is no order. */
function continuesQuestion(before: readonly Clause[], joint: string): boolean {
  if (before.some(({ text }) => MODAL_QUESTION.test(text))) return true;
  return /^and\b/.test(joint) && before.some(({ text }) => CONDITION.test(text));
}

/** "rightsize EC2: candidates by saving", "delete them all, what would we save": the order is only the subject. */
function isHeading(next: Clause | undefined): boolean {
  if (next === undefined) return false;
  return (next.joint === ':' && isReport(next.text) !== null) || HYPOTHETICAL.test(next.text);
}

/** "all keys should be rotated, which are not": the wish only leads up to a question. */
function wishesIn(sentence: string, clauses: readonly Clause[]): boolean {
  if (READ_START.test(sentence) && !CAUSATIVE.test(sentence)) return false;
  if (clauses.slice(1).some(({ text }) => INTERROGATIVE.test(text))) return false;
  return clauses.some(({ text }) => {
    const bare = withoutOpening(text);
    return (CAUSATIVE.test(bare) || !READ_START.test(bare)) && isWish(text);
  });
}
