import regionNames from '../lexicon/region-names.json' with { type: 'json' };
import { findExcluded } from './exclusion.ts';
import type { Found, ReadContext } from './found.ts';
import { anyOf, spanOf } from './found.ts';

const CODE =
  /\b((?:af|ap|ca|cn|eu|il|me|mx|sa|us)-(?:gov-|iso\w?-)?(?:north|south|east|west|central|northeast|northwest|southeast|southwest)-\d)[a-f]?\b/g;
const NAMED = new RegExp(`(?<![\\w-])(?:${anyOf(Object.keys(regionNames.codes))})(?![\\w-])`, 'g');
const AREA = new RegExp(`(?<![\\w-])(?:${anyOf(Object.keys(regionNames.areas))})(?![\\w-])`, 'g');
const UNITED_STATES = /\b(?:the US|USA|U\.S\.|US regions?)\b/g;
const codes: Readonly<Record<string, string>> = regionNames.codes;
const areas: Readonly<Record<string, string>> = regionNames.areas;

/** Reads Regions by code, by the city or state AWS names them after, or by area ("Europe": those in use). */
export function readRegions(context: ReadContext): Found<readonly string[]> {
  const mentions = [...namedRegions(context), ...areaRegions(context)];
  const spans = mentions.map(({ span }) => span);
  const excluded = findExcluded(context.text.lower, spans);
  const regionsOf = (wanted: boolean) =>
    mentions.filter(({ span }) => excluded.has(span) !== wanted).flatMap(({ regions }) => regions);
  const left = regionsOf(false);
  const rest = context.organization.regions.filter((region) => !left.includes(region));
  const named = regionsOf(true);
  return {
    value: [...new Set(left.length > 0 && named.length === 0 ? rest : named)],
    spans: spans.map((span) => ({ ...span, start: excluded.get(span) ?? span.start })),
    notes: left.length === 0 ? [] : [`without ${left.join(', ')}`],
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
    span: spanOf(match),
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
    return regions.length === 0 ? [] : [{ regions, span: spanOf(match) }];
  });
}
