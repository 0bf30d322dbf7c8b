import type { Parameters } from '../../../../contracts/analysis.ts';
import type { Span } from '../words.ts';
import { readAccounts } from './accounts.ts';
import { readDays } from './days.ts';
import { readEnvironment } from './environments.ts';
import type { ReadContext } from './found.ts';
import { readGroupBy } from './group-by.ts';
import { readPeriods } from './periods.ts';
import { readRegions } from './regions.ts';
import { readSearch } from './search.ts';
import { readSeverities } from './severities.ts';
import { readTags } from './tags.ts';
import { readTop } from './top.ts';

/** The parameters of a question, and what is left for finding its analyzers. */
export interface Reading {
  readonly parameters: Parameters;
  /** Names and dates that must not count as words of the question. */
  readonly spans: readonly Span[];
  readonly notes: readonly string[];
  /** True when the search term is an id, an ARN or an address. */
  readonly exactSearch: boolean;
  /** True when a Region was written as one of its Availability Zones (`ap-southeast-2a`). */
  readonly namesZone: boolean;
}

/** Reads every parameter but services and resource types, which depend on the analyzer. */
export function readParameters(context: ReadContext): Reading {
  const search = readSearch(context);
  const accounts = readAccounts(context);
  const environment = accounts.value.length === 0 ? readEnvironment(context) : null;
  const regions = readRegions(context);
  const tags = readTags(context);
  const periods = readPeriods(context);
  const scope = environment?.value.environment ?? null;
  const named = [search, accounts, regions, tags, periods];
  const days = readDays(context);
  return {
    parameters: {
      accounts: environment === null ? accounts.value : environment.value.accounts,
      regions: regions.value,
      period: periods.value.period,
      compareTo: periods.value.compareTo,
      top: readTop(context).value,
      severities: readSeverities(context).value,
      services: [],
      resourceTypes: [],
      tags: scope === null ? tags.value : { environment: scope, ...tags.value },
      groupBy: readGroupBy(context).value,
      days: overlaps(days.spans, periods.spans) ? null : days.value,
      search: search.value?.term ?? null,
    },
    spans: [...named.flatMap((found) => found.spans), ...(environment?.spans ?? [])],
    notes: [...named, ...(environment === null ? [] : [environment]), readGroupBy(context)].flatMap(
      (found) => found.notes,
    ),
    exactSearch: search.value?.exact ?? false,
    namesZone: /\b[a-z]{2}-[a-z]+-\d[a-f]\b/.test(context.text.lower),
  };
}

function overlaps(left: readonly Span[], right: readonly Span[]): boolean {
  return left.some((one) => right.some((other) => one.start < other.end && other.start < one.end));
}
