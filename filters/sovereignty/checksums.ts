function weightedSum(digits: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, index) => sum + weight * Number(digits[index]), 0);
}

const TFN_WEIGHTS = [1, 4, 3, 7, 5, 8, 6, 9, 10];
const TFN_WEIGHTS_OF_8 = [10, 7, 8, 4, 6, 3, 5, 1];
const ABN_WEIGHTS = [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19];
const ACN_WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 1];
const MEDICARE_WEIGHTS = [1, 3, 7, 9, 1, 3, 7, 9];

/** Australian tax file number of 8 or 9 digits (ATO). */
export function isTfn(digits: string): boolean {
  const weights = digits.length === 9 ? TFN_WEIGHTS : TFN_WEIGHTS_OF_8;
  return digits.length === weights.length && weightedSum(digits, weights) % 11 === 0;
}

/** Australian business number of 11 digits (Australian Business Register). */
export function isAbn(digits: string): boolean {
  if (digits.length !== 11) return false;
  const first = String(Number(digits.slice(0, 1)) - 1);
  return first !== '-1' && weightedSum(first + digits.slice(1), ABN_WEIGHTS) % 89 === 0;
}

/** Australian company number of 9 digits (ASIC). */
export function isAcn(digits: string): boolean {
  if (digits.length !== 9) return false;
  return (10 - (weightedSum(digits, ACN_WEIGHTS) % 10)) % 10 === Number(digits[8]);
}

/** Medicare card number of 10 digits, or 11 with the individual reference number (Services Australia). */
export function isMedicare(digits: string): boolean {
  if (!/^[2-6]\d{8}[1-9]\d?$/.test(digits)) return false;
  return weightedSum(digits, MEDICARE_WEIGHTS) % 10 === Number(digits[8]);
}

/** The check digit of ISO/IEC 7812, as payment cards and IMEIs carry it. */
export function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return digits.length > 0 && sum % 10 === 0;
}

/** Issuer ranges of Visa, Mastercard, American Express, Discover, Diners, JCB and UnionPay with their lengths. */
const CARD_RANGES =
  /^(?:4\d{12}(?:\d{3})?|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|6(?:011|4[4-9]\d|5\d\d)\d{12}|3(?:0[0-5]|[689]\d)\d{11}|35(?:2[89]|[3-8]\d)\d{12}|62\d{14,17})$/;

/** A payment card number: an issuer's range and the check digit. */
export function isCardNumber(digits: string): boolean {
  return CARD_RANGES.test(digits) && isLuhn(digits) && !/^(\d)\1+$/.test(digits);
}

/** An IBAN (ISO 13616): country, check digits modulo 97. Spaces are not expected. */
export function isIban(text: string): boolean {
  const iban = text.toUpperCase();
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban)) return false;
  let remainder = 0;
  for (const char of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(char, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}
