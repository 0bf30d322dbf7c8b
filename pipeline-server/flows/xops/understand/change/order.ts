import verbs from '../lexicon/write-verbs.json' with { type: 'json' };
import { anyOf } from '../parameters/found.ts';
import { stem } from '../stem.ts';
import { isNoOrder } from './no-order.ts';
import { hasOrderForm } from './order-forms.ts';
import type { LeadingTerm } from './terms.ts';
import { createTermReader } from './terms.ts';

const readVerb = createTermReader(verbs.verbs);
const readDeterminer = createTermReader(verbs.determiners);
const readStrictDeterminer = createTermReader(verbs.strictDeterminers);
const verbStems = new Set(verbs.verbs.map(stem));
const ambiguous = new Set(verbs.alsoNouns);
const adjectives = new Set(verbs.alsoAdjectives);

/** "would you mind stopping", "start deleting", "how about we stop", "any chance you could stop". */
const PROPOSAL =
  /^(?:(?:would|do) you mind|mind|start|begin|proceed with|go ahead with|how about|consider|why (?:do )?not|any chance|is there any chance|is it possible for you|(?:would|could) it be possible for you)(?: (?:(?:that )?(?:you|we) (?:can|could|might|would)|you|we|to|just|please|maybe))*\s+/;
/** "stop candidates by account". */
const REPORTING = new RegExp(
  `^(?:\\s+[\\w-]+){0,3}?\\s*:?\\s+(?:${anyOf(verbs.reportTails)}|savings?(?! plans?))\\b`,
);
/** "detach the admin policy" is about that policy. */
const POINTED = /^(?:the|this|that|these|those|my|our|it|them)\b/;
/** "stop paying for unused addresses" asks where the money goes. */
const HABIT = /^\s+(?!running|idling|existing|remaining|missing|\w*thing\b)[a-z]+ing\b/;
/** Here "recommendations" are what is carried out, not a report. */
const CARRIES_OUT = /^(?:apply|implement|execute|approve|reject|enforce)$/;

/** True for a clause, its polite opening taken off, that orders a change: a verb of change and what to change. */
export function isOrder(bare: string): boolean {
  if (isNoOrder(bare)) return false;
  if (hasOrderForm(bare)) return true;
  const proposed = PROPOSAL.exec(bare);
  if (proposed !== null) return isProposed(bare.slice(proposed[0].length));
  const found = readVerb(bare);
  return found !== null && hasObject(found);
}

/** "stopping the idle ones", "stop them". */
function isProposed(bare: string): boolean {
  const [word = ''] = bare.split(/\W/, 1);
  return readVerb(bare) !== null || (word.endsWith('ing') && verbStems.has(stem(word)));
}

/** A verb that is also a noun or an adjective needs something that only a verb can have after it. */
function hasObject({ term, rest }: LeadingTerm): boolean {
  const after = rest.trimStart();
  if (HABIT.test(rest)) return false;
  if (adjectives.has(term)) return readStrictDeterminer(after) !== null;
  const determined = readDeterminer(after) !== null || /^[\w-]*\d/.test(after);
  if (CARRIES_OUT.test(term)) return determined;
  if (REPORTING.test(rest) && !POINTED.test(after)) return false;
  return !ambiguous.has(term) || determined;
}

/** Reads a verb of change that may not stand for a report: "buy recommendations". */
export function startsWithChange(text: string): boolean {
  const found = readVerb(text);
  return (
    found !== null &&
    !HABIT.test(found.rest) &&
    !/^ (?:recommendations?|candidates?|list|report|status|coverage|compliance)\b/.test(found.rest)
  );
}
