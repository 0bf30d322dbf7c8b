import { type IpRange, parseIpRange } from './ip-range.ts';
import type { Scalar } from './property-values.ts';
import type { Comparison, Literal } from './query-syntax.ts';

/** A test of one property value. */
export type ValueTest = (value: Scalar) => boolean;

const ISO_DATE = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/;

/**
 * Makes the test `value SIGN literal`. A literal that is an IP address or CIDR block compares with ranges: `=` holds when
 * the property's range includes it, the others when any address of the range fulfils them. ISO dates compare in time.
 */
export function compareWith(sign: Comparison, literal: Literal): ValueTest {
  const range = typeof literal === 'string' ? parseIpRange(literal) : null;
  if (range) return compareRange(sign, range);
  const time = timeOf(literal);
  return (value) => {
    const valueTime = time === null ? null : timeOf(value);
    if (time !== null && valueTime !== null) return holds(sign, valueTime - time);
    return typeof value === typeof literal && holds(sign, order(value, literal));
  };
}

/** Makes the test `value BETWEEN low AND high`, both ends included. */
export function compareBetween(low: Literal, high: Literal): ValueTest {
  const aboveLow = compareWith('>=', low);
  const belowHigh = compareWith('<=', high);
  return (value) => aboveLow(value) && belowHigh(value);
}

/** Negative, zero or positive as `left` sorts before, with or after `right`; text sorts by code unit. */
export function order(left: Scalar, right: Scalar): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  const [a, b] = [String(left), String(right)];
  return a < b ? -1 : a > b ? 1 : 0;
}

function timeOf(value: Scalar): number | null {
  if (typeof value !== 'string' || !ISO_DATE.test(value)) return null;
  const time = Date.parse(value);
  return Number.isNaN(time) ? null : time;
}

function holds(sign: Comparison, difference: number): boolean {
  switch (sign) {
    case '=':
      return difference === 0;
    case '<':
      return difference < 0;
    case '>':
      return difference > 0;
    case '<=':
      return difference <= 0;
    case '>=':
      return difference >= 0;
  }
}

function compareRange(sign: Comparison, wanted: IpRange): ValueTest {
  return (value) => {
    const range = typeof value === 'string' ? parseIpRange(value) : null;
    return range !== null && range.family === wanted.family && rangeHolds(sign, range, wanted);
  };
}

function rangeHolds(sign: Comparison, range: IpRange, wanted: IpRange): boolean {
  switch (sign) {
    case '=':
      return range.low <= wanted.low && wanted.high <= range.high;
    case '<':
      return range.low < wanted.low;
    case '>':
      return range.high > wanted.high;
    case '<=':
      return range.low <= wanted.high;
    case '>=':
      return range.high >= wanted.low;
  }
}
