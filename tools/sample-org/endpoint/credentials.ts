import { createHmac } from 'node:crypto';

import { AwsError, type Caller } from '../handler.ts';

/** A pair of keys; `sessionToken` comes with those that STS gave out. */
interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Who may call and with which secret. Keys carry their account, so nothing is stored for those that STS gives out. */
export interface Credentials {
  /** Keys of the person who runs the endpoint, in the management account. */
  readonly root: Keys;
  /** Keys that act in an account under a role's name. */
  issue(accountId: string, roleName: string, sessionName: string): Keys;
  /** The caller behind an access key. @throws AwsError `UnrecognizedClientException` when it is not one of ours. */
  callerOf(accessKeyId: string, sessionToken: string | undefined): Caller;
  secretOf(accessKeyId: string): string;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** 12-digit account id in eight letters, as real access keys hide it as well. */
function accountLetters(accountId: string): string {
  let rest = Number(accountId);
  let letters = '';
  for (let position = 0; position < 8; position += 1) {
    letters = ALPHABET.charAt(rest % 32) + letters;
    rest = Math.floor(rest / 32);
  }
  return letters;
}

function accountOfLetters(letters: string): string {
  let account = 0;
  for (const letter of letters) account = account * 32 + ALPHABET.indexOf(letter);
  return String(account).padStart(12, '0');
}

function lettersOf(key: Buffer, length: number): string {
  return [...key.subarray(0, length)].map((byte) => ALPHABET.charAt(byte % 32)).join('');
}

/** Makes the credentials of an endpoint; the same seed gives the same keys. */
export function createCredentials(seed: number, managementAccountId: string): Credentials {
  const sign = (text: string) =>
    createHmac('sha256', `sample organisation ${seed}`).update(text).digest();
  const secretOf = (accessKeyId: string) =>
    sign(`secret ${accessKeyId}`).toString('base64').slice(0, 40);
  const keyId = (prefix: 'AKIA' | 'ASIA', accountId: string, extra: string) => {
    const letters = accountLetters(accountId);
    return `${prefix}${letters}${lettersOf(sign(`key ${prefix}${letters}${extra}`), 8)}`;
  };
  const rootId = keyId('AKIA', managementAccountId, '');
  const tokenOf = (accessKeyId: string, role: string) => {
    const session = Buffer.from(role).toString('base64url');
    return `${session}.${sign(`token ${accessKeyId}${role}`).toString('base64url')}`;
  };
  return {
    root: { accessKeyId: rootId, secretAccessKey: secretOf(rootId) },
    secretOf,
    issue: (accountId, roleName, sessionName) => {
      const role = `${roleName}/${sessionName}`;
      const accessKeyId = keyId('ASIA', accountId, role);
      const sessionToken = tokenOf(accessKeyId, role);
      return { accessKeyId, secretAccessKey: secretOf(accessKeyId), sessionToken };
    },
    callerOf: (accessKeyId, sessionToken) => {
      if (accessKeyId === rootId) return rootCaller(managementAccountId, accessKeyId);
      const role = Buffer.from(sessionToken?.split('.')[0] ?? '', 'base64url').toString();
      if (sessionToken === undefined || tokenOf(accessKeyId, role) !== sessionToken) {
        throw new AwsError(
          'UnrecognizedClientException',
          'The security token included in the request is invalid.',
          403,
        );
      }
      return roleCaller(accountOfLetters(accessKeyId.slice(4, 12)), accessKeyId, role);
    },
  };
}

function rootCaller(accountId: string, accessKeyId: string): Caller {
  const userId = accessKeyId.replace('AKIA', 'AIDA');
  return { accountId, userId, arn: `arn:aws:iam::${accountId}:user/sample-operator` };
}

function roleCaller(accountId: string, accessKeyId: string, role: string): Caller {
  const userId = `${accessKeyId.replace('ASIA', 'AROA')}:${role.split('/').at(-1) ?? ''}`;
  return { accountId, userId, arn: `arn:aws:sts::${accountId}:assumed-role/${role}` };
}
