import { NUMBER_WORDS, RATIO_WORDS, SCALES, valueOfWords } from './number-words.ts';

/** A figure or a name with digits in it, as a text writes it. */
export interface WrittenFigure {
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  /** `name` for what is compared as it is written: ids, types, dates, times, ratios in words. */
  readonly unit: 'money' | 'percent' | 'plain' | 'name';
  /** ISO code of money, or null where a sign such as `$` leaves it open. */
  readonly currency: string | null;
  readonly value: number;
  /** How far rounding may have moved the value. */
  readonly tolerance: number;
  /** True when a minus is written. */
  readonly isNegative: boolean;
  readonly decimals: number;
  /** Lower case, dates as ISO 8601. */
  readonly name: string;
}

const NUMBER = String.raw`\d(?:[\d,]*\d)?(?:\.\d+)?(?:e[+-]?\d{1,3}(?![\p{L}\p{N}]))?`;
const SCALE = String.raw`(?:\s?(?:k|m|bn)(?![\p{L}\p{N}])|[\s-](?:dozen|hundred|thousand|million|billion)(?![\p{L}\p{N}]))`;
const CODE = 'USD|AUD|EUR|GBP|JPY|NZD|CAD|SGD|INR|CHF|CNY|HKD|BRL|ZAR';
const SIGN = String.raw`(?:US|AU|A|NZ|C|S)?\$|€|£|¥`;
const MONTHS = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec';
const MONTH = `(?:${MONTHS})[a-z]*`;
const AMOUNT = String.raw`(?:${NUMBER}${SCALE}?|(?:${NUMBER_WORDS})\b)`;
const MINUS = String.raw`(?:(?<![\p{L}\p{N}])[-−])?`;

const FIGURE = new RegExp(
  [
    String.raw`(?<iso>(?<![\d-])\d{4}-\d{2}(?:-\d{2})?(?![\d-])(?:[t ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?z?)?)`,
    String.raw`(?<date>\b\d{1,2}\s${MONTH}\s\d{4}\b|\b${MONTH}\s\d{1,2},\s\d{4}\b|\b${MONTH}\s\d{4}\b)`,
    String.raw`(?<prefixed>(?<![\p{L}\p{N}])${MINUS}(?:${CODE}|${SIGN})\s?${MINUS}${AMOUNT})`,
    String.raw`(?<suffixed>(?<![\p{L}\p{N}])${MINUS}${AMOUNT}\s?(?:(?:${CODE}|dollars?|cents|euros?|pounds)(?![\p{L}\p{N}])|€|£))`,
    String.raw`(?<percent>(?<![\p{L}\p{N}])${MINUS}${AMOUNT}\s?(?:%|per\s?cent\b|percentage points?\b|pp\b))`,
    String.raw`(?<ratio>(?<![\p{L}\p{N}])(?:${RATIO_WORDS})(?![\p{L}\p{N}-]))`,
    String.raw`(?<unit>(?<![\p{L}\p{N}])${NUMBER}-?\p{L}+(?![\p{L}\p{N}_.:/@-]*\d))`,
    String.raw`(?<token>(?<![\p{L}\p{N}])(?=[\p{L}\p{N}_.:/@+-]*\d)(?:(?=[\p{N}_.:/@+-]*\p{L})|(?=\d+(?:\.\d+){2})|(?=\d{1,2}:\d\d))[\p{L}\p{N}](?:[\p{L}\p{N}_.:/@+-]*[\p{L}\p{N}])?)`,
    String.raw`(?<plain>${MINUS}${NUMBER}${SCALE}?)`,
    String.raw`(?<words>(?<![\p{L}\p{N}])(?:${NUMBER_WORDS})(?![\p{L}\p{N}]))`,
    String.raw`(?<other>\p{N}+)`,
  ].join('|'),
  'giu',
);

/** Names of services and versions with a digit or two, such as `EC2`, `S3`, `gp3` and `IPv4`, are no figures. */
const WORD_WITH_DIGIT = /^(?!x\d)\p{L}{1,8}\d{1,2}$/iu;

/** Every figure in a text, in its order and without overlaps. Time is linear in the length of the text. */
export function readFigures(text: string): readonly WrittenFigure[] {
  return [...text.matchAll(FIGURE)].flatMap((match) => toFigures(match));
}

function toFigures(match: RegExpMatchArray): readonly WrittenFigure[] {
  const { groups = {}, index: start = 0 } = match;
  const [written] = match;
  const place = { start, end: start + written.length };
  const [kind = 'other'] = Object.entries(groups).find(([, text]) => text !== undefined) ?? [];
  switch (kind) {
    case 'prefixed':
    case 'suffixed':
      return [{ ...amount(written, 'money'), ...place, currency: currencyIn(written) }];
    case 'percent':
      return [{ ...amount(written, 'percent'), ...place }];
    case 'unit':
      return [{ ...(/x$/i.test(written) ? named(written) : amount(written, 'plain')), ...place }];
    case 'plain':
    case 'words':
      return [{ ...amount(written, 'plain'), ...place }];
    case 'token':
      return WORD_WITH_DIGIT.test(written) ? [] : [{ ...named(written), ...place }];
    case 'date':
      return [{ ...named(isoDate(written)), ...place }];
    default:
      return [{ ...named(written), ...place }];
  }
}

type Reading = Omit<WrittenFigure, 'start' | 'end'>;

function named(written: string): Reading {
  const nothing = { currency: null, value: Number.NaN, tolerance: 0, decimals: 0 };
  return { ...nothing, unit: 'name', isNegative: false, name: written.toLowerCase() };
}

const DIGITS = new RegExp(NUMBER, 'iu');
const SCALE_WORD = /\d[\s-]?(k|m|bn|dozen|hundred|thousand|million|billion)(?![\p{L}\p{N}])/iu;
const WORDS = new RegExp(String.raw`\b(?:${NUMBER_WORDS})\b`, 'iu');
/** Numbers that are no money and no percentage are counts: `24` is never a rounded `23.6`. */
const EXACT = 0.005;

function amount(written: string, unit: WrittenFigure['unit']): Reading {
  const digits = DIGITS.exec(written)?.[0];
  const name = written.toLowerCase();
  if (digits !== undefined) return { ...inDigits(written, digits, unit), unit, name };
  const value = valueOfWords(WORDS.exec(written)?.[0] ?? '');
  return { currency: null, value, tolerance: EXACT, isNegative: false, decimals: 0, unit, name };
}

function inDigits(written: string, digits: string, unit: WrittenFigure['unit']) {
  const scale = SCALES.get(SCALE_WORD.exec(written)?.[1]?.toLowerCase() ?? '') ?? 1;
  const plain = digits.replaceAll(',', '');
  const decimals = /\.(\d+)/.exec(plain)?.[1]?.length ?? 0;
  const isCount = unit === 'plain' && decimals === 0 && scale === 1;
  return {
    currency: null,
    value: Number(plain) * scale,
    tolerance: isCount ? EXACT : 0.5 * 10 ** -decimals * scale + 1e-9,
    isNegative: /^\D*[-−]/.test(written),
    decimals,
  };
}

function currencyIn(written: string): string | null {
  return new RegExp(CODE, 'i').exec(written)?.[0].toUpperCase() ?? null;
}

function isoDate(written: string): string {
  const month = MONTHS.split('|').indexOf(
    written
      .replace(/[\d\s,]/g, '')
      .slice(0, 3)
      .toLowerCase(),
  );
  const [year = ''] = /\d{4}$/.exec(written) ?? [];
  const [, day] = /\b(\d{1,2})\b(?!\d*$)/.exec(written) ?? [];
  const parts = [year, String(month + 1), ...(day === undefined ? [] : [day])];
  return parts.map((part) => part.padStart(2, '0')).join('-');
}
