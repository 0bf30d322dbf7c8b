import { addDays, dayOf, utc } from './calendar.ts';

const MONTHS =
  'jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|septemer|ocotber|novemeber';
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** A day such as `2026-10-15`. */
export const ISO_DAY = '(20\\d{2})-(\\d{2})-(\\d{2})';
/** A month's name, for use inside a regular expression. */
export const MONTH = `(${MONTHS})`;
/** A month's name with an optional year. */
export const MONTH_YEAR = `${MONTH}(?: ?,? ?(?:of )?(20\\d{2}))?`;
/** A day of a month such as `5`, `5th`. */
export const DAY = '(\\d{1,2})(?:st|nd|rd|th)?';
/** A weekday's name. */
export const WEEKDAY = `(${WEEKDAYS.join('|')})`;

/** Where a month without a year lies: the last one that has begun, or for a question about the future the next. */
export interface YearRule {
  readonly now: Date;
  readonly future: boolean;
}

/** Month number from 0 of a month's name. */
export function monthNumber(name: string): number {
  return [
    'jan',
    'feb',
    'mar',
    'apr',
    'may',
    'jun',
    'jul',
    'aug',
    'sep',
    'oct',
    'nov',
    'dec',
  ].indexOf(name.slice(0, 3).replace('oco', 'oct'));
}

/** The year of a month: as written, else by the rule. */
export function yearOf(written: string | undefined, month: number, rule: YearRule): number {
  if (written !== undefined) return Number(written);
  const year = rule.now.getUTCFullYear();
  const current = rule.now.getUTCMonth();
  if (rule.future) return month >= current ? year : year + 1;
  return month <= current ? year : year - 1;
}

/** The first of a named month. */
export function monthDate(name: string, written: string | undefined, rule: YearRule): Date {
  const month = monthNumber(name);
  return utc(yearOf(written, month, rule), month);
}

/** The last such weekday before today. */
export function lastWeekday(name: string, now: Date): Date {
  const back = (now.getUTCDay() - WEEKDAYS.indexOf(name) + 7) % 7;
  return addDays(dayOf(now), back === 0 ? -7 : -back);
}
