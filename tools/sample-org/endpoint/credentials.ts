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
  /** Keys that act in an account as a role. */
  issue(session: RoleSession): Required<Keys>;
  /**
   * The caller behind an access key.
   * @throws AwsError `UnrecognizedClientException` when it is not one of ours, `ExpiredTokenException` when it was.
   */
  callerOf(accessKeyId: string, sessionToken: string | undefined): Caller;
  secretOf(accessKeyId: string): string;
}

/** A role that somebody acts as. */
interface RoleSession {
  readonly accountId: string;
  readonly roleName: string;
  readonly sessionName: string;
  /** Actions that the session's policy allows, e.g. `acm:ListCertificates`; null without a policy. */
  readonly actions: readonly string[] | null;
  /** Epoch milliseconds. */
  readonly expires: number;
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

function lettersOf(key: Buffer, length: number): string {
  return [...key.subarray(0, length)].map((byte) => ALPHABET.charAt(byte % 32)).join('');
}

/** What credentials are made of. */
interface CredentialsOptions {
  readonly seed: number;
  readonly managementAccountId: string;
  readonly now: () => Date;
}

/** Makes the credentials of an endpoint; the same seed gives the same keys. */
export function createCredentials(options: CredentialsOptions): Credentials {
  const { seed, managementAccountId, now } = options;
  const sign = (text: string) =>
    createHmac('sha256', `sample organisation ${seed}`).update(text).digest();
  const secretOf = (accessKeyId: string) =>
    sign(`secret ${accessKeyId}`).toString('base64').slice(0, 40);
  const keyId = (prefix: 'AKIA' | 'ASIA', accountId: string, extra: string) => {
    const letters = accountLetters(accountId);
    return `${prefix}${letters}${lettersOf(sign(`key ${prefix}${letters}${extra}`), 8)}`;
  };
  const rootId = keyId('AKIA', managementAccountId, '');
  const tokenOf = (accessKeyId: string, text: string) => {
    const session = Buffer.from(text).toString('base64url');
    return `${session}.${sign(`token ${accessKeyId}${text}`).toString('base64url')}`;
  };
  return {
    root: { accessKeyId: rootId, secretAccessKey: secretOf(rootId) },
    secretOf,
    issue: (session) => {
      const text = JSON.stringify(session);
      const accessKeyId = keyId('ASIA', session.accountId, text);
      const sessionToken = tokenOf(accessKeyId, text);
      return { accessKeyId, secretAccessKey: secretOf(accessKeyId), sessionToken };
    },
    callerOf: (accessKeyId, sessionToken) => {
      if (accessKeyId === rootId) return rootCaller(managementAccountId, accessKeyId);
      const text = Buffer.from(sessionToken?.split('.')[0] ?? '', 'base64url').toString();
      if (sessionToken === undefined || tokenOf(accessKeyId, text) !== sessionToken) {
        throw new AwsError(
          'UnrecognizedClientException',
          'The security token included in the request is invalid.',
          403,
        );
      }
      // Only we can have signed it.
      const session = JSON.parse(text) as RoleSession;
      if (session.expires <= now().getTime()) throw expired();
      return roleCaller(accessKeyId, session);
    },
  };
}

function rootCaller(accountId: string, accessKeyId: string): Caller {
  const userId = accessKeyId.replace('AKIA', 'AIDA');
  const arn = `arn:aws:iam::${accountId}:user/sample-operator`;
  return { accountId, userId, arn, actions: null };
}

function roleCaller(accessKeyId: string, session: RoleSession): Caller {
  const { accountId, roleName, sessionName, actions } = session;
  const userId = `${accessKeyId.replace('ASIA', 'AROA')}:${sessionName}`;
  const arn = `arn:aws:sts::${accountId}:assumed-role/${roleName}/${sessionName}`;
  return { accountId, userId, arn, actions };
}

function expired(): AwsError {
  const message = 'The security token included in the request is expired';
  return new AwsError('ExpiredTokenException', message, 403);
}
