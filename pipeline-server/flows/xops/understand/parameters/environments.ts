import type { Account, Organization } from '../../../../contracts/analysis.ts';
import type { Span } from '../words.ts';
import { findExcluded, withoutAccounts } from './exclusion.ts';
import type { Found, ReadContext } from './found.ts';
import { spanOf } from './found.ts';

/** Spellings of an environment; the first is the one a filter carries. */
const ENVIRONMENTS: readonly (readonly string[])[] = [
  ['prod', 'production', 'prd', 'live', 'prodution', 'producton'],
  ['dev', 'development', 'develop'],
  ['staging', 'stage', 'stg', 'preprod', 'pre-prod', 'pre-production'],
  ['test', 'testing', 'tst', 'qa'],
  ['uat'],
  ['sandbox', 'sbx', 'playground'],
];
/** These words also mean other things, so they need a word such as "in" before or "account" after them. */
const EVERYDAY = new Set([
  'live',
  'test',
  'testing',
  'stage',
  'development',
  'develop',
  'playground',
]);
const WORD =
  '(prod(?:uction|ution|ucton)?|prd|live|dev|develop(?:ment)?|staging|stage|stg|pre-?prod(?:uction)?|test(?:ing)?|tst|qa|uat|sandbox|sbx|playground)';
const MENTION = new RegExp(
  `(?<![\\w=-])(non-? ?)?(in |only |just |for |of |on |from |our )?(?:the )?${WORD}(?![\\w=-]| ?team)( accounts?| environments?| env| workloads?| only)?`,
  'dg',
);

/** What the environment words of a question narrow it to. */
export interface EnvironmentScope {
  /** Set for "prod accounts" and for everything but an environment; empty otherwise. */
  readonly accounts: readonly string[];
  /** Set for "in prod": the wanted value of the tag `environment`. */
  readonly environment: string | null;
  /** The accounts that belong to that environment. */
  readonly members: readonly string[];
}

const NOWHERE: EnvironmentScope = { accounts: [], environment: null, members: [] };

interface NamedEnvironment {
  readonly names: readonly string[];
  readonly negated: boolean;
  /** Said as "prod accounts". */
  readonly accounts: boolean;
  readonly span: Span;
}

type Scope = Omit<Found<EnvironmentScope>, 'spans'>;

/** Reads "in prod", "prod accounts", "non-prod", "dev and staging". Accounts are known by their tag `environment` or their name. */
export function readEnvironment(context: ReadContext): Found<EnvironmentScope> {
  const named = findEnvironments(context.text.lower);
  return { ...scopeOf(named, context.organization), spans: named.map(({ span }) => span) };
}

function findEnvironments(text: string): readonly NamedEnvironment[] {
  const matches = [...text.matchAll(MENTION)].map((match) => ({ match, span: spanOf(match) }));
  const excluded = findExcluded(
    text,
    matches.map(({ span }) => span),
  );
  return matches.flatMap(({ match, span }) => {
    const [, prefix, lead, word = '', tail] = match;
    const names = ENVIRONMENTS.find((spellings) => spellings.includes(word));
    const negated = prefix !== undefined || excluded.has(span);
    const sure = !EVERYDAY.has(word) || negated || lead !== undefined || tail !== undefined;
    if (names === undefined || !sure) return [];
    const start = excluded.get(span) ?? span.start;
    return [{ names, negated, accounts: /account/.test(tail ?? ''), span: { ...span, start } }];
  });
}

function scopeOf(named: readonly NamedEnvironment[], organization: Organization): Scope {
  const [first] = named;
  if (first === undefined) return { value: NOWHERE, notes: [] };
  const left = named.filter(({ negated }) => negated);
  if (left.length > 0) return scopeWithout(left, organization);
  const distinct = new Set(named.map(({ names }) => names));
  return distinct.size > 1 ? scopeOfAll(named, organization) : scopeOfOne(first, organization);
}

function scopeWithout(left: readonly NamedEnvironment[], organization: Organization): Scope {
  const name = left.map(({ names }) => names[0]).join(' or ');
  const { accounts, note } = withoutAccounts(name, accountsIn(left, organization), organization);
  return { value: { ...NOWHERE, accounts }, notes: [note] };
}

/** A tag has one value, so that several environments are taken as their accounts. */
function scopeOfAll(named: readonly NamedEnvironment[], organization: Organization): Scope {
  const accounts = accountsIn(named, organization).map(({ id }) => id);
  const unknown = named.filter((each) => accountsIn([each], organization).length === 0);
  const notes = unknown.map(({ names }) => `no account is known as ${names[0]}`);
  return { value: { ...NOWHERE, accounts }, notes };
}

function scopeOfOne(named: NamedEnvironment, organization: Organization): Scope {
  const [name = ''] = named.names;
  const members = accountsIn([named], organization).map(({ id }) => id);
  if (named.accounts && members.length > 0) {
    return { value: { ...NOWHERE, accounts: members }, notes: [] };
  }
  const environment = spelling(organization, named.names) ?? name;
  const note = `no account is known as ${name}, taken as the tag environment`;
  return { value: { accounts: [], environment, members }, notes: named.accounts ? [note] : [] };
}

function accountsIn(named: readonly NamedEnvironment[], { accounts }: Organization) {
  return accounts.filter((account) => named.some(({ names }) => isIn(account, names)));
}

function environmentTag(account: Account): string | undefined {
  const entry = Object.entries(account.tags).find(([key]) =>
    /^(?:environment|env|stage)$/i.test(key),
  );
  return entry?.[1].toLowerCase();
}

/** By tag where the account has one, else by a part of its name. */
function isIn(account: Account, names: readonly string[]): boolean {
  const tag = environmentTag(account);
  if (tag !== undefined) return names.includes(tag);
  const parts = account.name.toLowerCase().split(/[^a-z0-9]+/);
  const nonProduction = parts.some((part) => /^non(?:prod)?$/.test(part));
  return !nonProduction && names.some((name) => parts.includes(name));
}

function spelling(organization: Organization, names: readonly string[]): string | undefined {
  const used = new Set(organization.accounts.map(environmentTag));
  return names.find((name) => used.has(name));
}
