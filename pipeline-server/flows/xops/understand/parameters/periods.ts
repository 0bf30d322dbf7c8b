import type { Period } from '../../../../contracts/parameters.ts';
import type { Span } from '../words.ts';
import { blank } from '../words.ts';
import { monthStart, period } from './calendar.ts';
import type { YearRule } from './date-words.ts';
import { MONTH_YEAR } from './date-words.ts';
import type { Found, ReadContext } from './found.ts';
import { spanOf } from './found.ts';
import { PERIOD_RULES } from './period-rules.ts';

const FUTURE =
  /\b(?:expir\w*|forecast\w*|will|predict\w*|project\w*|upcoming|due|run out|end(?:s|ing)?)\b/;
const COMPARED =
  /(?:\bvs\.?|\bversus|\bcompare[ds]?(?: \w+){0,3}? (?:to|with|against|and)|\bcomparison (?:to|with)|\bagainst|\bthan(?: in)?|\brelative to|\bover|\bcompare(?:d)?(?: to| with)?)(?: the| in| same month)*\s*$/;
const JOINED =
  /^\s*(?:,|to|with|and|vs\.?|versus|against|compared (?:to|with)|over|than|from)(?: the| in)?\s*$/;
const COMPARING =
  /\b(?:compar\w+|vs\.?|versus|against|differ\w*|chang\w+|delta|variance|than|increase[sd]?|rise|growth|driv\w+|moved?)\b/;
const CHANGE_FROM =
  /\b(?:chang\w+|went|differ\w*|delta|variance|increase[sd]?|moved?|compare|driv\w+|grew|rise|rose)\b.*\bfrom\s*$/;
const CHANGE_FROM_TO = new RegExp(
  `${COMPARING.source}.*\\b(from) ${MONTH_YEAR} to ${MONTH_YEAR}\\b`,
  'd',
);
const YEAR_AGO =
  /\b(?:the )?same (?:month|period|time|quarter) (?:of )?(?:last|previous) year\b|\ba year (?:ago|earlier|before)\b|\b(?:year[ -](?:on|over)[ -]year|yoy)\b/;

/** The period asked for and the one to compare it with. */
export interface Periods {
  readonly period: Period | null;
  readonly compareTo: Period | null;
}

interface Named {
  readonly period: Period;
  readonly span: Span;
}

/** Reads periods in the order of the text: "October versus September", "this month", "since July". */
export function readPeriods(context: ReadContext): Found<Periods> {
  const { lower } = context.text;
  const yearAgo = YEAR_AGO.exec(lower);
  const rest = withoutChangeFrom(yearAgo === null ? lower : blank(lower, [spanOf(yearAgo)]));
  const named = findPeriods(rest, context.now);
  const value = yearAgo === null ? pair(lower, named) : withYearAgo(named, context.now);
  const spans = named.map((each) => each.span);
  return { value, spans: yearAgo === null ? spans : [...spans, spanOf(yearAgo)], notes: [] };
}

/** "change from September to October" names two periods and not one long one. */
function withoutChangeFrom(text: string): string {
  const from = CHANGE_FROM_TO.exec(text);
  return from === null ? text : blank(text, [spanOf(from, 1)]);
}

/** A question that looks ahead means the next of a month without a year. */
export function yearRuleOf(text: string, now: Date): YearRule {
  return { now, future: FUTURE.test(text) };
}

function findPeriods(text: string, now: Date): Named[] {
  const rule = yearRuleOf(text, now);
  const found: Named[] = [];
  let rest = text;
  for (const { pattern, read } of PERIOD_RULES) {
    for (const match of rest.matchAll(pattern)) {
      const value = read([...match], rule);
      if (value === null) continue;
      found.push({ period: value, span: spanOf(match) });
      rest = blank(rest, [spanOf(match)]);
    }
  }
  return found.sort((left, right) => left.span.start - right.span.start);
}

function pair(text: string, named: readonly Named[]): Periods {
  const [first, second] = named;
  if (first === undefined) return { period: null, compareTo: null };
  const before = text.slice(0, first.span.start);
  if (second === undefined) {
    if (!COMPARED.test(before)) return { period: first.period, compareTo: null };
    return { period: null, compareTo: first.period };
  }
  if (!areCompared(text, first, second)) return { period: first.period, compareTo: null };
  const [wanted, other] = isReversed(text, first, second) ? [second, first] : [first, second];
  return { period: wanted.period, compareTo: other.period };
}

/** "from September to October", "compared with September, October", "compare September and October" ask for October. */
function isReversed(text: string, first: Named, second: Named): boolean {
  const before = text.slice(0, first.span.start);
  const between = text.slice(first.span.end, second.span.start);
  const comparesTo = before.trim().endsWith('compare');
  if (/^\s*(?:and|&)\s*$/.test(between) || (/^\s*to\s*$/.test(between) && !comparesTo)) {
    return first.period.start < second.period.start;
  }
  return CHANGE_FROM.test(before) || (COMPARED.test(before) && !comparesTo);
}

function areCompared(text: string, first: Named, second: Named): boolean {
  const between = text.slice(first.span.end, second.span.start);
  return (
    COMPARED.test(between) ||
    (JOINED.test(between) && COMPARING.test(text)) ||
    /\bcompar/.test(text)
  );
}

/** The month of `now` up to and with today. */
export function monthToDate(now: Date): Period {
  const tomorrow = new Date(now.getTime() + 86_400_000);
  return period(
    'this month to date',
    monthStart(now),
    new Date(tomorrow.toISOString().slice(0, 10)),
  );
}

function withYearAgo(named: readonly Named[], now: Date): Periods {
  const current = named[0]?.period ?? monthToDate(now);
  const back = (date: string) => {
    const day = new Date(date);
    day.setUTCFullYear(day.getUTCFullYear() - 1);
    return day;
  };
  return {
    period: current,
    compareTo: period('a year before', back(current.start), back(current.end)),
  };
}
