/** Digits kept after the point: Cost Explorer writes at most ten. */
const DIGITS = 12;
const SCALE = 10n ** BigInt(DIGITS);

/** An amount as a whole number of 10⁻¹² units, so that sums are exact. */
export type ExactAmount = bigint;

/**
 * The exact amount of a decimal text such as `12.3456789012`, `-0.5` or `1.2E-7`; digits beyond the twelfth are cut.
 * @throws RangeError when the text is no decimal number.
 */
export function exactAmount(text: string): ExactAmount {
  const match = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,2}))?$/.exec(text.trim());
  if (match === null) throw new RangeError(`Not a decimal number: ${text.slice(0, 40)}`);
  const [, sign, whole = '0', fraction = '', exponent = '0'] = match;
  const shift = DIGITS + Number(exponent) - fraction.length;
  const digits = BigInt(whole + fraction);
  const scaled = shift >= 0 ? digits * 10n ** BigInt(shift) : digits / 10n ** BigInt(-shift);
  return sign === '-' ? -scaled : scaled;
}

/** The amount as a number rounded once, half away from zero; two decimals unless said otherwise. */
export function roundedAmount(amount: ExactAmount, decimals = 2): number {
  const step = SCALE / 10n ** BigInt(decimals);
  const half = amount < 0n ? -step / 2n : step / 2n;
  return Number((amount + half) / step) / 10 ** decimals;
}

/** The exact amount of a finite number, to twelve digits. */
export function exactNumber(value: number): ExactAmount {
  return exactAmount(value.toFixed(DIGITS));
}

/** `part / whole` as a number; null when the whole is zero. */
export function ratioOf(part: ExactAmount, whole: ExactAmount): number | null {
  return whole === 0n ? null : Number(part) / Number(whole);
}
