import verbs from '../lexicon/write-verbs.json' with { type: 'json' };
import { openings } from './opening.ts';
import { startsWithChange } from './order.ts';
import { createTermReader, findTerms } from './terms.ts';

const readParticiple = createTermReader([...verbs.participles, 'gone']);
const readChange = createTermReader([...verbs.participles, ...verbs.verbs]);
const WANTED =
  /^(?:i|we|you|they|some(?:one|body)|ops) (?:(?:really |just |now |would )*(?:wants?|needs?|like|love|wish|have|has|must|should|ought|intend|plan|prefer)(?: you)?(?: to)?) (?:now |immediately |please |go and |just |also )?/;
const WANTS =
  /\b(?:want|need|get|have|like|love|wish)\b(?! (?:been|you|we|they|any)\b)[^.?!]{1,60}$/;
const SHOULD_BE = /\b(?:should|must|has to|have to|needs? to|shall) be $/;
/** What may follow "I want them deleted". */
const DONE_TAIL =
  /^(?: (?:please|(?:to|into|from) .*|now|today|tonight|asap|immediately|first|soon|right away|for (?:me|us)|by .*))*[.! ]*$/;
const DESCRIBED = /\b(?:list|which|that|who|how|number|report|overview|are|were|is|been)\b/;
const RELATIVE =
  /\b(?:that|which|who|what|no|none|nothing|any|anything|everything) (?:[\w-]+ ){0,3}$/;
/** "it would be great if you could …", "I would appreciate it if you …". */
const IF_YOU =
  /\b(?:appreciate|grateful|thankful|great|nice|lovely|good|happy|glad|perfect|cool)\b[^.?!]{0,20} if (?:you|someone|xops) (?:(?:could|can|would|might|please|just) )*$/;
const SEE =
  /\b(?:want|need|like|love) (?:you )?to (?:see|know|understand|find|get|view|list|show|check|look|compare|review|report)\b/;

/** True for a clause that wishes a change: "we need to renew …", "I want them gone", "those should be deleted". */
export function isWish(clause: string): boolean {
  if (SEE.test(clause)) return false;
  if (openings(clause).some(wantsToChange) || isToBeDone(clause)) return true;
  return doneEnd(clause) !== null || isThankedFor(clause);
}

function wantsToChange(clause: string): boolean {
  const lead = WANTED.exec(clause);
  return lead !== null && startsWithChange(clause.slice(lead[0].length));
}

/** "these should be deleted", but "secrets that should be rotated" are only described. */
function isToBeDone(clause: string): boolean {
  return findTerms(clause, readParticiple).some(({ before }) => {
    const lead = SHOULD_BE.exec(before);
    return lead !== null && !RELATIVE.test(before.slice(0, lead.index));
  });
}

function isThankedFor(clause: string): boolean {
  return findTerms(clause, readChange).some(({ before }) => IF_YOU.test(before));
}

/** Where "I want the idle machines shut down" says what is to be done: the start of its last participle, or null. */
export function doneEnd(clause: string): number | null {
  if (DESCRIBED.test(clause)) return null;
  const done = findTerms(clause, readParticiple).find(
    ({ before, rest }) => WANTS.test(before) && DONE_TAIL.test(rest),
  );
  return done?.before.length ?? null;
}
