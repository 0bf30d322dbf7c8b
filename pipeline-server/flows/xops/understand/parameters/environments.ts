import type { Account, Organization } from '../../../../contracts/analysis.ts';
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
  `(?<![\\w=-])(non-?|not (?:in )?|except(?: for)? |excluding |without |exclude |other than )?(in |only |just |for |of |on |from |our )?(?:the )?${WORD}(?![\\w=-]| ?team)( accounts?| environments?| env| workloads?| only)?`,
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

/** Reads "in prod", "prod accounts", "non-prod". Accounts are known by their tag `environment` or their name. */
export function readEnvironment(context: ReadContext): Found<EnvironmentScope> {
  for (const match of context.text.lower.matchAll(MENTION)) {
    const [, negation, lead, word = '', tail] = match;
    const named = lead !== undefined || tail !== undefined || negation !== undefined;
    const names = ENVIRONMENTS.find((spellings) => spellings.includes(word));
    if (names === undefined || (EVERYDAY.has(word) && !named)) continue;
    const found = { names, negated: negation !== undefined, accounts: /account/.test(tail ?? '') };
    return { ...scopeOf(found, context.organization), spans: [spanOf(match)] };
  }
  return { value: NOWHERE, spans: [], notes: [] };
}

function scopeOf(
  found: {
    readonly names: readonly string[];
    readonly negated: boolean;
    readonly accounts: boolean;
  },
  organization: Organization,
): Omit<Found<EnvironmentScope>, 'spans'> {
  const [name = ''] = found.names;
  const known = organization.accounts.filter((account) => isIn(account, found.names));
  if (found.negated) return withoutAccounts(name, known, organization);
  if (found.accounts && known.length > 0) {
    return { value: { ...NOWHERE, accounts: known.map(({ id }) => id) }, notes: [] };
  }
  const notes = found.accounts
    ? [`no account is known as ${name}, taken as the tag environment`]
    : [];
  return {
    value: {
      accounts: [],
      environment: spelling(organization, found.names) ?? name,
      members: known.map(({ id }) => id),
    },
    notes,
  };
}

function withoutAccounts(name: string, known: readonly Account[], organization: Organization) {
  const ids = new Set(known.map(({ id }) => id));
  const rest = organization.accounts.filter(
    ({ id, status }) => !ids.has(id) && status === 'ACTIVE',
  );
  const value = { ...NOWHERE, accounts: known.length === 0 ? [] : rest.map(({ id }) => id) };
  const note =
    known.length === 0
      ? `"not ${name}" could not be honoured: no account is known as ${name}`
      : `without ${known.map((account) => account.name).join(', ')}`;
  return { value, notes: [note] };
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
