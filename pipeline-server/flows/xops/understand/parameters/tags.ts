import type { Organization } from '../../../../contracts/analysis.ts';
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

/** Reads tag filters: `owner=alice`, "tag Team: payments", "team payments", "owned by alice". */
export function readTags({
  text,
  organization,
}: ReadContext): Found<Readonly<Record<string, string>>> {
  const pairs = [PAIR, TAG_COLON, TAGGED].flatMap((pattern) => [
    ...text.original.matchAll(pattern),
  ]);
  const teams = [...text.original.matchAll(TEAM), ...knownTeams(text.original, organization)];
  const owners = [...text.original.matchAll(OWNER)];
  const found = [
    ...pairs.map((match) => ({ key: keyOf(match[1]), value: match[2] ?? '', match })),
    ...teams.map((match) => ({ key: 'team', value: match[1] ?? match[2] ?? '', match })),
    ...owners.map((match) => ({ key: 'owner', value: match[1] ?? match[2] ?? '', match })),
  ].filter(({ key, value }) => key !== 'team' || !NOT_TEAMS.has(value.toLowerCase()));
  const entries = found.map(
    ({ key, value }) => [key, asWritten(organization, key, value)] as const,
  );
  return {
    value: Object.fromEntries(entries.reverse()),
    spans: found.map(({ match }) => spanOf(match)),
    notes: [],
  };
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
