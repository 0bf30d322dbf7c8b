import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Fault } from '../tools/sample-org/endpoint/faults.ts';
import { ConfigError } from './config.ts';

const FAULT = Type.Object(
  {
    service: Type.String({ minLength: 1 }),
    operation: Type.Optional(Type.String()),
    accountId: Type.Optional(Type.String()),
    kind: Type.Enum(['throttle', 'deny', 'unavailable', 'slow', 'malformed']),
    rate: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    times: Type.Optional(Type.Integer({ minimum: 1 })),
    delayMs: Type.Optional(Type.Integer({ minimum: 0, maximum: 600_000 })),
  },
  { additionalProperties: false },
);
const FAULTS = Type.Array(FAULT);

/**
 * Reads the faults of the sample organisation: JSON (a list of faults), or `service:kind` and `service:kind:rate` with
 * commas between, e.g. `ce:throttle:0.5,securityhub:deny`.
 * @throws ConfigError that shows both forms.
 */
export function parseFaults(text: string): readonly Fault[] {
  const faults = text.trim().startsWith('[') ? jsonOf(text) : text.split(',').flatMap(shortFault);
  if (Value.Check(FAULTS, faults)) return faults;
  throw new ConfigError([
    'XOPS_SAMPLE_FAULTS: is not a list of faults. Write service:kind:rate with commas between, e.g. ce:throttle:0.5, or JSON, e.g. [{"service":"ce","kind":"slow","delayMs":500}]. Kinds: throttle, deny, unavailable, slow, malformed.',
  ]);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function shortFault(text: string): readonly unknown[] {
  if (text.trim() === '') return [];
  const [service, kind, rate, ...rest] = text.trim().split(':');
  if (rest.length > 0) return [null];
  return [rate === undefined ? { service, kind } : { service, kind, rate: Number(rate) }];
}
