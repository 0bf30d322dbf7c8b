/** A term that a text starts with, and what follows it. */
export interface LeadingTerm {
  readonly term: string;
  readonly rest: string;
}

/** A term somewhere in a text, with what stands before and after it. */
export interface PlacedTerm extends LeadingTerm {
  readonly before: string;
}

/** Reads the longest known term at the start of a text; null when there is none. */
export type ReadTerm = (text: string) => LeadingTerm | null;

/**
 * Reads terms of one or more words. They are looked up word by word: an alternation of hundreds of words would cost
 * tens of milliseconds to compile at the first question.
 */
export function createTermReader(terms: readonly string[]): ReadTerm {
  const known = new Set(terms);
  const longest = Math.max(...terms.map((term) => term.split(/\W+/).length));
  return (text) => {
    const end = wordEnds(text, longest).findLast((place) => known.has(text.slice(0, place)));
    return end === undefined ? null : { term: text.slice(0, end), rest: text.slice(end) };
  };
}

/** Every place of a text where a term begins. */
export function findTerms(text: string, read: ReadTerm): PlacedTerm[] {
  return [...text.matchAll(/\b\w/g)].flatMap(({ index }) => {
    const found = read(text.slice(index));
    return found === null ? [] : [{ ...found, before: text.slice(0, index) }];
  });
}

function wordEnds(text: string, most: number): number[] {
  const ends: number[] = [];
  for (const { index, 0: word } of text.matchAll(/\w+/g)) {
    if (ends.length === most || (ends.length === 0 && index > 0)) break;
    ends.push(index + word.length);
  }
  return ends;
}
