import { readFigures, type WrittenFigure } from './read-figures.ts';

/** Stands where a figure was that nothing proves. */
export const STRUCK = '[struck]';

/** A text of a model, and how many figures were struck from it. */
interface CheckedWords {
  readonly text: string;
  readonly struck: number;
}

/** Checks texts against one evidence. */
export type CheckWords = (text: string) => CheckedWords;

/**
 * Prepares the check of a model's words against the texts that it was given, which is all that it can know. Each figure must
 * stand there with the same unit: money in its currency, percentages as percentages, counts exactly, all else rounded at the
 * most as it is written. Nothing may be derived. Ids, types, dates and times must stand there as they are.
 */
export function createWordsCheck(evidence: string): CheckWords {
  const plain = normalise(evidence);
  const proof: Proof = { figures: readFigures(plain), text: plain.toLowerCase() };
  return (written) => {
    const text = normalise(written);
    const untraced = readFigures(text).filter((figure) => !isTraced(figure, proof));
    return { text: withoutFigures(text, untraced), struck: untraced.length };
  };
}

interface Proof {
  readonly figures: readonly WrittenFigure[];
  readonly text: string;
}

/** Other scripts' digits become ours, and no mark or invisible character splits a number. */
function normalise(text: string): string {
  return text.normalize('NFKC').replace(/\p{Cf}+|(?<=\d)\p{M}+/gu, '');
}

function isTraced(figure: WrittenFigure, proof: Proof): boolean {
  if (figure.unit === 'name') return isNamed(figure.name, proof);
  if (isYear(figure) && isNamed(`${figure.value}-`, proof)) return true;
  return proof.figures.some((each) => hasUnitOf(figure, each) && isNear(figure, each));
}

function isYear({ unit, name }: WrittenFigure): boolean {
  return unit === 'plain' && /^(?:19|20)\d\d$/.test(name);
}

/** A name stands as a whole word, a month or day also within a longer date; of "EC2/RDS" each part counts. */
function isNamed(name: string, { figures, text }: Proof): boolean {
  const isWritten = figures.some((each) => {
    const isWithin = /^\d{4}-/.test(name) && each.name.startsWith(name);
    return each.unit === 'name' && (each.name === name || isWithin);
  });
  if (isWritten || !/\d/.test(name)) return isWritten || hasWord(text, name);
  const parts = name.split('/');
  return parts.length > 1 && parts.every((part) => !/\d/.test(part) || hasWord(text, part));
}

function hasWord(text: string, word: string): boolean {
  const around = (at: number) => `${text[at - 1] ?? ''}${text[at + word.length] ?? ''}`;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!/[\p{L}\p{N}]/u.test(around(at))) return true;
  }
  return false;
}

function hasUnitOf(figure: WrittenFigure, given: WrittenFigure): boolean {
  if (figure.unit !== given.unit) {
    // "from USD 100.00 to 120.00": the unit of an amount is said once.
    return figure.unit === 'plain' && figure.decimals > 0 && given.unit !== 'name';
  }
  return figure.currency === null || figure.currency === given.currency;
}

/** A scale word makes rounding coarse: "USD 0 million" would be near everything. */
const MOST_ROUNDED = 0.05;

function isNear(figure: WrittenFigure, given: WrittenFigure): boolean {
  if (figure.isNegative && !given.isNegative) return false;
  const distance = Math.abs(figure.value - given.value);
  const isCoarse = figure.tolerance >= 1 && distance > MOST_ROUNDED * given.value;
  return distance <= figure.tolerance && !isCoarse;
}

function withoutFigures(text: string, figures: readonly WrittenFigure[]): string {
  return figures.reduceRight(
    (left, { start, end }) => `${left.slice(0, start)}${STRUCK}${left.slice(end)}`,
    text,
  );
}
