import { withDigits } from './parameters/numbers.ts';

/** Longer questions are cut: what matters stands at the front, and every step stays bounded. */
const LONGEST = 2_000;

/** A question in two spellings of the same length, so that a place in one is a place in the other. */
export interface CleanText {
  /** As written, with plain quotes, dashes and letters. */
  readonly original: string;
  readonly lower: string;
}

const CONTRACTIONS: readonly (readonly [RegExp, string])[] = [
  [/\bcan['`]?t\b|\bcannot\b/gi, 'can not'],
  [/\bwon['`]t\b/gi, 'will not'],
  [/\b(is|are|was|were|do|does|did|has|have|had|should|would|could)n['`]?t\b/gi, '$1 not'],
  [/\bain['`]t\b/gi, 'is not'],
  [/\b(what|who|where|how|that|there|it|here)['`]s\b/gi, '$1 is'],
  [/\bwhats\b/gi, 'what is'],
  [/\blet['`]s\b/gi, 'lets'],
  [/\b(i|you|we|they)['`]d\b/gi, '$1 would'],
  [/\b(i|you|we|they)['`]ll\b/gi, '$1 will'],
  [/\b(you|we|they)['`]re\b/gi, '$1 are'],
  [/\b(i|you|we|they)['`]ve\b/gi, '$1 have'],
  [/\bi['`]m\b/gi, 'i am'],
  [/['`]s\b/gi, ''],
  [/\b(?:without|not) (?:even )?(?:a|one) single\b/gi, 'without'],
  [/(?:0\.0\.0\.0|::)\/0/g, 'openworld'],
  [/\b0\.0\.0\.0\b/g, 'openworld'],
  [
    /\b(?:under|below|less than|lower than|<) ?\d+ ?(?:%|percent) (?:of )?(?:cpu|utili[sz]ation)\b/gi,
    'low cpu',
  ],
  [/\bcpu(?: \w+){0,2} (?:under|below|less than|lower than|<) ?\d+ ?(?:%|percent)?/gi, 'low cpu'],
  [/\*\.(?=\s|$)/g, 'wildcard '],
  [/\bcps[ -]?(234)\b/gi, 'cps $1'],
  [/\bsoc[ -]?(2|ii)\b/gi, 'soc 2'],
  [/\bn\. ?virginia\b/gi, 'north virginia'],
];

/** Unifies Unicode spellings, quotes, dashes, contractions, numbers in words and a few written forms. */
export function cleanText(question: string): CleanText {
  const plain = question
    .slice(0, LONGEST)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[\u2018\u2019\u02bc\u00b4]/g, "'")
    .replace(/[\u201c\u201d\u00ab\u00bb]/g, '"')
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[\p{C}\p{Z}\s]+/gu, ' ')
    .trim();
  const unfolded = CONTRACTIONS.reduce((text, [from, to]) => text.replace(from, to), plain);
  const original = withDigits(unfolded);
  const lower = original.toLowerCase();
  return lower.length === original.length ? { original, lower } : { original: lower, lower };
}
