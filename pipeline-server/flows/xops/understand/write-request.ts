import verbs from './lexicon/write-verbs.json' with { type: 'json' };
import { anyOf } from './parameters/found.ts';

const VERB = `(?:${anyOf(verbs.verbs)})`;
const PARTICIPLE = `(?:${anyOf(verbs.participles)})`;
const AMBIGUOUS = new Set(verbs.alsoNouns);
const ADJECTIVES = new Set(verbs.alsoAdjectives);
const STRICT_DETERMINER = new RegExp(`^\\s*(?:${anyOf(verbs.strictDeterminers)})\\b`);
const POLITE = `(?:${anyOf(verbs.openers)})`;
/** "please can you go ahead and", in any order and number. */
const OPENING = new RegExp(`^(?:[\\s,:-]*${POLITE}\\b[\\s,:-]*)*`);
const STARTS = new RegExp(`^(${VERB})\\b(.*)$`);
const SEPARABLE =
  /^(?:turn|shut|switch|power|spin|scale|take|bring|tear|wind|lock|roll)\b.{0,60}\b(?:off|down|on|up|out|offline|back)\b/;
const MAKE =
  /^(?:make|mark|render)\b.{1,60}\b(?:private|encrypted|public|smaller|bigger|compliant|read-only|secure|highly available|multi az|multi-az)\b/;
const GIVE_ACCESS =
  /^(?:give|grant|allow|assign)\b.{1,60}\b(?:access|permissions?|rights?|role|admin)\b/;
const PUT =
  /^(?:put|place|move|set|get|have)\b.{1,60}\b(?:behind|under|in the bin|rid of|lifecycle|to (?:gp3|private|encrypted)|on (?:graviton|arm|gp3)|fixed|sorted|patched)\b/;
const RUN =
  /^(?:run|execute|trigger|kick off|start)\b.{0,40}\b(?:terraform|remediation|cleanup|clean-up|apply|fix|playbook|runbook|script|patching|backup|rotation|migration)\b/;
const WANTED = new RegExp(
  `^(?:[\\s,]*${POLITE}\\b[\\s,]*)*(?:i|we|you|they) (?:(?:really |just |now |would )*(?:want|need|like|have|must|should|ought|intend|plan|prefer)(?: you)?(?: to)?) (?:now |immediately |please |go and |just |also )?${VERB}\\b(?! (?:recommendations?|candidates?|list|report|status|coverage|compliance))`,
);
const WANTED_DONE = new RegExp(
  `\\b(?:want|need|get|have|like|wish)\\b(?! (?:been|you|we|they|any)\\b)[^.?!]{1,60}\\b(?:${PARTICIPLE}|gone)(?: (?:please|(?:to|into|from) .*|now|today|tonight|asap|immediately|first|soon|right away|for (?:me|us)|by .*))*[.! ]*$`,
);
const DESCRIBED = /\b(?:list|which|that|who|how|number|report|overview|are|were|is|been)\b/;
const TO_BE_DONE = new RegExp(
  `\\b(?:should|must|has to|have to|needs? to|shall) be ${PARTICIPLE}\\b`,
);
const SEE =
  /\b(?:want|need|like|love) (?:you )?to (?:see|know|understand|find|get|view|list|show|check|look|compare|review|report)\b/;
const READ_START =
  /^(?:and |so |but |then )*(?:which|what|who|whose|whom|when|where|why|how|is|are|was|were|do|does|did|has|have|had|should|shall|would|will|am|any|anything|if|can (?:i|we|they|it|anyone|anybody)|could (?:i|we|they|it|anyone|anybody)|may (?:i|we)|must (?:i|we)|show|list|find|tell|give me|display|report|count|identify|explain|summari[sz]e|compare|see|view|check|look|get me|get a|get the|describe|calculate|estimate|forecast|analy[sz]e|search|there)\b/;
const NEGATED =
  /\b(?:do not|never|without|not to|no need to|rather than|instead of|before (?:i|we))\s*$/;
const REPORT_NOUN = new RegExp(
  `^\\s*(?:me |us )?(?:(?:a|an|the|my|our|some|new|short|quick|nice|weekly|monthly|csv|pdf) )*(?:${anyOf(verbs.reportNouns)})\\b`,
);
const DETERMINER = new RegExp(`^\\s*(?:${anyOf(verbs.determiners)})\\b|^\\s+[\\w-]*\\d`);
const REPORTING = new RegExp(`^(?:\\s+[\\w-]+){0,3}?\\s+(?:${anyOf(verbs.reportTails)})\\b`);
const RESIZE =
  /^(?:increase|decrease|reduce|double|halve|raise|lower|bump)\b.{0,40}\b(?:size|capacity|storage|memory|retention|limit|timeout|throughput|iops|replicas|concurrency)\b/;
/** Verbs of change that are part of a name here. */
const NAME =
  /^(?:tag|label) (?:keys?|values?|names?|polic|coverage|hygiene|compliance)|^patch (?:compliance|status|level)|^(?:change|update|release|block|schedule) (?:history|log|notes|status)/;
const MARK = /^(?:mark|flag|treat)\b.{1,60}\bas\b/;
/** Here "recommendations" are what is carried out, not a report. */
const CARRIES_OUT = /^(?:apply|implement|execute|approve|reject|enforce)$/;
const ORDERS = [SEPARABLE, MAKE, GIVE_ACCESS, PUT, RUN, RESIZE, MARK];
const CLAUSE =
  /[.!;:?]+\s+|\s*,\s*(?:and |then |so |but )*|\s+(?:and then|and also|and|then|but)\s+|;|:\s/;
const APPROVAL =
  /^(?:yes,? |yep,? |ok(?:ay)?,? |please |sure,? |alright,? |then )*(?:approved?|go ahead|do it|proceed|make it so|execute it|apply it|confirm(?:ed)?|lgtm)(?: (?:it|that|this|them|please|now|all|with it|option|number|no|the|one|first|second|third|\d+)\b)*[.! ]*$/;

/**
 * Tells whether a question asks to change something in AWS, from its grammar: an order, a polite request or a wish
 * with a verb of change is one; a question about what could be changed is not.
 * @param text the clean lower-case text
 */
export function asksToChange(text: string): boolean {
  if (APPROVAL.test(text)) return true;
  const clauses = text.split(CLAUSE).map((clause) => clause.trim());
  return clauses.some((clause, place) => isOrder(clause, clauses[place - 1] ?? '', text));
}

function isOrder(clause: string, before: string, text: string): boolean {
  const bare = clause.replace(OPENING, '').trim();
  if (isImperative(bare, clause)) return !continuesQuestion(before);
  if (READ_START.test(bare) && !/^have\b/.test(bare)) return false;
  return isWish(clause) && !READ_START.test(text);
}

function isImperative(bare: string, clause: string): boolean {
  if (NEGATED.test(clause.slice(0, clause.length - bare.length))) return false;
  if (ORDERS.some((pattern) => pattern.test(bare))) return true;
  const match = STARTS.exec(bare);
  if (match === null || NAME.test(bare)) return false;
  const [, verb = '', rest = ''] = match;
  if (REPORT_NOUN.test(rest)) return false;
  if (ADJECTIVES.has(verb)) return STRICT_DETERMINER.test(rest);
  if (CARRIES_OUT.test(verb)) return DETERMINER.test(rest);
  return !AMBIGUOUS.has(verb) || (DETERMINER.test(rest) && !REPORTING.test(rest));
}

/** "how do I stop and delete …", "what if we stopped them and removed …": the second verb is no order. */
function continuesQuestion(before: string): boolean {
  return /^(?:\w+ )?(?:how (?:do|can|could|would|should|to|much|many)|what (?:if|would|happens?|could|can|should)|(?:should|could|can|may|would|must|do|did|does|have|has) (?:i|we|they|it|anyone|somebody|someone|anybody)|who|which \w+ (?:could|can|should|would|might|did)|if)\b/.test(
    before,
  );
}

function isWish(clause: string): boolean {
  if (SEE.test(clause)) return false;
  if (WANTED.test(clause) || TO_BE_DONE.test(clause)) return true;
  return WANTED_DONE.test(clause) && !DESCRIBED.test(clause);
}
