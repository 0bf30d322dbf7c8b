import fc from 'fast-check';
import { expect, it } from 'vitest';
import { memberRoleArn, sessionTagValue, stsName } from './member-role.ts';

it('makes the ARN of a role from its name, its path, or an ARN with a place for the account', () => {
  expect(memberRoleArn('reader', '111111111111')).toBe('arn:aws:iam::111111111111:role/reader');
  expect(memberRoleArn('ops/reader', '1')).toBe('arn:aws:iam::1:role/ops/reader');
  expect(memberRoleArn('arn:aws-us-gov:iam::{account}:role/reader', '1')).toBe(
    'arn:aws-us-gov:iam::1:role/reader',
  );
});

it('writes any name in the characters of STS, and no two names alike', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (one, other) => {
      expect(stsName(one)).toMatch(/^[\w+=,.@-]{2,64}$/);
      if (one !== other) expect(stsName(one)).not.toBe(stsName(other));
      expect(sessionTagValue(one)).toMatch(/^[\p{L}\p{N}\s_.:/=+@-]{0,256}$/u);
    }),
  );
  expect(stsName('alice@example.com')).toBe('alice@example.com');
  expect(stsName('')).toHaveLength(9);
});
