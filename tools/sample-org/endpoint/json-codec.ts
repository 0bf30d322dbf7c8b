import type { Protocol } from '../handler.ts';
import { type Codec, readJson, unknownOperation, type WireResponse } from './wire.ts';

/** AWS JSON 1.0 and 1.1: the operation in `x-amz-target`, JSON in and out. */
export function jsonCodec({ version, targetPrefix }: Extract<Protocol, { kind: 'json' }>): Codec {
  const respond = (status: number, value: unknown): WireResponse => ({
    status,
    headers: { 'content-type': `application/x-amz-json-${version}` },
    body: JSON.stringify(value),
  });
  return {
    decode: ({ headers, body }) => {
      const target = String(headers['x-amz-target'] ?? '');
      const [prefix, operation] = target.split('.');
      if (prefix !== targetPrefix || !operation) throw unknownOperation(target);
      return { operation, input: readJson(body) };
    },
    encode: (_operation, output) => respond(200, output),
    encodeError: ({ code, status, message }) => respond(status, { __type: code, message }),
  };
}
