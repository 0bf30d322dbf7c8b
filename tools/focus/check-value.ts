import type { FocusColumn } from './columns.ts';
import { SUBCATEGORIES } from './services.ts';

/** What a value breaks, and how to say it. */
export interface Breach {
  readonly rule: 'null' | 'type' | 'format' | 'value';
  readonly message: string;
}

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));
const SUBCATEGORY_NAMES: ReadonlySet<string> = new Set([...SUBCATEGORIES.values()].flat());

/** Checks a value against its column; null when it is in order. */
export function checkValue(column: FocusColumn, value: unknown): Breach | null {
  if (value === null || value === undefined || value === '') return checkNull(column, value);
  switch (column.type) {
    case 'Decimal':
      return checkDecimal(value);
    case 'DateTime':
      return checkDateTime(value);
    case 'JSON':
      return checkObject(value);
    case 'String':
      return checkString(column, value);
  }
}

/** The specification's attribute NullHandling: null where there is no value, never an empty text. */
function checkNull({ nullable }: FocusColumn, value: unknown): Breach | null {
  if (value === '') return { rule: 'null', message: 'is empty where it has to be null or a text' };
  return nullable ? null : { rule: 'null', message: 'must not be null' };
}

/** NumericFormat of 1.2: a capital E before an exponent; no plus sign, no thousands separators, no unit. */
function checkDecimal(value: unknown): Breach | null {
  if (typeof value === 'bigint' || Number.isFinite(value)) return null;
  if (typeof value === 'string' && /^-?\d+(\.\d+)?(E-?\d+)?$/.test(value)) return null;
  return { rule: 'type', message: 'must be a decimal number, e.g. -12.5 or 1E-7' };
}

/** DateTimeFormat: UTC, to the second. */
function checkDateTime(value: unknown): Breach | null {
  const text = typeof value === 'string' ? value : '';
  const shaped = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(text);
  const time = shaped ? new Date(text) : null;
  const real = time !== null && !Number.isNaN(time.getTime());
  if (real && time.toISOString() === text.replace('Z', '.000Z')) return null;
  return { rule: 'format', message: 'must be a time in UTC as YYYY-MM-DDTHH:mm:ssZ' };
}

/** KeyValueFormat: a JSON object whose values are no objects or arrays. */
function checkObject(value: unknown): Breach | null {
  const parsed = typeof value === 'string' ? parse(value) : undefined;
  const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
  if (!isObject) return { rule: 'type', message: 'must be a JSON object' };
  const nested = Object.values(parsed).some((each) => typeof each === 'object' && each !== null);
  return nested ? { rule: 'format', message: 'must not hold objects or arrays' } : null;
}

function parse(text: string): unknown {
  try {
    const parsed: unknown = JSON.parse(text);
    return parsed;
  } catch {
    return undefined;
  }
}

function checkString(column: FocusColumn, value: unknown): Breach | null {
  if (typeof value !== 'string') return { rule: 'type', message: 'must be text' };
  const { allowed, format } = column;
  if (allowed !== undefined && !allowed.includes(value)) {
    return { rule: 'value', message: `must be one of ${allowed.join(', ')}` };
  }
  if (format === 'currency' && !CURRENCIES.has(value)) {
    return { rule: 'format', message: 'must be an ISO 4217 currency code' };
  }
  if (format === 'subcategory' && !SUBCATEGORY_NAMES.has(value)) {
    return { rule: 'value', message: 'must be a subcategory of the specification' };
  }
  return null;
}
