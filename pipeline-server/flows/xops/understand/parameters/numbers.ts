const NUMBER_WORDS: Readonly<Record<string, number>> = {
  a: 1,
  an: 1,
  one: 1,
  two: 2,
  couple: 2,
  'a couple of': 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  twelve: 12,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
  hundred: 100,
};

/** A whole number in digits or as one English word; for use inside a regular expression. */
export const NUMBER =
  '\\d{1,4}|a couple of|couple|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|an?';

const TENS = 'twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety';
const ONES = 'one|two|three|four|five|six|seven|eight|nine';
const COMPOUND = new RegExp(`\\b(${TENS})[- ](${ONES})\\b`, 'gi');

/** Writes "forty five" in digits; single words stay, since "one" is not always a number. */
export function withDigits(text: string): string {
  return text.replace(COMPOUND, (_, tens: string, ones: string) =>
    String((numberOf(tens.toLowerCase()) ?? 0) + (numberOf(ones.toLowerCase()) ?? 0)),
  );
}

/** Reads what {@link NUMBER} matched. */
export function numberOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const value = NUMBER_WORDS[text] ?? Number(text);
  return Number.isInteger(value) ? value : null;
}

const UNIT_DAYS: Readonly<Record<string, number>> = {
  day: 1,
  week: 7,
  month: 30,
  quarter: 90,
  year: 365,
};

/** Days of a span such as `2 weeks`; months count 30 days, quarters 90, years 365. */
export function daysOf(count: number, unit: string): number {
  return count * (UNIT_DAYS[unit.replace(/s$/, '')] ?? 1);
}
