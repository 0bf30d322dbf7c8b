import { distance } from 'fastest-levenshtein';
import type { Account, Organization } from '../../../../contracts/analysis.ts';
import { isKnownStem } from '../concepts.ts';
import { perOrganization } from '../per-organization.ts';
import { isVocabulary } from '../spelling.ts';
import { stem } from '../stem.ts';
import type { Span } from '../words.ts';
import { findExcluded, isExcludedAt, withoutAccounts } from './exclusion.ts';
import type { Found, ReadContext } from './found.ts';
import { anyOf, spanOf } from './found.ts';
import { placeWords } from './places.ts';

const ID = /(?<![\d-])\d{12}(?![\d-])/g;
const BEFORE =
  '(?:in|for|of|from|on|within|only|just|except|except for|without|excluding|exclude|account|accounts|about)(?: the| account| our)?';

interface Mention {
  readonly ids: readonly string[];
  readonly span: Span;
}

const namesIn = perOrganization((organization) => {
  const names = namesOf(organization);
  const written = anyOf([...names.keys()]);
  const pattern = new RegExp(`(?<![\\w./:-])(?:${written})(?![\\w./:-])(?!\\s+team)`, 'g');
  return { names, pattern };
});

/** Reads accounts by id, by name, by a part of a name before "account", or by a name with a typing error. */
export function readAccounts(context: ReadContext): Found<readonly string[]> {
  const mentions = findMentions(context);
  const { lower } = context.text;
  const excluded = findExcluded(
    lower,
    mentions.map(({ span }) => span),
  );
  const idsOf = (wanted: boolean) =>
    mentions.filter(({ span }) => excluded.has(span) !== wanted).flatMap(({ ids }) => ids);
  const left = withoutIds(context.organization, idsOf(false));
  const named = idsOf(true);
  const value = named.length === 0 ? left.accounts : named;
  return {
    value: [...new Set(value)],
    spans: mentions.map(({ span }) => ({ ...span, start: excluded.get(span) ?? span.start })),
    notes: [...left.notes, ...unknownNotes(context.organization, value)],
  };
}

function findMentions(context: ReadContext): Mention[] {
  const exact = [...byId(context), ...byName(context)];
  if (exact.length > 0) return exact;
  const partial = byPart(context);
  return partial.length > 0 ? partial : byNearName(context);
}

function byId({ text }: ReadContext): Mention[] {
  return [...text.lower.matchAll(ID)].map((match) => mention(match, [match[0]]));
}

function byName({ text, organization }: ReadContext): Mention[] {
  const { names, pattern } = namesIn(organization);
  if (names.size === 0) return [];
  return [...text.lower.matchAll(pattern)]
    .filter((match) => isAccountHere(text.lower, match))
    .map((match) => mention(match, names.get(match[0]) ?? []));
}

/** A name that is also an everyday word ("network") needs "account" beside it, or "in the" before it. */
function isAccountHere(text: string, match: RegExpMatchArray): boolean {
  const name = match[0];
  if (/[-_ \d]/.test(name)) return true;
  const before = text.slice(0, match.index);
  const after = text.slice(match.index ?? 0).slice(name.length);
  if (/^ accounts?\b/.test(after) || /\baccounts? $/.test(before)) return true;
  if (isExcludedAt(text, match.index ?? 0)) return true;
  if (isKnownStem(stem(name))) return false;
  return new RegExp(`\\b${BEFORE} $`).test(before) || !/^\s*\w/.test(after) || before.trim() === '';
}

/** "the payments accounts", "in accounts payments and web", "costs for payments": every account with that part in its name. */
function byPart({ text, organization }: ReadContext): Mention[] {
  const beside = [...text.lower.matchAll(/\b([a-z][a-z\d-]+) accounts?\b/dg)].map((match) => ({
    part: match[1] ?? '',
    span: spanOf(match),
  }));
  const placed = placeWords(text.lower)
    .filter(
      ({ word, isAccount, weak, ends }) => ends && (isAccount || !(weak || isVocabulary(word))),
    )
    .map(({ word, span }) => ({ part: word, span }));
  return [...beside, ...placed].flatMap(({ part, span }) => {
    const ids = organization.accounts
      .filter((account) => partsOf(account.name).includes(part))
      .map(({ id }) => id);
    return ids.length === 0 ? [] : [{ ids, span }];
  });
}

function byNearName({ text, organization }: ReadContext): Mention[] {
  return [...text.lower.matchAll(/(?<![\w./:-])[a-z\d]+(?:[-_][a-z\d]+)+(?![\w./:-])/g)].flatMap(
    (match) => {
      const near = organization.accounts.filter(
        (account) =>
          distance(account.name.toLowerCase(), match[0]) <= Math.floor(match[0].length / 6),
      );
      const [only] = near;
      return near.length === 1 && only !== undefined ? [mention(match, [only.id])] : [];
    },
  );
}

function mention(match: RegExpMatchArray, ids: readonly string[]): Mention {
  return { ids, span: spanOf(match) };
}

/** Names and aliases in lower case, also with spaces for separators and without a prefix that all names share. */
function namesOf({ accounts }: Organization): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, readonly string[]>();
  const prefix = sharedPrefix(accounts);
  for (const account of accounts) {
    const own = [account.name, account.name.slice(prefix.length), account.tags['alias'] ?? ''];
    for (const name of own.flatMap(spellings))
      names.set(name, [...(names.get(name) ?? []), account.id]);
  }
  return names;
}

function spellings(name: string): string[] {
  const lower = name.toLowerCase().trim();
  return lower.length < 3
    ? []
    : [...new Set([lower, lower.replace(/[-_]+/g, ' '), lower.replace(/[ _]+/g, '-')])];
}

function sharedPrefix(accounts: readonly Account[]): string {
  const prefix = /^[a-z\d]+[-_ ]/i.exec(accounts[0]?.name ?? '')?.[0] ?? '';
  return accounts.length > 1 && accounts.every(({ name }) => name.startsWith(prefix)) ? prefix : '';
}

function partsOf(name: string): string[] {
  const lower = name.toLowerCase();
  const parts = lower.split(/[^a-z\d]+/);
  return [...parts, ...parts.slice(1).map((_, index) => parts.slice(0, index + 2).join('-'))];
}

function withoutIds(organization: Organization, ids: readonly string[]) {
  if (ids.length === 0) return { accounts: [], notes: [] };
  const known = organization.accounts.filter(({ id }) => ids.includes(id));
  const { accounts, note } = withoutAccounts(ids.join(', '), known, organization);
  return { accounts, notes: [note] };
}

function unknownNotes({ accounts }: Organization, ids: readonly string[]): string[] {
  const known = new Set(accounts.map(({ id }) => id));
  return ids.filter((id) => !known.has(id)).map((id) => `account ${id} is not in the organization`);
}
