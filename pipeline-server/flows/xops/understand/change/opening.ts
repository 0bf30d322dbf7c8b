import verbs from '../lexicon/write-verbs.json' with { type: 'json' };
import { createTermReader } from './terms.ts';

const readOpener = createTermReader(verbs.openers);

/** A clause after each of its polite openings, first as it is: "please could you stop", "could you stop", "stop". */
export function openings(clause: string): readonly string[] {
  const steps = [clause.replace(/^[\s,:-]+/, '')];
  for (let next = readOpener(clause); next !== null; next = readOpener(steps.at(-1) ?? '')) {
    steps.push(next.rest.replace(/^[\s,:-]+/, ''));
  }
  return steps;
}

/** A clause without "please can you go ahead and" and the like, in any order and number. */
export function withoutOpening(clause: string): string {
  return openings(clause).at(-1) ?? '';
}
