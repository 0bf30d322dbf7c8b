import type { Parameters } from '../../../contracts/parameters.ts';
import type { Guess } from './understanding-prompt.ts';

type Hinted = keyof Guess['parameters'];

/** How a person would write each parameter, so that the reader of questions reads it. */
const WRITTEN: Readonly<Record<Hinted, (phrase: string) => string>> = {
  accounts: (phrase) => `in the ${phrase} account`,
  regions: (phrase) => `in ${phrase}`,
  period: (phrase) => phrase,
  compareTo: (phrase) => `compared with ${phrase}`,
  groupBy: (phrase) => `by ${phrase}`,
  top: (phrase) => `top ${phrase}`,
  days: (phrase) => `for ${phrase.replace(/\s*days?$/, '')} days`,
  severities: (phrase) => phrase,
  search: (phrase) => `"${phrase}"`,
};

/** Nothing that could be more than a name, a number or a date. */
const PLAIN = /^[\p{L}\p{N}][\p{L}\p{N} .,:/@_*-]{0,79}$/u;

/**
 * What a model adds to the words of a question, to be read with them by the same checks. The person's own words win: what they
 * say, or what was read from them already, is not said again.
 */
export function hintsOf(
  phrases: Guess['parameters'],
  { question, read }: { readonly question: string; readonly read: Parameters },
): readonly string[] {
  const said = question.toLowerCase();
  return HINTED.filter((key) => {
    const phrase = phrases[key].trim();
    return PLAIN.test(phrase) && !said.includes(phrase.toLowerCase()) && isOpen(read[key]);
  }).map((key) => WRITTEN[key](phrases[key].trim()));
}

const HINTED = Object.keys(WRITTEN) as readonly Hinted[];

function isOpen(value: Parameters[Hinted]): boolean {
  return value === null || (Array.isArray(value) && value.length === 0);
}
