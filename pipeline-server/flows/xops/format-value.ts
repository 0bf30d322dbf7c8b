import type { ColumnKind, Money } from '../../contracts/findings.ts';

/** How figures are written. */
export interface FigureStyle {
  /** Decimals of money, 0 to 4. */
  readonly currencyDecimals: number;
}

/** Shown where a value is missing: never a zero. */
export const MISSING = '–';

const LONGEST_CELL = 120;

/** `USD 1,234.50`. */
export function formatMoney(money: Money, style: FigureStyle): string {
  return `${money.currency} ${formatNumber(money.amount, style.currencyDecimals)}`;
}

/** The price of requests: `USD 0.04`; what is less than a cent is not said to be nothing. */
export function formatPrice(usd: number): string {
  if (usd > 0 && usd < 0.01) return 'less than USD 0.01';
  return formatMoney({ amount: usd, currency: 'USD' }, { currencyDecimals: 2 });
}

/** `1,234.5`: thousands separated, exactly `decimals` when given, else up to two. */
export function formatNumber(value: number, decimals?: number): string {
  const rounded = Object.is(value, -0) ? 0 : value;
  return formatterFor(decimals).format(rounded);
}

/** One for each number of decimals: making one takes longer than formatting a whole table with it. */
const FORMATTERS = new Map<number | undefined, Intl.NumberFormat>();

function formatterFor(decimals: number | undefined): Intl.NumberFormat {
  const known = FORMATTERS.get(decimals);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat('en-US', {
    minimumFractionDigits: decimals ?? 0,
    maximumFractionDigits: decimals ?? 2,
  });
  FORMATTERS.set(decimals, made);
  return made;
}

/** One decimal and a space: `12.5 %`. */
export function formatPercent(value: number): string {
  return `${formatNumber(value, 1)} %`;
}

/** `1 finding`, `2 findings`. */
export function count(quantity: number, singular: string, plural = `${singular}s`): string {
  return `${formatNumber(quantity, 0)} ${quantity === 1 ? singular : plural}`;
}

const MONTH = /^(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)/;

/** Text as it stands within a sentence; months and names such as `AWS` and `EC2` keep their capitals. */
export function lowerFirst(text: string): string {
  const isName = MONTH.test(text) || !/^[A-Z](?![A-Z0-9])/.test(text);
  return isName ? text : text.slice(0, 1).toLowerCase() + text.slice(1);
}

/** What to write, and how. */
export interface FormattableValue {
  readonly value: string | number | null | undefined;
  readonly kind: ColumnKind;
  /** For `money`. */
  readonly currency: string;
}

/** Writes a value of a result. Text is cut at 120 characters; a missing value is a dash. */
export function formatValue(input: FormattableValue, style: FigureStyle): string {
  const { value, kind } = input;
  if (value === null || value === undefined || value === '') return MISSING;
  if (typeof value === 'string') return cut(kind === 'date' ? value.slice(0, 10) : value);
  if (kind === 'money') return formatMoney({ amount: value, currency: input.currency }, style);
  if (kind === 'percent') return formatPercent(value);
  return formatNumber(value);
}

/** True for kinds whose values line up at the right. */
export function isNumeric(kind: ColumnKind): boolean {
  return kind === 'money' || kind === 'number' || kind === 'percent';
}

function cut(text: string): string {
  return text.length <= LONGEST_CELL ? text : `${text.slice(0, LONGEST_CELL - 1)}…`;
}
