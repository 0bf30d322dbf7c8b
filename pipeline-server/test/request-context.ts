import type { Clock, Logger, RequestContext } from '../contracts/context.ts';
import type { Principal } from '../contracts/principal.ts';

/** A log that keeps nothing. */
export const SILENT_LOG: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** A clock that a test moves. */
export function createTestClock(
  start = '2026-11-23T09:00:00Z',
): Clock & { advance(ms: number): void } {
  let now = new Date(start).getTime();
  return {
    now: () => new Date(now),
    advance(ms) {
      now += ms;
    },
  };
}

/** Somebody known by name alone, as in filter calls. */
export const ALICE: Principal = {
  id: 'alice',
  email: 'alice@example.com',
  name: 'Alice',
  roles: ['user'],
  groups: [],
  proof: 'unsigned',
  scopes: ['filter'],
};

/** A request's context, with what a test wants to be different. */
export function requestContext(differences: Partial<RequestContext> = {}): RequestContext {
  return {
    principal: ALICE,
    requestId: 'request-1',
    chatId: 'chat-1',
    messageId: null,
    task: null,
    signal: new AbortController().signal,
    log: SILENT_LOG,
    clock: createTestClock(),
    ...differences,
  };
}
