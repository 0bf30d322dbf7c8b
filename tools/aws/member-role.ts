import { textHash } from '../../pipeline-server/contracts/canonical-json.ts';

const PLACEHOLDER = '{account}';

/** The ARN of the role in an account; `memberRole` is a role's name, or an ARN with `{account}` in it. */
export function memberRoleArn(memberRole: string, accountId: string): string {
  return memberRole.startsWith('arn:')
    ? memberRole.replace(PLACEHOLDER, accountId)
    : `arn:aws:iam::${accountId}:role/${memberRole}`;
}

/** Longest session name and source identity that STS takes. */
const NAME_LENGTH = 64;

/** Characters that the hash of a changed name takes. */
const HASH_LENGTH = 9;

/**
 * A name in STS's characters (`[\w+=,.@-]{2,64}`, API reference of AssumeRole). One that has to be changed ends with a
 * hash of the whole, so that two people never share a name.
 */
export function stsName(text: string): string {
  const plain = text.replace(/[^\w+=,.@-]/g, '-');
  if (plain === text && text.length >= 2 && text.length <= NAME_LENGTH) return text;
  const hash = textHash(text).slice(-HASH_LENGTH + 1);
  return `${plain.slice(0, NAME_LENGTH - HASH_LENGTH)}-${hash}`;
}

/** A tag's value in the characters that STS takes (letters, digits, spaces and `_.:/=+-@`), 256 at most. */
export function sessionTagValue(text: string): string {
  return text.replace(/[^\p{L}\p{N}\s_.:/=+@-]/gu, '-').slice(0, 256);
}
