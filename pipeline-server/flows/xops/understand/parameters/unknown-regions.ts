import regionNames from '../lexicon/region-names.json' with { type: 'json' };
import type { Span } from '../words.ts';
import type { ReadContext } from './found.ts';
import { anyOf, spanOf } from './found.ts';
import type { Refusal } from './refusal.ts';
import { asWritten, isOrdinary, isUnderstood, nearest } from './refusal.ts';

const REAL: ReadonlySet<string> = new Set(Object.values(regionNames.codes));
const areas: Readonly<Record<string, string>> = regionNames.areas;

/** The form of a code in AWS's commercial partition, alone: as a part of a bucket's name it says nothing. */
const CODE =
  /(?<![\w:/.-])((?:af|ap|ca|eu|il|me|mx|sa|us)-(?:north|south|east|west|central|northeast|northwest|southeast|southwest)-\d)[a-f]?(?![\w:/-]|\.\w)/dg;
const PLACED = '\\b(?:in|from|within|only|just|across|except|excluding|without)(?: the)?';
const END =
  '(?=$| *[?.!,;]| (?:last|this|in|on|since|for|by|and|or|over|during|please|today|yesterday|region)\\b)';
const NAME = '["\']?([a-z\\d][\\w-]*)["\']?';
/** "in region mars". */
const AFTER = new RegExp(
  `${PLACED.replace('in|', 'in|for|of|')} (?:aws )?region (?:(?:named|called) )?${NAME}`,
  'dg',
);
/** "in the mars region". */
const BEFORE = new RegExp(`${PLACED} ${NAME} region${END}`, 'dg');
const AREA = new RegExp(`${PLACED} (${anyOf(Object.keys(areas))})(?![\\w-])`, 'dg');

/** Regions that a question names plainly ("in region mars", "in Japan") and that neither AWS nor the organization knows. */
export function findUnknownRegions(
  { text, organization }: ReadContext,
  understood: readonly Span[],
): readonly Refusal[] {
  const { regions } = organization;
  if (regions.length === 0) return [];
  const spansOf = (pattern: RegExp) =>
    [...text.lower.matchAll(pattern)].map((match) => spanOf(match, 1));
  const codes = spansOf(CODE);
  const named = [AFTER, BEFORE]
    .flatMap(spansOf)
    .filter((span) => !isUnderstood(span, [...understood, ...codes]))
    .filter(({ start, end }) => isName(text.lower.slice(start, end)));
  const unused = spansOf(AREA).filter(({ start, end }) => {
    const inside = new RegExp(areas[text.lower.slice(start, end)] ?? '');
    return !regions.some((region) => inside.test(region));
  });
  const written = [...codes, ...named, ...unused].map((span) => asWritten(text.original, span));
  return [...new Set(written)]
    .filter((name) => !isKnown(name.toLowerCase(), regions))
    .map((name) => refuseRegion(name, regions));
}

function isName(word: string): boolean {
  return !isOrdinary(word.replace(/-\d$/, ''));
}

function isKnown(code: string, regions: readonly string[]): boolean {
  return REAL.has(code) || regions.includes(code);
}

/** Says that a Region is not in use, and which are near. */
export function refuseRegion(written: string, regions: readonly string[]): Refusal {
  return {
    problem: `There is no Region "${written}" in use.`,
    remedy: `Nearest: ${nearest(written, regions).join(', ')}. Ask again with the code or the city of a Region, or without it for all ${regions.length}.`,
  };
}
