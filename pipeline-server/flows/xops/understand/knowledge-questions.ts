import { NO_PARAMETERS } from '../../../contracts/parameters.ts';
import { offersOf } from './offers.ts';
import type { QuestionReading } from './read-question.ts';
import { asksForHelp, asksHow, asksToCompose, namesOtherCloud, namesOtherField } from './scope.ts';
import type { Understanding } from './understanding.ts';

const OPENING =
  '(?:(?:please|hi|hello|hey|ok|okay|so|and|but|xops|now)[, ]+)*(?:(?:can|could|would) you )?(?:(?:tell|show|explain|give|find|get|open|remind)(?: to)?(?: me| us)? )?';
const WHO = '(?:i|we|you|one|someone|somebody|people|the team|they)';
/** What is looked up in AWS rather than done by a procedure. */
const LOOKS_UP =
  '(?!(?:see|find|list|show|get|check|view|know|compare|reduce|save|cut|lower|spend|look|tell|think|trend|stand|do on|do in|compared?)\\b)';
const HOW = new RegExp(
  `^${OPENING}(?:what is the (?:best |right |safe |safest |correct )?way to|how (?:exactly |best )?(?:to|(?:do|should|would|can|could|must|shall) ${WHO}(?: (?:best|safely|properly|actually|go about))?)) ${LOOKS_UP}`,
);
const DOCUMENT =
  '(?:sops?|runbooks?|playbooks?|procedures?|standard operating procedures?|checklists?)';
const NAMED = new RegExp(
  `^${OPENING}(?:(?:what|which|where)(?:(?: is| are|'s|s) )?(?: )?(?:do we have|is there|exists?)?(?:(?:a|an|any|the|our) )*|is there (?:a|an|any) |do we have (?:a|an|any) |(?:the|our|a|an|any) )*${DOCUMENT}\\b(?! (?:cost|spend))|\\b(?:what is|whats|what's|what are|give me|show me) (?:the |our )?(?:steps|process|instructions) (?:for|to|of|when)\\b|\\bwhat (?:does|do|should|must) (?:the |our )?${DOCUMENT} (?:say|require|tell|want)|\\baccording to (?:the |our )${DOCUMENT}\\b|\\bwho approves\\b`,
);
const WHAT_TO_DO = new RegExp(
  `^${OPENING}what (?:(?:do|should|must|shall|can) ${WHO} (?:do|check|try|look at)|to do|now)(?: (?:first|next|then))?(?: (?:when|if|about|with|after|before|once|for)\\b|[?.! ]*$)`,
);
const HISTORY =
  /\b(?:has|have|had|did|does|do) (?:this|that|it|these|those|such(?: a thing| things)?|something like (?:this|that)|(?:the |our |an? )?[\w -]{2,60}?) (?:ever )?(?:happen(?:ed)?|occur(?:red)?|fail(?:ed)?|go(?:ne)? wrong)(?: to us)? (?:before|in the past|earlier|already|previously)\b|\b(?:have|did|had) (?:we|you|anyone|anybody|somebody) (?:ever )?(?:see[n]?|had?|have|experienced?|hit|run into|ran into) [^?]{2,80}? (?:before|in the past|earlier|already|previously)\b|\b(?:has|have|had|did) [^?]{2,80} ever [^?]{2,60} (?:before|in the past)\b|\b(?:past|previous|earlier|similar|prior|historical|related) (?:incidents?|outages?|post-?mortems?)\b|\b(?:incident|outage|post-?mortem) (?:history|notes?|reports?|reviews?)\b|\bwhen did (?:this|that|it|we) (?:last )?(?:happen|occur|have)|\blast time (?:this|that|we|it)\b|\bhow (?:was|did we|were) (?:this|that|it|they|these) (?:solve|solved|fix|fixed|resolve|resolved|handled|handle)\b/;
/** Without a subject of its own it is about what was answered last. */
const REFERS =
  /\b(?:this|that|these|those|it|them|they|option \d+|such (?:a thing|things))\b|^(?:what now|which sop|what to do)\b/;
/** From here on an analysis is near enough to what is asked to be named beside the procedure. */
const LIKELY = 0.55;

/**
 * A question that procedures or past incidents answer, not AWS: "how do we rotate this key?", "which SOP governs that?", "has this
 * happened before?". Null for all others.
 */
export function understandKnowledge(reading: QuestionReading): Understanding | null {
  const text = reading.text.lower.replaceAll(/[’']s\b/g, ' is').trim();
  if (namesOtherCloud(text) || namesOtherField(text) || asksToCompose(text)) return null;
  if (asksForHelp(text)) return null;
  if (HISTORY.test(text)) return understood(reading, 'history');
  const isAsked = HOW.test(text) || asksHow(text) || NAMED.test(text) || WHAT_TO_DO.test(text);
  return isAsked ? understood(reading, 'procedure') : null;
}

const WORDS = {
  procedure: 'a question for the standard operating procedures',
  history: 'a question for past incidents',
} as const;

function understood(reading: QuestionReading, kind: keyof typeof WORDS): Understanding {
  const offers = offersOf(reading.matches);
  const { previous } = reading.world;
  const isBack = previous !== null && REFERS.test(reading.text.lower);
  const [best] = reading.matches;
  const own = best === undefined || best.score < LIKELY ? [] : [best.analyzer.id];
  return {
    kind,
    analyzers: isBack ? previous.analyzers : own,
    parameters: isBack ? previous.parameters : NO_PARAMETERS,
    write: false,
    followUp: null,
    confidence: 1,
    offers: isBack ? [] : offers,
    explanation: `Understood as: ${WORDS[kind]}`,
  };
}
