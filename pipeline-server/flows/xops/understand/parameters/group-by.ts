import type { GroupBy } from '../../../../contracts/parameters.ts';
import type { Found, ReadContext } from './found.ts';
import { anyOf, spanOf } from './found.ts';

const NAMES: Readonly<Record<string, GroupBy>> = {
  account: 'account',
  'linked account': 'account',
  'aws account': 'account',
  'member account': 'account',
  region: 'region',
  'aws region': 'region',
  location: 'region',
  service: 'service',
  'aws service': 'service',
  product: 'service',
  team: 'team',
  squad: 'team',
  owner: 'team',
  'business unit': 'team',
  department: 'team',
  'cost centre': 'team',
  'cost center': 'team',
  environment: 'environment',
  env: 'environment',
  'usage type': 'type',
  type: 'type',
  'resource type': 'type',
  'instance type': 'type',
  kind: 'type',
  severity: 'severity',
  month: 'month',
  day: 'day',
  date: 'day',
  week: 'day',
};
const NAME = `(${anyOf(Object.keys(NAMES))})s?`;
const GROUPED = new RegExp(
  `\\b(?:(?:broken|break|split|sliced?|grouped|divided|breakdown|group|cut)(?: \\w+){0,2}? )?(?:by|per|for each|in each|for every|in every|each|every) (?:the )?${NAME}\\b(?! \\d{12})`,
  'dg',
);
const WISE = new RegExp(`\\b${NAME}[- ]?wise\\b`, 'dg');
const RHYTHM =
  /\b(daily|monthly|weekly|day by day|month by month|day-by-day|month-by-month)\b(?! (?:standup|report|active))/g;
const RANKED = new RegExp(
  `\\b(?:which|what|(?:top|worst|biggest)(?: \\w+)?|most expensive|priciest|costliest|\\d+) ${NAME} (?:is|are|cost|costs|spend|spends|has|have|by|with|last|this|in)\\b|\\b(?:most expensive|priciest|costliest) ${NAME}\\b`,
  'dg',
);
const RHYTHMS: Readonly<Record<string, GroupBy>> = {
  daily: 'day',
  'day by day': 'day',
  'day-by-day': 'day',
  weekly: 'day',
  monthly: 'month',
  'month by month': 'month',
  'month-by-month': 'month',
};
/** "unit cost", "cost per unit": by the values of a tag where one is named, else by usage type. */
const PER_UNIT =
  /(?<!\b(?:business|organi[sz]ational) )\b(unit) (?:costs?|prices?|rates?)\b|\b(?:costs?|prices?|spend) (per unit)\b/dg;
/** Without the name of a tag, the first that bills are split by. */
const BY_TAG =
  /(?<!\b(?:untagged|unallocated) )\b(?:costs?|prices?|spend|bill|per unit) ((?:by|per|for each) (?:cost[- ]allocation )?tags?)\b/dg;
const UNIT_GROUPINGS: Partial<Record<GroupBy, GroupBy>> = {
  team: 'team_unit',
  environment: 'environment_unit',
  type: 'unit',
};

/** A dimension outranks a rhythm: "monthly cost by service" is grouped by service. */
const isRhythm = (value: GroupBy) => value === 'day' || value === 'month';

/**
 * Reads what rows are grouped by: "by account", "per team", "broken down by Region", "daily", "unit cost by tag". Its
 * places are the words that say nothing about the subject: units, and a tag that is not named.
 */
export function readGroupBy({ text }: ReadContext): Found<GroupBy | null> {
  const tags = [...text.lower.matchAll(BY_TAG)];
  const found = [
    ...named(text.lower, GROUPED),
    ...named(text.lower, WISE),
    ...rhythm(text.lower),
    ...tags.map(() => ({ value: 'team' as const, weekly: false })),
    ...named(text.lower, RANKED),
  ];
  const best = found.find((each) => !isRhythm(each.value)) ?? found[0];
  const weekly = found.find((each) => each.weekly && each.value === best?.value);
  const value = best?.value ?? null;
  const units = [...text.lower.matchAll(PER_UNIT)];
  const spans = [...tags, ...units].map(wordsOf);
  if (units.length > 0) return { ...perUnit(value), spans };
  const notes = weekly === undefined ? [] : ['weeks are not available, shown by day'];
  return { value, spans, notes };
}

function perUnit(value: GroupBy | null): Pick<Found<GroupBy>, 'value' | 'notes'> {
  const known = UNIT_GROUPINGS[value ?? 'type'];
  const notes = known === undefined ? ['cost per unit is shown by usage type'] : [];
  return { value: known ?? 'unit', notes };
}

/** The place of what a pattern caught. */
function wordsOf(match: RegExpMatchArray) {
  return spanOf(match, match[1] === undefined ? 2 : 1);
}

function named(text: string, pattern: RegExp) {
  return [...text.matchAll(pattern)].flatMap((match) => {
    const name = match[1] ?? match[2] ?? '';
    const value = NAMES[name];
    return value === undefined ? [] : [{ value, weekly: name === 'week' }];
  });
}

function rhythm(text: string) {
  return [...text.matchAll(RHYTHM)].flatMap((match) => {
    const value = RHYTHMS[match[0]];
    return value === undefined ? [] : [{ value, weekly: match[0] === 'weekly' }];
  });
}
