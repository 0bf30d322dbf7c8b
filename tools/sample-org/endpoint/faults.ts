import { setTimeout as wait } from 'node:timers/promises';

import { AwsError, type Call } from '../handler.ts';
import type { Random } from '../world/random.ts';
import type { WireResponse } from './wire.ts';

/** A failure to be played. Members that are left out match everything. */
export interface Fault {
  /** Name in the credential scope, e.g. `ce` or `securityhub`. */
  readonly service: string;
  readonly operation?: string;
  /** Account that calls. */
  readonly accountId?: string;
  readonly kind: 'throttle' | 'deny' | 'unavailable' | 'slow' | 'malformed';
  /** Share of the calls that fail, 0 to 1; all of them by default. */
  readonly rate?: number;
  /** How many calls fail before the fault is over; no end by default. */
  readonly times?: number;
  /** For `slow`: milliseconds, 1000 by default. */
  readonly delayMs?: number;
}

/** Plays faults on the way in and on the way out. */
export interface FaultPlayer {
  /** Refuses or delays the call. @throws AwsError as the service would. */
  before(service: string, call: Call): Promise<void>;
  /** Damages the answer. */
  after(service: string, call: Call, response: WireResponse): WireResponse;
}

/** Services that do not say `ThrottlingException`. */
const THROTTLE_CODES: Readonly<Record<string, string>> = {
  ce: 'LimitExceededException',
  organizations: 'TooManyRequestsException',
  securityhub: 'TooManyRequestsException',
};

/** Services that throttle with status 429, and that deny with 403; the others do both with 400. */
const THROTTLES_WITH_429 = ['compute-optimizer', 'securityhub'];
const DENIES_WITH_403 = ['compute-optimizer', 'securityhub', 'sns', 'sts'];

function errorOf(
  kind: Fault['kind'],
  service: string,
  { operation, caller }: Call,
): AwsError | null {
  if (kind === 'throttle') {
    const status = THROTTLES_WITH_429.includes(service) ? 429 : 400;
    return new AwsError(THROTTLE_CODES[service] ?? 'ThrottlingException', 'Rate exceeded', status);
  }
  if (kind === 'deny') {
    const message = `User: ${caller.arn} is not authorized to perform: ${service}:${operation}`;
    const status = DENIES_WITH_403.includes(service) ? 403 : 400;
    return new AwsError('AccessDeniedException', message, status);
  }
  if (kind === 'unavailable') {
    return new AwsError(
      'ServiceUnavailableException',
      'The service is temporarily unavailable.',
      503,
    );
  }
  return null;
}

/** Makes a player; `random` decides for faults with a rate. */
export function createFaultPlayer(faults: readonly Fault[], random: Random): FaultPlayer {
  const played = new Map<Fault, number>();
  const strikes = (fault: Fault, service: string, call: Call): boolean => {
    const wanted =
      fault.service === service &&
      (fault.operation ?? call.operation) === call.operation &&
      (fault.accountId ?? call.caller.accountId) === call.caller.accountId;
    const count = played.get(fault) ?? 0;
    if (!wanted || count >= (fault.times ?? Infinity) || !random.chance(fault.rate ?? 1))
      return false;
    played.set(fault, count + 1);
    return true;
  };
  return {
    before: async (service, call) => {
      for (const fault of faults) {
        if (fault.kind === 'malformed' || !strikes(fault, service, call)) continue;
        if (fault.kind === 'slow') await wait(fault.delayMs ?? 1_000);
        const error = errorOf(fault.kind, service, call);
        if (error !== null) throw error;
      }
    },
    after: (service, call, response) => {
      const broken = faults.some(
        (fault) => fault.kind === 'malformed' && strikes(fault, service, call),
      );
      const half = response.body.slice(0, Math.ceil(response.body.length / 2));
      return broken ? { ...response, body: half } : response;
    },
  };
}
