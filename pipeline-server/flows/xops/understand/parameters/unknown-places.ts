import type { Organization } from '../../../../contracts/analysis.ts';
import { mentionsIn } from '../concepts.ts';
import { isVocabulary } from '../spelling.ts';
import type { Span } from '../words.ts';
import { wordsOf } from '../words.ts';
import type { ReadContext } from './found.ts';
import type { PlaceWord } from './places.ts';
import { placeWords } from './places.ts';
import type { Refusal } from './refusal.ts';
import { asWritten, isOrdinary, isUnderstood, nearest } from './refusal.ts';
import { refuseRegion } from './unknown-regions.ts';

/** Beside "account" or "Region" other rules know more; a team is a tag. */
const BESIDE = /^["']? (?:accounts?|regions?|team|squad)\b/;
const JOINED = /[-_]/;
const REGION_SHAPE = /^[a-z]+(?:-[a-z]+)*-\d$/;
const STANDARD = /^(?:cve|cwe|iso|nist|pci|cis|tls|ssl|sha|aes|rsa|rfc|ipv|utf)[-_]?(?:dss\b|\d)/;

/**
 * Names that stand where a place stands ("idle EC2 in acme-prod", "costs for payments and foo-bar") and that are no
 * account, Region, team or word of the question.
 */
export function findUnknownPlaces(
  { text, organization }: ReadContext,
  understood: readonly Span[],
): readonly Refusal[] {
  if (organization.accounts.length === 0) return [];
  const unknown = placeWords(text.lower)
    .filter((place) => !isUnderstood(place.span, understood) && isName(place))
    .map(({ span }) => asWritten(text.original, span));
  return [...new Set(unknown)].map((name) => refuse(name, organization));
}

function isName({ word, isAccount, weak, ends, after }: PlaceWord): boolean {
  if (BESIDE.test(after) || STANDARD.test(word)) return false;
  if (JOINED.test(word)) return isJoinedName(word, ends && !weak);
  if (!ends || isOrdinary(word)) return false;
  return isAccount || (!weak && !isVocabulary(word));
}

/** Of everyday words a name is made too ("security-tools"), but so are expressions ("month-to-date", "multi-az"). */
function isJoinedName(word: string, ends: boolean): boolean {
  if (REGION_SHAPE.test(word)) return !isOrdinary(word.replace(/-\d$/, ''));
  const parts = word.split(/[-_]/).filter((part) => /[a-z]/.test(part));
  if (parts.some((part) => !isOrdinary(part) && !isVocabulary(part))) return true;
  return ends && mentionsIn(wordsOf(word)).length > 1;
}

function refuse(written: string, { accounts, regions }: Organization): Refusal {
  if (REGION_SHAPE.test(written.toLowerCase()) && regions.length > 0) {
    return refuseRegion(written, regions);
  }
  const names = [...accounts.map(({ name }) => name), ...regions];
  return {
    problem: `There is no account or Region "${written}" in the organization.`,
    remedy: `Nearest: ${nearest(written, names).join(', ')}. Ask again with one of those, with "team=${written}" for a tag, with 'named "${written}"' for a resource, or without it for all ${accounts.length} accounts.`,
  };
}
