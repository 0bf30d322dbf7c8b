import actions from '../lexicon/actions.json' with { type: 'json' };
import { anyOf } from '../parameters/found.ts';
import { withoutOpening } from './opening.ts';
import type { PlacedTerm } from './terms.ts';
import { createTermReader, findTerms } from './terms.ts';
import { doneEnd } from './wish.ts';

/** What every way to end something is called, for the lexicon. */
const END = 'stop';
/** Dealing with something says nothing about it. */
const NOTHING = '';
const verbs = named(actions.ending, actions.handling);
const participles = named(actions.ended, actions.handled);
/** Never a condition: what is turned off is not "turning off". */
const gerunds = new Set(actions.doing);
const separable = new Set(actions.separable);
const readAction = createTermReader([
  ...verbs.keys(),
  ...participles.keys(),
  ...gerunds,
  ...separable,
]);
const PARTICLE = new RegExp(`^ [^,.;?!]{1,60}? (${anyOf(actions.particles)})\\b`, 'd');
const BETWEEN =
  '(?: (?:we|i|you|they|it|these|those|them|all|safely|simply|just|now|also|please))*';
const MODAL = `\\b(?:could|can|should|may|might|must|would|will|shall|to|lets|us|not)${BETWEEN}`;
/** "could we …", "machines to …". */
const BEFORE_VERB = new RegExp(`${MODAL} $`);
/** "could be …", "should these be …". */
const BEFORE_PARTICIPLE = new RegExp(`${MODAL} be(?: safely)? $`);
const CONDITION = /\b(?:if|when|once|before|unless) (?:we|i|you|they|someone|anyone)(?: just)? $/;
const LAST_CLAUSE = /(?:.*[,.;:!?]|.*\s-|.*\b(?:and|then))?\s*(.*)$/;

interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly name: string;
}

/**
 * Renames what is to be done, so that it is not taken for a condition: the machines of "shut down the idle machines" and
 * of "if we stopped the idle machines" are idle and run. What has been done stays: "machines that are shut down".
 * @param text the clean lower-case text
 * @param ordered whether it asks for a change
 */
export function nameActions(text: string, ordered: boolean): string {
  const done = ordered ? doneEnd(text) : null;
  const replacements = findTerms(text, readAction).flatMap((placed) =>
    replacementsOf(placed, ordered, done),
  );
  return replacements.reduceRight(
    (rest, { start, end, name }) => rest.slice(0, start) + name + rest.slice(end),
    text,
  );
}

function replacementsOf(placed: PlacedTerm, ordered: boolean, done: number | null): Replacement[] {
  const { term, before, rest } = placed;
  const start = before.length;
  const end = start + term.length;
  const particle = separable.has(term) && isToDo(before, ordered) ? PARTICLE.exec(rest) : null;
  if (particle !== null) {
    const [from = 0, to = 0] = particle.indices?.[1] ?? [];
    return [
      { start, end, name: END },
      { start: end + from, end: end + to, name: NOTHING },
    ];
  }
  const name = nameOf(placed, ordered, done);
  return name === null ? [] : [{ start, end, name }];
}

/** The name of an action that is to be done; null for what is no action, or only described. */
function nameOf({ term, before }: PlacedTerm, ordered: boolean, done: number | null) {
  if (gerunds.has(term)) return END;
  const verb = verbs.get(term);
  if (verb !== undefined && isToDo(before, ordered)) return allowed(verb, ordered);
  const participle = participles.get(term);
  const isDone = before.length === done || BEFORE_PARTICIPLE.test(before) || CONDITION.test(before);
  return participle !== undefined && isDone ? allowed(participle, ordered) : null;
}

/** "how fast do we fix findings" asks for the fixing itself. */
function allowed(name: string, ordered: boolean): string | null {
  return name === NOTHING && !ordered ? null : name;
}

function isToDo(before: string, ordered: boolean): boolean {
  if (BEFORE_VERB.test(before) || CONDITION.test(before)) return true;
  const clause = LAST_CLAUSE.exec(before)?.[1] ?? '';
  return ordered && withoutOpening(clause) === '';
}

function named(ending: readonly string[], handling: readonly string[]) {
  return new Map([
    ...ending.map((term) => [term, END] as const),
    ...handling.map((term) => [term, NOTHING] as const),
  ]);
}
