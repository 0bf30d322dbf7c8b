import { randomUUID } from 'node:crypto';
import type { AwsError, Protocol } from '../handler.ts';
import { type Form, queryCode, readCall, toXml } from './query-codec.ts';
import type { Codec, WireResponse } from './wire.ts';

/** Forms of EC2 have no `member` levels: numbered names are lists. */
function toInput(form: Form | string): unknown {
  if (typeof form === 'string') return form;
  const entries = Object.entries(form);
  if (entries.length > 0 && entries.every(([name]) => /^\d+$/.test(name))) {
    return entries.map(([, item]) => toInput(item));
  }
  return Object.fromEntries(entries.map(([name, value]) => [name, toInput(value)]));
}

/** EC2's own form of Query: lists are `item` elements, and the answer has no result inside it. */
export function ec2Codec({ namespace }: Extract<Protocol, { kind: 'ec2' }>): Codec {
  const respond = (status: number, name: string, content: string): WireResponse => ({
    status,
    headers: { 'content-type': 'text/xml;charset=UTF-8' },
    body: `<${name} xmlns="${namespace}">${content}</${name}>`,
  });
  return {
    decode: ({ body }) => readCall(body, toInput),
    encode: (operation, output) => {
      const content = { requestId: randomUUID(), ...(output as object) };
      return respond(200, `${operation}Response`, toXml(content, 'item'));
    },
    encodeError: (error) => errorResponse(error),
  };
}

/** EC2 has names of its own for some refusals (EC2 API reference, "Error codes"). */
const EC2_CODES: ReadonlyMap<string, string> = new Map([
  ['AccessDeniedException', 'UnauthorizedOperation'],
  ['ThrottlingException', 'RequestLimitExceeded'],
]);

function errorResponse({ code, message, status }: AwsError): WireResponse {
  const Code = EC2_CODES.get(code) ?? queryCode(code);
  const xml = toXml({ Errors: { Error: { Code, Message: message } }, RequestID: randomUUID() });
  return {
    status: Code === 'UnauthorizedOperation' ? 403 : status,
    headers: { 'content-type': 'text/xml;charset=UTF-8' },
    body: `<Response>${xml}</Response>`,
  };
}
