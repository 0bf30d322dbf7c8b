import { type Sentence, sentencesOf } from './sentences.ts';

/** A sentence that says of something that it was done, or that it was looked at whether it is so. */
export interface Claim extends Sentence {
  readonly kind: 'change' | 'check';
}

const CHANGED =
  'done|fixed|deployed|redeployed|applied|stopped|started|restarted|rebooted|deleted|removed|terminated|released|created|provisioned|updated|upgraded|changed|modified|migrated|resized|patched|remediated|reverted|rotated|revoked|enabled|disabled|tagged|untagged|configured|reconfigured|executed|completed|finished|resolved|merged|installed|scaled|suppressed|archived|encrypted|blocked|closed|detached|attached|implemented|shipped|released|rolled (?:it |them )?(?:back|out)|cleaned (?:it |them )?up|shut (?:it |them )?down|taken care of';
const CHECKED =
  'verified|re-?verified|tested|validated|confirmed|checked|double-checked|proved|proven';
/** Also what a model says of itself in the present perfect. */
const SIMPLE = `${CHANGED}|${CHECKED}|made the change`;
/** States that results of AWS are full of ("is stopped", "is encrypted") claim nothing by themselves. */
const ENDS = 'done|fixed|completed|finished|resolved|remediated|verified|tested|validated|deployed';
const ADVERB =
  '(?: (?:now|just|already|also|all|both|fully|successfully|since|safely|then|gone ahead and))*';
const SELF = '(?:i|we|xops|the (?:agent|assistant|system|bot))';

const CLAIMS: readonly RegExp[] = [
  new RegExp(`\\b${SELF}(?:'ve| have| has| had|'d)?${ADVERB} (?<verb>${SIMPLE})\\b`),
  new RegExp(`\\b(?:has|have) (?:now |already |just |all )*been${ADVERB} (?<verb>${SIMPLE})\\b`),
  new RegExp(`\\b(?:was|were|got)${ADVERB} (?<verb>${SIMPLE})\\b`),
  new RegExp(
    `\\b(?:is|are)(?: all| both)? (?:now|already|successfully|fully)${ADVERB} (?<verb>${SIMPLE})\\b`,
  ),
  new RegExp(
    `\\b(?:it|this|that|everything|all|the (?:issue|problem|change|fix|task|work|finding))(?:'s| is| are)${ADVERB} (?<verb>${ENDS})\\b(?! in\\b)`,
  ),
  new RegExp(
    `^(?:\\W*(?:all|successfully|task|and|now) )*\\W*(?<verb>${SIMPLE})\\b(?=\\s*(?:$|[.!:✅]|and (?:${SIMPLE})\\b|successfully\\b|(?:the|all|your|both|\\d+) ))`,
  ),
  new RegExp(`\\bsuccessfully (?<verb>${SIMPLE})\\b`),
  /\b(?<verb>(?:deployment|migration|rollout|rollback|remediation|fix|change|upgrade|task|apply)(?: is| was| has)?(?: now)? (?:complete|completed|succeeded|successful|live|done|in place))\b/,
  /\b(?:all|the|\d+)(?: \w+){0,2} tests? (?:have |has )?(?:all )?(?<verb>pass|passed|succeeded)\b/,
  /\b(?:it|everything|that)(?: all)? (?:now )?(?<verb>works (?:now|again)|is (?:now )?(?:live|working(?: now| again)?))\b/,
  /\b(?<verb>i can confirm|i confirm|we can confirm|rest assured|i (?:have )?made sure|i(?:'ve| have)? ensured)\b/,
];

/** What makes a clause no statement of a fact: denial, condition, intention, and other people's words. */
const NO_FACT =
  /\b(?:not|never|no|none|nothing|nobody|neither|cannot|without|unable|fail(?:s|ed)? to|yet to|would|could|should|will|shall|may|might|must|can|to be|to have|going to|needs?|if|when|whenever|once|unless|until|before|after|whether|assuming|suppose|says?|said|claims?|claimed|according to|reports?|reported|stat(?:es|ed)|asked|asks|wants?|plan(?:s|ned)? to|you|they|he|she)\b|n't\b|'ll\b|'d be\b/;
const CONFIRMING = /^(?:i can confirm|we can confirm)$/;
/** Condition of everything that follows in the sentence. */
const HYPOTHESIS = /^\W*(?:if|unless|once|until|suppose|assuming|had)\b/;
/** What AWS's records say of the past: with a time or an author of its own. */
const HISTORY =
  /^(?:\W+\w+){0,8}?\W+(?:ago|yesterday|last (?:week|month|year|night)|since|for (?:\d|more|over|at least|the last)|by (?!me\b|us\b|xops\b)\w+|(?:on|in|at|until|between|from) (?:\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|q[1-4]))/;
const NOTHING_AFTER = /^ (?:nothing|none|no|neither|nobody)\b/;
const CLAUSE_END = /[,;:–—(]| but | while | although /g;

/** The claims of a text, at most one of each sentence. A claim that something was changed counts before one that it was checked. */
export function claimsOf(text: string): readonly Claim[] {
  return sentencesOf(text).flatMap((sentence) => {
    const kinds = sentence.text.endsWith('?') ? [] : kindsOf(sentence.text.toLowerCase());
    const kind = kinds.find((each) => each === 'change') ?? kinds[0];
    return kind === undefined ? [] : [{ ...sentence, kind }];
  });
}

function kindsOf(sentence: string): readonly Claim['kind'][] {
  if (HYPOTHESIS.test(sentence)) return [];
  return clausesOf(sentence).flatMap((clause) => CLAIMS.flatMap((claim) => kindIn(clause, claim)));
}

function clausesOf(sentence: string): readonly string[] {
  return sentence.split(CLAUSE_END).map((clause) => clause.trim());
}

function kindIn(clause: string, claim: RegExp): readonly Claim['kind'][] {
  const found = claim.exec(clause);
  const verb = found?.groups?.['verb'];
  if (found === null || verb === undefined) return [];
  const end = found.index + found[0].length;
  const before = clause.slice(0, end);
  const after = clause.slice(end);
  if (NOTHING_AFTER.test(after)) return [];
  if (!CONFIRMING.test(verb) && NO_FACT.test(before)) return [];
  if (HISTORY.test(after) && !isOwn(found[0])) return [];
  return [isCheck(verb) ? 'check' : 'change'];
}

/** What somebody says of itself is a claim whenever it was. */
function isOwn(words: string): boolean {
  return new RegExp(`^${SELF}\\b`).test(words);
}

const CHECK_VERB = new RegExp(`^(?:${CHECKED}|pass|passed|.*(?:confirm|assured|ensured|sure))$`);

function isCheck(verb: string): boolean {
  return CHECK_VERB.test(verb);
}
