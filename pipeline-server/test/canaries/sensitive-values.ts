import fc from 'fast-check';
import type { DataClass } from '../../contracts/sovereignty.ts';

/** A sensitive value as a person writes it: with what stands around it, which may be its label. */
export interface SensitiveValue {
  readonly class: Extract<DataClass, 'CONFIDENTIAL' | 'RESTRICTED'>;
  readonly value: string;
  readonly before: string;
  readonly after: string;
}

const digits = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length });
const text = (alphabet: string, length: number) =>
  fc
    .array(fc.constantFrom(...Array.from(alphabet)), { minLength: length, maxLength: length })
    .map((characters) => characters.join(''));

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const MIXED = `${UPPER}${UPPER.toLowerCase()}0123456789`;
const TFN_WEIGHTS = [1, 4, 3, 7, 5, 8, 6, 9, 10];

/** Tax file numbers whose sum of weighted digits is a multiple of 11. */
const tfn = digits(9)
  .filter(
    (each) => each.reduce((sum, digit, at) => sum + digit * (TFN_WEIGHTS[at] ?? 0), 0) % 11 === 0,
  )
  .filter((each) => new Set(each).size > 4 && each[0] !== 0)
  .map((each) => each.join(''))
  .map((value) => restricted('My tax file number is ', value, '.'));

/** Visa numbers that pass Luhn's check. */
const card = digits(14).map((each) => {
  const body = [4, ...each];
  const sum = body
    .toReversed()
    .map((digit, at) => (at % 2 === 0 ? digit * 2 : digit))
    .reduce((total, digit) => total + (digit > 9 ? digit - 9 : digit), 0);
  return restricted(
    'Refund the credit card ',
    `${body.join('')}${(10 - (sum % 10)) % 10}`,
    ' today.',
  );
});

const accessKey = text(`${UPPER}234567`, 16)
  .filter((body) => new Set(body).size > 8)
  .map((body) => restricted('Use the key ', `AKIA${body}`, ' for it.'));
const secretKey = text(MIXED, 40)
  .filter((body) => new Set(body).size > 20 && /\d/.test(body))
  .map((body) => restricted('aws_secret_access_key = ', body, '\n'));
const privateKey = text(MIXED, 64)
  .filter((body) => new Set(body).size > 25)
  .map((body) =>
    restricted('-----BEGIN RSA PRIVATE KEY-----\n', body, '\n-----END RSA PRIVATE KEY-----'),
  );
const account = digits(11)
  .filter((each) => new Set(each).size > 5)
  .map((each) => `4${each.join('')}`);
const arn = account.map((id) =>
  confidential('Why does ', `arn:aws:iam::${id}:role/PayrollExport`, ' fail?'),
);
const accountId = account.map((id) => confidential('The AWS account ', id, ' costs more.'));
const octet = fc.integer({ min: 16, max: 250 });
const address = fc
  .tuple(octet, octet, octet)
  .map((each) => confidential('The database at ', `10.${each.join('.')}`, ' is slow.'));
const email = text(UPPER.toLowerCase(), 8).map((name) =>
  confidential('Write to ', `jane.${name}@bigbank.com.au`, ' about it.'),
);

/** A value of any kind. */
export const sensitiveValue: fc.Arbitrary<SensitiveValue> = fc.oneof(
  tfn,
  card,
  accessKey,
  secretKey,
  privateKey,
  arn,
  accountId,
  address,
  email,
);

function restricted(before: string, value: string, after: string): SensitiveValue {
  return { class: 'RESTRICTED', value, before, after };
}

function confidential(before: string, value: string, after: string): SensitiveValue {
  return { class: 'CONFIDENTIAL', value, before, after };
}
