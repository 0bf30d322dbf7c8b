import type { Protocol } from '../handler.ts';
import { ec2Codec } from './ec2-codec.ts';
import { jsonCodec } from './json-codec.ts';
import { queryCodec } from './query-codec.ts';
import { restJsonCodec } from './rest-json-codec.ts';
import type { Codec } from './wire.ts';

/** The codec of a protocol. */
export function codecOf(protocol: Protocol): Codec {
  switch (protocol.kind) {
    case 'json':
      return jsonCodec(protocol);
    case 'rest-json':
      return restJsonCodec(protocol);
    case 'query':
      return queryCodec(protocol);
    case 'ec2':
      return ec2Codec(protocol);
  }
}
