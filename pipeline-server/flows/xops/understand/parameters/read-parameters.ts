import type { Parameters } from '../../../../contracts/parameters.ts';
import type { Span } from '../words.ts';
import { blank } from '../words.ts';
import { readAccounts } from './accounts.ts';
import type { Threshold } from './days.ts';
import { readDays } from './days.ts';
import type { EnvironmentScope } from './environments.ts';
import { readEnvironment } from './environments.ts';
import type { Found, ReadContext } from './found.ts';
import { readGroupBy } from './group-by.ts';
import { findImpossibleDates } from './impossible-dates.ts';
import type { Periods } from './periods.ts';
import { readPeriods, yearRuleOf } from './periods.ts';
import type { Refusal } from './refusal.ts';
import { readRegions } from './regions.ts';
import { readSearch } from './search.ts';
import { readSeverities } from './severities.ts';
import { groupedByTag, readTagKey } from './tag-key.ts';
import { readTags } from './tags.ts';
import { readTop } from './top.ts';
import { findUnknownAccounts } from './unknown-accounts.ts';
import { findUnknownPlaces } from './unknown-places.ts';
import { findUnknownRegions } from './unknown-regions.ts';

/** The parameters of a question, and what is left for finding its analyzers. */
export interface Reading {
  readonly parameters: Parameters;
  /** Names and dates that must not count as words of the question. */
  readonly spans: readonly Span[];
  readonly notes: readonly string[];
  /** Accounts, Regions and days that are named plainly and do not exist. */
  readonly refusals: readonly Refusal[];
  /** Where accounts and Regions are named. */
  readonly places: { readonly accounts: readonly Span[]; readonly regions: readonly Span[] };
  /** True when the search term is an id, an ARN or an address. */
  readonly exactSearch: boolean;
  /** True when a Region was written as one of its Availability Zones (`ap-southeast-2a`). */
  readonly namesZone: boolean;
}

/** Reads every parameter but services and resource types, which depend on the analyzer. */
export function readParameters(context: ReadContext): Reading {
  const search = readSearch(context);
  const accounts = readAccounts(context);
  const environment = readEnvironment(withoutAccounts(context, accounts.spans));
  const regions = readRegions(context);
  const tags = readTags(context);
  const scope = combineScope(accounts.value, environment.value);
  const periods = readPeriods(context);
  const groupBy = readGroupBy(context);
  const tagKey = readTagKey(context);
  const named = [search, accounts, environment, regions, tags, periods, groupBy, tagKey];
  const days = readDays(context);
  const top = readTop(context);
  const placed = [accounts, environment, regions, tags, periods].flatMap((found) => found.spans);
  return {
    parameters: {
      accounts: inBoth(scope.accounts, tags.value.accounts),
      regions: regions.value,
      ...chooseSpan(periods, days),
      compareTo: periods.value.compareTo,
      top: top.value,
      severities: readSeverities(context).value,
      services: [],
      resourceTypes: [],
      tags: { ...scope.tags, ...tags.value.tags },
      ...groupedByTag(groupBy.value, tagKey.value),
      search: search.value?.term ?? null,
    },
    spans: named.flatMap((found) => found.spans),
    notes: named.flatMap((found) => found.notes),
    refusals: refusalsOf(context, {
      placed,
      understood: [...named, days, top].flatMap((found) => found.spans),
      counts: top.spans,
    }),
    exactSearch: search.value?.exact ?? false,
    places: { accounts: [...accounts.spans, ...environment.spans], regions: regions.spans },
    namesZone: /\b[a-z]{2}-[a-z]+-\d[a-f]\b/.test(context.text.lower),
  };
}

interface UnderstoodPlaces {
  readonly placed: readonly Span[];
  /** Everything that was read, a search term too. */
  readonly understood: readonly Span[];
  readonly counts: readonly Span[];
}

function refusalsOf(
  context: ReadContext,
  { placed, understood, counts }: UnderstoodPlaces,
): readonly Refusal[] {
  const { lower } = context.text;
  return [
    ...findUnknownAccounts(context, placed),
    ...findUnknownRegions(context, placed),
    ...findUnknownPlaces(context, understood),
    ...findImpossibleDates(lower, yearRuleOf(lower, context.now), counts),
  ];
}

/** The same words are either a period or a threshold. */
function chooseSpan(periods: Found<Periods>, days: Found<Threshold | null>) {
  const { period } = periods.value;
  const threshold = days.value?.days ?? null;
  if (!overlaps(days.spans, periods.spans)) return { period, days: threshold };
  return days.value?.insteadOfPeriod ? { period: null, days: threshold } : { period, days: null };
}

function overlaps(left: readonly Span[], right: readonly Span[]): boolean {
  return left.some((one) => right.some((other) => one.start < other.end && other.start < one.end));
}

function withoutAccounts(context: ReadContext, spans: readonly Span[]): ReadContext {
  const { original, lower } = context.text;
  return { ...context, text: { original: blank(original, spans), lower: blank(lower, spans) } };
}

/** "the payments accounts in prod" are the accounts that are both; "sandbox and staging" are either. */
function combineScope(named: readonly string[], scope: EnvironmentScope) {
  const { accounts, members, environment } = scope;
  const tags = environment === null ? {} : { environment };
  if (named.length === 0) return { accounts, tags };
  const others = accounts.length > 0 ? accounts : members;
  if (others.length === 0) return { accounts: named, tags };
  const both = named.filter((id) => others.includes(id));
  return { accounts: both.length > 0 ? both : [...named, ...others], tags: {} };
}

/** What both lists hold, where both narrow at all. */
function inBoth(left: readonly string[], right: readonly string[]): readonly string[] {
  if (left.length === 0) return right;
  return right.length === 0 ? left : left.filter((id) => right.includes(id));
}
