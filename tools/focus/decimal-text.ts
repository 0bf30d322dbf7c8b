import type { ExactAmount } from '../aws/exact-amount.ts';

/** Digits of an {@link ExactAmount} after the point. */
const DIGITS = 12;

/** The amount as plain decimal text: no exponent, no plus sign, no zeros at the end (FOCUS attribute NumericFormat). */
export function decimalText(amount: ExactAmount): string {
  const digits = String(amount < 0n ? -amount : amount).padStart(DIGITS + 1, '0');
  const fraction = digits.slice(-DIGITS).replace(/0+$/, '');
  const text = `${digits.slice(0, -DIGITS)}${fraction === '' ? '' : `.${fraction}`}`;
  return amount < 0n ? `-${text}` : text;
}
