import type { Organization } from '../../../../contracts/analysis.ts';
import type { Span } from '../words.ts';
import { findExcluded, withoutAccounts } from './exclusion.ts';
import type { Found, ReadContext } from './found.ts';
import { anyOf, spanOf } from './found.ts';

const PAIR = /\b(?:tags? )?([a-z][\w.-]*(?::[\w.-]+)?) ?(?:==?|!=) ?["']?([\w.@+/-]+)["']?/dgi;
const TAG_COLON = /\btags? ([a-z][\w.-]*): ?["']?([\w.@+/-]+)["']?/dgi;
const TAGGED = /\btagged (?:with |as )?([a-z][\w-]*) ([\w.@-]+)\b/dgi;
const TEAM =
  /(?<!\b(?:which|what|each|every|per|by|our|my|whose|any|no|a|your) )\b(?:team|squad) (?:called |named )?["']?([a-z][\w-]*)["']?|\b(?:the |for |of |from )([a-z][\w-]*) (?:team|squad)\b/dgi;
const OWNER =
  /\b(?:owned by|belong(?:s|ing)? to|owner(?: is)?) (?!us\b|the\b|who|no|team|each|tags?|my|our|a\b|an\b|any|missing|and\b|or\b|by\b|for\b|of\b|in\b|per\b|on\b)([a-z][\w.@-]*)|\b(?:does|do) (?!we\b|i\b|you\b|they\b|it\b|he\b|she\b|anyone|somebody|people|teams?\b)([a-z][\w.@-]*) own\b/dgi;
const NOT_TEAMS = new Set(
  'the a an and or by per each every our my this that which what who is are was spend cost costs spent last this has have had can please need needs wants want asks for in on of to only tag tags own owns uses use with without member members does did do finops security cloudops devops sre platform-wide whole same other leads lead names name breakdown wise'.split(
    ' ',
  ),
);
const KEYS: Readonly<Record<string, string>> = {
  env: 'environment',
  stage: 'environment',
  squad: 'team',
};

/** Tags to filter by, and the accounts that are left when a tag is excluded; empty when none is. */
export interface TagScope {
  readonly tags: Readonly<Record<string, string>>;
  readonly accounts: readonly string[];
}

interface NamedTag {
  readonly key: string;
  readonly value: string;
  readonly span: Span;
  /** Written with `!=`. */
  readonly negated: boolean;
}

/** Reads tag filters: `owner=alice`, "tag Team: payments", "team payments", "owned by alice", "except team payments". */
export function readTags({ text, organization }: ReadContext): Found<TagScope> {
  const named = findTags(text.original, organization);
  const excluded = findExcluded(
    text.lower,
    named.map(({ span }) => span),
  );
  const isLeft = ({ negated, span }: NamedTag) => negated || excluded.has(span);
  const wanted = named.filter((tag) => !isLeft(tag)).map(({ key, value }) => [key, value] as const);
  const left = withoutTags(named.filter(isLeft), organization);
  return {
    value: { tags: Object.fromEntries(wanted.reverse()), accounts: left.accounts },
    spans: named.map(({ span }) => ({ ...span, start: excluded.get(span) ?? span.start })),
    notes: left.notes,
  };
}

function findTags(text: string, organization: Organization): readonly NamedTag[] {
  const pairs = [PAIR, TAG_COLON, TAGGED].flatMap((pattern) => [...text.matchAll(pattern)]);
  const teams = [...text.matchAll(TEAM), ...knownTeams(text, organization)];
  const owners = [...text.matchAll(OWNER)];
  return [
    ...pairs.map((match) => ({ key: keyOf(match[1]), value: match[2] ?? '', match })),
    ...teams.map((match) => ({ key: 'team', value: match[1] ?? match[2] ?? '', match })),
    ...owners.map((match) => ({ key: 'owner', value: match[1] ?? match[2] ?? '', match })),
  ]
    .filter(({ key, value }) => key !== 'team' || !NOT_TEAMS.has(value.toLowerCase()))
    .map(({ key, value, match }) => ({
      key,
      value: asWritten(organization, key, value),
      span: spanOf(match),
      negated: match[0].includes('!='),
    }));
}

/** A filter by tag cannot leave a value out, so that the accounts with that tag are left out. */
function withoutTags(left: readonly NamedTag[], organization: Organization) {
  if (left.length === 0) return { accounts: [], notes: [] };
  const known = organization.accounts.filter(({ tags }) =>
    left.some(({ key, value }) => tags[key]?.toLowerCase() === value.toLowerCase()),
  );
  const name = [...new Set(left.map(({ key, value }) => `${key} ${value}`))].join(' or ');
  const { accounts, note } = withoutAccounts(name, known, organization);
  return { accounts, notes: [note] };
}

function keyOf(key = ''): string {
  return KEYS[key.toLowerCase()] ?? key;
}

/** Teams that accounts are tagged with, in the words "payments team", "for data platform". */
function knownTeams(text: string, organization: Organization): RegExpMatchArray[] {
  const names = valuesOf(organization, 'team');
  if (names.length === 0) return [];
  const written = names.flatMap((name) => [name, name.replace(/[-_]/g, ' ')]);
  return [
    ...text.matchAll(
      new RegExp(
        `\\b(?:team )?(${anyOf(written)}) (?:team|squad)\\b|\\bteam (${anyOf(written)})\\b`,
        'dgi',
      ),
    ),
  ];
}

/** The value as the organization spells it, where it knows one that differs in case or separators only. */
function asWritten(organization: Organization, key: string, value: string): string {
  const plain = (text: string) => text.toLowerCase().replace(/[-_ ]/g, '');
  return valuesOf(organization, key).find((known) => plain(known) === plain(value)) ?? value;
}

function valuesOf(organization: Organization, key: string): string[] {
  const values = organization.accounts.flatMap((account) =>
    Object.entries(account.tags).filter(([name]) => name.toLowerCase() === key.toLowerCase()),
  );
  return [...new Set(values.map(([, value]) => value))];
}
