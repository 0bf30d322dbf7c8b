import verbs from '../lexicon/write-verbs.json' with { type: 'json' };
import { anyOf } from '../parameters/found.ts';

const SOME =
  '(?:me |us )?(?:(?:a|an|the|this|that|my|our|some|new|same|whole|short|quick|nice|weekly|monthly|csv|pdf) )*';
/** "update the report", "create a list of …", "change the period". */
const REPORT_NOUN = new RegExp(
  `^[a-z]+(?: (?:up|out|off|in|together))? ${SOME}(?:${anyOf(verbs.reportNouns)})\\b`,
);
/** "remove dev from the list". */
const OF_ANSWER =
  /\b(?:from|to|in|on|of) (?:the|this|that|your) (?:list|table|chart|graph|results?|answer|report|view|output|csv)\b/;
/** "bring down our bill" asks how. */
const MONEY =
  /^[a-z]+(?: (?:down|off|up|out))? (?:(?:the|our|my|its|aws|cloud|monthly|total|overall|unnecessary|extra) )*(?:costs?|bills?|spend\w*|expens\w+|invoices?|charges?|waste|money|savings?(?! plans?))\b/;
/** Verbs of change that are part of a name here, or only count, show and sort. */
const NAMES: readonly RegExp[] = [
  /^(?:tag|label) (?:keys?|values?|names?|polic|coverage|hygiene|compliance)/,
  /^patch (?:compliance|status|level)/,
  /^(?:change|update|release|block|schedule|deploy) (?:history|log|notes|status)/,
  /^(?:create|update|import|restore|rollback|backup) (?:failed|failures?|errors?)/,
  /^delete (?:protection|markers?|on termination)/,
  /^block public access(?! (?:on|for|in|to|everywhere|now|please)\b)/,
  /^block (?:storage|device)/,
  /^(?:add|sum|roll) up\b/,
  /^apply (?:the |that |this )?(?:same|filter)/,
];

/** True for what starts with a verb of change and changes nothing in AWS: it speaks of an answer, of money, or names something. */
export function isNoOrder(bare: string): boolean {
  return [REPORT_NOUN, OF_ANSWER, MONEY, ...NAMES].some((pattern) => pattern.test(bare));
}
