import { randomUUID } from 'node:crypto';

import type { AwsError, Protocol } from '../handler.ts';
import { type Codec, unknownOperation, type WireResponse } from './wire.ts';

/** The older names that the Query services use for the same refusals. */
const QUERY_CODES: Readonly<Record<string, string>> = {
  UnrecognizedClientException: 'InvalidClientTokenId',
  UnknownOperationException: 'InvalidAction',
  ServiceUnavailableException: 'ServiceUnavailable',
};

const OLDER_NAMES =
  /^(AccessDenied|Throttling|MissingAuthenticationToken|IncompleteSignature)Exception$/;

/** A code as the Query services spell it. */
export function queryCode(code: string): string {
  return QUERY_CODES[code] ?? code.replace(OLDER_NAMES, '$1');
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Writes a value as XML: lists as `member` elements (or others), times as ISO 8601, what is undefined not at all. */
export function toXml(value: unknown, element = 'member'): string {
  if (Array.isArray(value)) {
    return value.map((item) => `<${element}>${toXml(item, element)}</${element}>`).join('');
  }
  if (value instanceof Date) return value.toISOString();
  if (typeof value !== 'object' || value === null) return escapeXml(String(value));
  return Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => `<${name}>${toXml(member, element)}</${name}>`)
    .join('');
}

/** A form by its dotted names. */
export type Form = { [name: string]: Form | string };

/** `Tags.member.1.Key=a` becomes nested objects; the levels `member` and `entry` are lists. */
export function readForm(body: Buffer): Form {
  const form: Form = {};
  for (const [path, value] of new URLSearchParams(body.toString('utf8'))) {
    if (!/^[A-Za-z0-9.]{1,256}$/.test(path)) continue;
    const names = path.split('.');
    const last = names.pop() ?? '';
    descend(form, names)[last] = value;
  }
  return form;
}

/** The form at a path inside a form; made where it is not there yet. */
function descend(form: Form, names: readonly string[]): Form {
  let level = form;
  for (const name of names) {
    const next = level[name];
    const child: Form = typeof next === 'object' ? next : {};
    level[name] = child;
    level = child;
  }
  return level;
}

function toInput(form: Form | string): unknown {
  if (typeof form === 'string') return form;
  const list = form['member'] ?? form['entry'];
  if (typeof list === 'object') return Object.values(list).map(toInput);
  return Object.fromEntries(Object.entries(form).map(([name, value]) => [name, toInput(value)]));
}

/** The operation that a form names, and its input. */
export function readCall(body: Parameters<typeof readForm>[0], toInputOf: (form: Form) => unknown) {
  const { Action: action, Version: _version, ...input } = readForm(body);
  if (typeof action !== 'string') throw unknownOperation('without an Action');
  return { operation: action, input: toInputOf(input) };
}

/** Query: the operation and its input in a form, XML out. */
export function queryCodec({ namespace }: Extract<Protocol, { kind: 'query' }>): Codec {
  const respond = (status: number, name: string, content: string): WireResponse => ({
    status,
    headers: { 'content-type': 'text/xml' },
    body: `<${name} xmlns="${namespace}">${content}</${name}>`,
  });
  return {
    decode: ({ body }) => readCall(body, toInput),
    encode: (operation, output) => {
      const metadata = toXml({ ResponseMetadata: { RequestId: randomUUID() } });
      const result = toXml({ [`${operation}Result`]: output });
      return respond(200, `${operation}Response`, `${result}${metadata}`);
    },
    encodeError: (error) => respond(error.status, 'ErrorResponse', errorXml(error)),
  };
}

function errorXml({ code, message, status }: AwsError): string {
  const type = status < 500 ? 'Sender' : 'Receiver';
  const error = { Type: type, Code: queryCode(code), Message: message };
  return toXml({ Error: error, RequestId: randomUUID() });
}
