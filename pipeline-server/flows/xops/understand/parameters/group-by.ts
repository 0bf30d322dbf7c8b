import type { GroupBy } from '../../../../contracts/analysis.ts';
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
/** A dimension outranks a rhythm: "monthly cost by service" is grouped by service. */
const isRhythm = (value: GroupBy) => value === 'day' || value === 'month';

/** Reads what rows are grouped by: "by account", "per team", "broken down by Region", "daily". */
export function readGroupBy({ text }: ReadContext): Found<GroupBy | null> {
  const found = [
    ...named(text.lower, GROUPED),
    ...named(text.lower, WISE),
    ...rhythm(text.lower),
    ...named(text.lower, RANKED).map((each) => ({ ...each, spans: [] })),
  ];
  const best = found.find((each) => !isRhythm(each.value)) ?? found[0];
  const weekly = found.find((each) => each.weekly && each.value === best?.value);
  return {
    value: best?.value ?? null,
    spans: found.flatMap((each) => each.spans),
    notes: weekly === undefined ? [] : ['weeks are not available, shown by day'],
  };
}

function named(text: string, pattern: RegExp) {
  return [...text.matchAll(pattern)].flatMap((match) => {
    const name = match[1] ?? match[2] ?? '';
    const value = NAMES[name];
    return value === undefined ? [] : [{ value, spans: [spanOf(match)], weekly: name === 'week' }];
  });
}

function rhythm(text: string) {
  return [...text.matchAll(RHYTHM)].flatMap((match) => {
    const value = RHYTHMS[match[0]];
    return value === undefined
      ? []
      : [{ value, spans: [spanOf(match)], weekly: match[0] === 'weekly' }];
  });
}
