import type { SensitiveFinding } from '../../contracts/sovereignty.ts';
import type { TokenKind } from './token-grammar.ts';

/** A part of a value: text that may be seen, or text that a pseudonym stands for. */
export type ValuePart = string | { readonly kind: TokenKind; readonly value: string };

/** What becomes of a value: its parts, a redaction from which there is no way back, or nothing that could be done. */
export type Substitution = readonly ValuePart[] | 'redact' | 'impossible';

type Found = Pick<SensitiveFinding, 'kind' | 'class'>;

/** Values that open something. They are never sent and never come back. */
const SECRETS: ReadonlySet<string> = new Set([
  'authorization',
  'aws-access-key',
  'aws-presigned-url',
  'aws-secret-key',
  'aws-session-token',
  'card-verification',
  'connection-string',
  'jwt',
  'password',
  'password-hash',
  'private-key',
  'token',
  'vendor-token',
]);

/** Sentences whose meaning is what is sensitive: a name in their place would leave nothing to answer. */
const STATEMENTS: ReadonlySet<string> = new Set([
  'control-weakness',
  'health',
  'incident',
  'protective-marking',
  'vulnerability',
]);

/** Data of people, besides secrets. */
const PERSONAL: ReadonlySet<string> = new Set([
  'address',
  'bank-account',
  'bsb',
  'crn',
  'customer-number',
  'date-of-birth',
  'device-id',
  'driver-licence',
  'email',
  'health-identifier',
  'iban',
  'medicare',
  'passport',
  'payment-card',
  'person',
  'phone',
  'ssn',
  'tfn',
  'veteran-file',
]);

/** Whether a kind of value opens something. */
export function isSecret(kind: string): boolean {
  return SECRETS.has(kind);
}

/** Whether a kind of value says something of a person. */
export function isPersonal(kind: string): boolean {
  return PERSONAL.has(kind);
}

const KINDS: Readonly<Record<string, TokenKind>> = {
  address: 'address',
  'aws-account': 'account',
  'aws-bucket': 'name',
  'aws-endpoint': 'host',
  'aws-organization': 'id',
  'bank-account': 'number',
  bsb: 'number',
  crn: 'number',
  'customer-number': 'number',
  'date-of-birth': 'date',
  'device-id': 'number',
  'driver-licence': 'number',
  email: 'email',
  'health-identifier': 'number',
  iban: 'number',
  'ip-address': 'ip',
  'mac-address': 'id',
  medicare: 'number',
  passport: 'number',
  'payment-card': 'number',
  person: 'person',
  phone: 'phone',
  'private-host': 'host',
  ssn: 'number',
  tfn: 'number',
};

/** Says what stands in the place of a value. Of kinds that are not known here, RESTRICTED ones have no way back. */
export function splitValue(found: Found, value: string): Substitution {
  if (SECRETS.has(found.kind)) return 'redact';
  if (STATEMENTS.has(found.kind)) return 'impossible';
  if (found.kind === 'aws-arn') return splitArn(value);
  if (found.kind === 'aws-resource') return splitResourceId(value);
  const kind = KINDS[found.kind];
  if (kind !== undefined) return [{ kind, value }];
  return found.class === 'RESTRICTED' ? 'redact' : [{ kind: 'value', value }];
}

const ARN =
  /^(?<head>arn:aws[a-z-]{0,10}:[a-z0-9-]{1,40}:[a-z0-9-]{0,25}:)(?<account>\d{12})?:(?<type>[a-z-]{1,40}[/:])?(?<rest>.+)$/s;

/** `arn:aws:iam::acct-K4Q7ZM:role/name-TR5W2A`: partition, service, Region and type of resource stay. */
function splitArn(value: string): Substitution {
  const { head, account, type = '', rest } = ARN.exec(value)?.groups ?? {};
  if (head === undefined || account === undefined || rest === undefined) {
    return [{ kind: 'name', value }];
  }
  return [head, { kind: 'account', value: account }, `:${type}`, { kind: 'name', value: rest }];
}

/** `vpc-id-K4Q7ZM`: the type of resource stays. */
function splitResourceId(value: string): Substitution {
  const { type, rest } =
    /^(?<type>[a-z]{1,12}(?:-[a-z]{1,12})?-)(?<rest>[0-9a-f]{8,17})$/.exec(value)?.groups ?? {};
  if (type === undefined || rest === undefined) return [{ kind: 'id', value }];
  return [type, { kind: 'id', value: rest }];
}
