import type { Organization } from '../contracts/analysis.ts';
import type { Parameters } from '../contracts/parameters.ts';
import { NO_PARAMETERS } from '../contracts/parameters.ts';

/** What the query of a page asked for, each empty when it is not said. */
export interface BoardFilter {
  /** An account's id or name, as it was written. */
  readonly account: string;
  readonly region: string;
  /** A value of the tag `team`. */
  readonly team: string;
}

/** A query of a URL as Fastify reads it. */
export type Query = Readonly<Record<string, unknown>>;

/** A filter that was read, or what is wrong with it and how to put it right. */
export type ReadFilter =
  | { readonly filter: BoardFilter; readonly parameters: Parameters }
  | { readonly filter: BoardFilter; readonly problem: string };

const LONGEST_VALUE = 128;
const MOST_NAMED = 5;
/** Nothing of these can be seen, and some reorder what stands beside them. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * Reads `account`, `region` and `team` and checks them against the organization. Whatever else the query says is wrong, but for
 * the parameters of `others`.
 */
export function readFilter(
  query: Query,
  organization: Organization,
  others: readonly string[] = [],
): ReadFilter {
  const filter = {
    account: text(query, 'account'),
    region: text(query, 'region'),
    team: text(query, 'team'),
  };
  const account = organization.accounts.find(({ id, name }) =>
    [id, name.toLowerCase()].includes(filter.account.toLowerCase()),
  );
  const unknown = Object.keys(query).filter(
    (key) => !Object.hasOwn(filter, key) && !others.includes(key),
  );
  const problem =
    unknown.length > 0
      ? unknownParameter(unknown, others)
      : problemOf(filter, organization, account !== undefined);
  if (problem !== null) return { filter, problem };
  const parameters = {
    ...NO_PARAMETERS,
    accounts: account === undefined ? [] : [account.id],
    regions: filter.region === '' ? [] : [filter.region],
    tags: filter.team === '' ? {} : { team: filter.team },
  };
  return { filter, parameters };
}

/** The values of the tag `team` that accounts bear; empty where accounts are not tagged by team. */
export function teamsOf({ accounts }: Organization): readonly string[] {
  const values = accounts.flatMap(({ tags }) =>
    Object.entries(tags).flatMap(([key, value]) => (key.toLowerCase() === 'team' ? [value] : [])),
  );
  return [...new Set(values)].toSorted();
}

/** The filter as the query of a link, with what a link adds to it. */
export function queryOf(filter: BoardFilter, more: Readonly<Record<string, string>> = {}): string {
  const all = Object.entries({ ...filter, ...more }).filter(([, value]) => value !== '');
  return all.length === 0 ? '' : `?${new URLSearchParams(all)}`;
}

function problemOf(
  { account, region, team }: BoardFilter,
  { accounts, regions }: Organization,
  isKnownAccount: boolean,
): string | null {
  const long = [account, region, team].some((value) => value.length > LONGEST_VALUE);
  if (long) return `A value is longer than ${LONGEST_VALUE} characters. Shorten it.`;
  if (account !== '' && !isKnownAccount) {
    return `There is no account "${visible(account)}" among the ${accounts.length} of the organization. Write its id or its whole name.`;
  }
  if (region !== '' && !regions.includes(region)) {
    return `There is no Region "${visible(region)}" in use. Regions: ${regions.join(', ')}.`;
  }
  const teams = teamsOf({ accounts, regions });
  if (team === '' || teams.length === 0 || teams.includes(team)) return null;
  return `No account has the tag team with "${visible(team)}". Teams: ${teams.slice(0, 20).join(', ')}.`;
}

function unknownParameter(unknown: readonly string[], others: readonly string[]): string {
  const named = unknown
    .slice(0, MOST_NAMED)
    .map((key) => `"${visible(key.slice(0, LONGEST_VALUE))}"`);
  const known = ['account', 'region', 'team', ...others];
  return `There is no parameter ${named.join(', ')}. Parameters: ${known.join(', ')}.`;
}

/** Characters that show nothing as their code point: `\u{7}`. */
function visible(text: string): string {
  return text.replace(INVISIBLE, (one) => `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`);
}

/** A value that stands there twice is no value to guess at: the last wins, as in a form. */
function text(query: Query, key: string): string {
  const value = [query[key]].flat().at(-1);
  return typeof value === 'string' ? value.trim() : '';
}
