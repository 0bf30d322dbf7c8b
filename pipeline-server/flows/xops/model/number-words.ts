const ONES =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');

/** What a word multiplies the number before it by. */
export const SCALES: ReadonlyMap<string, number> = new Map([
  ['k', 1e3],
  ['m', 1e6],
  ['bn', 1e9],
  ['dozen', 12],
  ['hundred', 1e2],
  ['thousand', 1e3],
  ['million', 1e6],
  ['billion', 1e9],
]);

const VALUES: ReadonlyMap<string, number> = new Map([
  ...ONES.map((word, value) => [word, value] as const),
  ...TENS.map((word, index) => [word, (index + 2) * 10] as const),
]);

const WORD = [...VALUES.keys(), 'dozen', 'hundred', 'thousand', 'million', 'billion'].join('|');

/** A number written in English words; "one" alone is mostly no number. For use inside a regular expression. */
export const NUMBER_WORDS = `(?!one\\b(?![- ](?:${WORD})\\b))(?:${WORD})(?:(?:[- ]| and )(?:${WORD}))*`;

/** The value of what {@link NUMBER_WORDS} matched, e.g. 2300 for "two thousand three hundred". */
export function valueOfWords(text: string): number {
  let whole = 0;
  let part = 0;
  for (const word of text.toLowerCase().split(/[- ]/)) {
    const scale = SCALES.get(word);
    if (scale === undefined) part += VALUES.get(word) ?? 0;
    else if (scale < 1000) part = Math.max(part, 1) * scale;
    else {
      whole += Math.max(part, 1) * scale;
      part = 0;
    }
  }
  return whole + part;
}

/** Words that say a ratio or a magnitude. Nothing is derived, so they are right only where the evidence says the same word. */
export const RATIO_WORDS =
  'dozens|hundreds|thousands|millions|billions|half|halved|halves|twice|thrice|doubl(?:e[ds]?|ing)|tripl(?:e[ds]?|ing)|quadrupl(?:e[ds]?|ing)|(?:two|three|four|five|ten|hundred)[- ]?fold|(?:a|one|two|three)[- ](?:thirds?|quarters? of|fifths?|tenths?)';
