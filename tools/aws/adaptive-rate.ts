import type { RateLimit } from './rate-limits.ts';

/** A token bucket that slows down when AWS throttles and recovers with every success. Times are in milliseconds. */
export interface AdaptiveRate {
  /** How long until a request may be sent; 0 for at once. */
  readyIn(now: number): number;
  /** Counts a request that is sent now. */
  take(now: number): void;
  /** AWS refused a request for its rate: halves the rate and pauses. */
  throttled(now: number): void;
  succeeded(): void;
  /** True when nothing of the past matters any more. */
  isFresh(now: number): boolean;
}

const SECOND = 1_000;

/** Pause after the first throttling; doubles with each that follows without a success between. */
const FIRST_PAUSE = 200;
const LONGEST_PAUSE = 20_000;

/** A halved rate never falls below one request in five seconds. */
const LOWEST_RATE = 0.2;

/** No client comes near this rate; it ends the recovery of an API without a published one. */
const AS_GOOD_AS_UNLIMITED = 1_000;

/** Share of the highest rate that each success gives back. */
const RECOVERY = 0.1;

interface RateState {
  perSecond: number;
  /** The rate to which successes lead back; after that, the limit's own. */
  target: number;
  tokens: number;
  /** When `tokens` were counted. */
  at: number;
  pausedUntil: number;
  strikes: number;
  /** When requests of the last second were sent. */
  sent: number[];
}

/** A full bucket of the limit. */
export function createAdaptiveRate(limit: Pick<RateLimit, 'perSecond' | 'burst'>): AdaptiveRate {
  const highest = limit.perSecond ?? Number.POSITIVE_INFINITY;
  const state: RateState = {
    perSecond: highest,
    target: highest,
    tokens: limit.burst,
    at: 0,
    pausedUntil: 0,
    strikes: 0,
    sent: [],
  };
  const tokensAt = (now: number) => tokensOf(state, limit.burst, now);

  return {
    readyIn(now) {
      if (now < state.pausedUntil) return state.pausedUntil - now;
      const missing = 1 - tokensAt(now);
      return missing <= 0 ? 0 : Math.ceil((missing / state.perSecond) * SECOND);
    },
    take(now) {
      state.tokens = tokensAt(now) - 1;
      state.at = now;
      while ((state.sent[0] ?? now) <= now - SECOND) state.sent.shift();
      state.sent.push(now);
    },
    throttled(now) {
      // Requests that were under way together are refused together: that is one refusal.
      if (now >= state.pausedUntil) slowDown(state, now);
    },
    succeeded() {
      state.strikes = 0;
      if (state.perSecond < highest) recover(state, highest);
    },
    isFresh: (now) =>
      state.perSecond === highest && state.strikes === 0 && tokensAt(now) >= limit.burst,
  };
}

function tokensOf({ perSecond, tokens, at }: RateState, burst: number, now: number): number {
  if (perSecond === Number.POSITIVE_INFINITY) return burst;
  return Math.min(burst, tokens + (Math.max(0, now - at) * perSecond) / SECOND);
}

/** Back up by steps; beyond the rate that was refused once, the steps grow with it. */
function recover(state: RateState, highest: number): void {
  state.perSecond = Math.min(highest, state.perSecond + state.target * RECOVERY);
  if (state.perSecond >= state.target) state.target = Math.min(highest, 2 * state.target);
  if (state.target >= AS_GOOD_AS_UNLIMITED) state.perSecond = state.target = highest;
}

/** Where AWS publishes no rate, the one that it refused is what is halved. */
function slowDown(state: RateState, now: number): void {
  const seen = state.sent.filter((time) => time > now - SECOND).length;
  const tooFast = Number.isFinite(state.perSecond) ? state.perSecond : Math.max(1, seen);
  state.target = Math.min(state.target, tooFast);
  state.perSecond = Math.max(LOWEST_RATE, tooFast / 2);
  state.pausedUntil = now + Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** state.strikes);
  state.strikes += 1;
  state.tokens = 1;
  state.at = state.pausedUntil;
}
