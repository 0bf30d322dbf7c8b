import regionNames from '../lexicon/region-names.json' with { type: 'json' };
import type { Found, ReadContext } from './found.ts';
import { anyOf, spanOf } from './found.ts';

const CODE =
  /\b((?:af|ap|ca|cn|eu|il|me|mx|sa|us)-(?:gov-|iso\w?-)?(?:north|south|east|west|central|northeast|northwest|southeast|southwest)-\d)[a-f]?\b/g;
const NAMED = new RegExp(`(?<![\\w-])(?:${anyOf(Object.keys(regionNames.codes))})(?![\\w-])`, 'g');
const AREA = new RegExp(`(?<![\\w-])(?:${anyOf(Object.keys(regionNames.areas))})(?![\\w-])`, 'g');
const UNITED_STATES = /\b(?:the US|USA|U\.S\.|US regions?)\b/g;
const EXCEPT =
  /\b(?:except(?: for)?|excluding|without|other than|outside(?: of)?|not in|but not)(?: the| in)*\s*$/;
const codes: Readonly<Record<string, string>> = regionNames.codes;
const areas: Readonly<Record<string, string>> = regionNames.areas;

/** Reads Regions by code, by the city or state AWS names them after, or by area ("Europe": those in use). */
export function readRegions(context: ReadContext): Found<readonly string[]> {
  const matches = [...namedRegions(context), ...areaRegions(context)];
  const wanted = matches.filter((match) => !match.excluded).flatMap((match) => match.regions);
  const excluded = matches.filter((match) => match.excluded).flatMap((match) => match.regions);
  const rest = context.organization.regions.filter((region) => !excluded.includes(region));
  const value = excluded.length > 0 && wanted.length === 0 ? rest : wanted;
  return {
    value: [...new Set(value)],
    spans: matches.map((match) => match.span),
    notes: excluded.length === 0 ? [] : [`without ${excluded.join(', ')}`],
  };
}

function namedRegions({ text }: ReadContext) {
  const byCode = [...text.lower.matchAll(CODE)].map((match) => ({ match, code: match[1] ?? '' }));
  const byName = [...text.lower.matchAll(NAMED)].map((match) => ({
    match,
    code: codes[match[0]] ?? '',
  }));
  return [...byCode, ...byName].map(({ match, code }) => ({
    regions: [code],
    ...placeOf(text.lower, match),
  }));
}

function areaRegions({ text, organization }: ReadContext) {
  const named = [...text.lower.matchAll(AREA)].map((match) => ({
    match,
    prefix: areas[match[0]] ?? '',
  }));
  const states = [...text.original.matchAll(UNITED_STATES)].map((match) => ({
    match,
    prefix: '^us-',
  }));
  return [...named, ...states].flatMap(({ match, prefix }) => {
    const regions = organization.regions.filter((region) => new RegExp(prefix).test(region));
    return regions.length === 0 ? [] : [{ regions, ...placeOf(text.lower, match) }];
  });
}

/** Where a Region is named, with the word that excludes it. */
function placeOf(text: string, match: RegExpMatchArray) {
  const span = spanOf(match);
  const except = EXCEPT.exec(text.slice(0, span.start));
  const start = except?.index ?? span.start;
  return { span: { start, end: span.end }, excluded: except !== null };
}
