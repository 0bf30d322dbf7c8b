import { type AdaptiveRate, createAdaptiveRate } from './adaptive-rate.ts';
import { isThrottling } from './aws-errors.ts';
import { CONCURRENT_REQUESTS, type LimitOf, limitOf, type RateLimit } from './rate-limits.ts';
import { whenAborted } from './when-aborted.ts';

/** The time, handed in so that tests own it; in milliseconds. */
export interface Timer {
  now(): number;
  /** Calls `run` once, `delay` from now; gives what takes that back. */
  after(delay: number, run: () => void): () => void;
}

/** One call of AWS, as far as its limits go. */
interface ScheduledCall {
  /** `acm:ListCertificates` */
  readonly api: string;
  /** The account and Region whose quota counts; null for those of the server itself. */
  readonly accountId: string | null;
  readonly region: string | null;
  readonly signal: AbortSignal;
}

/** Stands before every call of AWS. */
export interface Scheduler {
  /**
   * Sends when the limits allow it, first come first served; a call that AWS throttles is sent again, later and slower.
   * @throws the signal's reason when it aborts: at once while the call waits, else when the call ends.
   */
  run<T>(call: ScheduledCall, send: () => Promise<T>): Promise<T>;
}

/** How often a call that is throttled is sent. */
const MAXIMUM_ATTEMPTS = 5;

/** Number of lanes from which on those are dropped that nothing is remembered of. */
const LANES_KEPT = 1_000;

/** The calls that share one limit. */
interface Lane {
  readonly limit: RateLimit;
  readonly rate: AdaptiveRate;
  /** Calls that wait or run. */
  open: number;
  running: number;
}

/** A call that wants to be sent. */
interface Turn {
  readonly lane: Lane;
  readonly signal: AbortSignal;
  /** True for a call that had its turn and was throttled: it goes before all others. */
  readonly again: boolean;
}

interface Waiter {
  readonly lane: Lane;
  readonly start: () => void;
}

const SYSTEM_TIMER: Timer = {
  now: () => performance.now(),
  after(delay, run) {
    const timer = setTimeout(run, delay);
    return () => clearTimeout(timer);
  },
};

/** What a scheduler goes by; the limits are those of AWS unless given. */
interface SchedulerOptions {
  readonly limits?: LimitOf;
  readonly timer?: Timer;
  /** Calls under way at one time. */
  readonly maximum?: number;
}

/** A scheduler whose places are all free. */
export function createScheduler(options: SchedulerOptions = {}): Scheduler {
  const { limits = limitOf, timer = SYSTEM_TIMER, maximum = CONCURRENT_REQUESTS } = options;
  const laneOf = createLanes(timer, limits);
  const line = createLine(timer, maximum);

  async function attempt<T>(turn: Turn, send: () => Promise<T>): Promise<T> {
    const { lane, signal } = turn;
    await line.enter(turn);
    try {
      signal.throwIfAborted();
      const answer = await send();
      lane.rate.succeeded();
      return answer;
    } catch (error) {
      if (isThrottling(error)) lane.rate.throttled(timer.now());
      throw error;
    } finally {
      line.leave(lane);
    }
  }

  async function persist<T>(turn: Turn, send: () => Promise<T>): Promise<T> {
    for (let number = 1; ; number += 1) {
      try {
        return await attempt({ ...turn, again: number > 1 }, send);
      } catch (error) {
        if (number === MAXIMUM_ATTEMPTS || !isThrottling(error)) throw error;
      }
    }
  }

  return {
    async run(call, send) {
      const lane = laneOf(call);
      lane.open += 1;
      try {
        return await persist({ lane, signal: call.signal, again: false }, send);
      } finally {
        lane.open -= 1;
      }
    },
  };
}

/** Finds the lane of a call, and forgets lanes that are as new. */
function createLanes(timer: Timer, limits: LimitOf): (call: ScheduledCall) => Lane {
  const lanes = new Map<string, Lane>();
  let sweepAt = LANES_KEPT;

  function sweep(): void {
    for (const [key, { open, rate }] of lanes) {
      if (open === 0 && rate.isFresh(timer.now())) lanes.delete(key);
    }
    sweepAt = Math.max(LANES_KEPT, 2 * lanes.size);
  }

  return ({ api, accountId, region }) => {
    const { name, limit } = limits(api);
    const key = `${name} ${accountId ?? ''} ${region ?? ''}`;
    const known = lanes.get(key);
    if (known !== undefined) return known;
    if (lanes.size >= sweepAt) sweep();
    const lane = { limit, rate: createAdaptiveRate(limit), open: 0, running: 0 };
    lanes.set(key, lane);
    return lane;
  };
}

/** The calls that wait, in the order in which they came, and the number that is under way. */
function createLine(timer: Timer, maximum: number) {
  let waiting = new Set<Waiter>();
  let running = 0;
  let wake: (() => void) | null = null;

  /** Starts whoever may start; comes back by itself when time alone holds somebody up. */
  function advance(): void {
    wake?.();
    wake = null;
    let soonest = Number.POSITIVE_INFINITY;
    for (const waiter of waiting) {
      if (running >= maximum) return;
      const { lane } = waiter;
      if (lane.running >= lane.limit.concurrent) continue;
      const delay = lane.rate.readyIn(timer.now());
      if (delay > 0) soonest = Math.min(soonest, delay);
      else begin(waiter);
    }
    if (soonest < Number.POSITIVE_INFINITY) wake = timer.after(soonest, advance);
  }

  function begin(waiter: Waiter): void {
    waiting.delete(waiter);
    running += 1;
    waiter.lane.running += 1;
    waiter.lane.rate.take(timer.now());
    waiter.start();
  }

  return {
    /** Waits for a place. */
    enter({ lane, signal, again }: Turn): Promise<void> {
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const stopListening = whenAborted(signal, () => {
          waiting.delete(waiter);
          reject(signal.reason);
        });
        const start = () => {
          stopListening();
          resolve();
        };
        const waiter: Waiter = { lane, start };
        waiting = again ? new Set([waiter, ...waiting]) : waiting.add(waiter);
        advance();
      });
    },
    leave(lane: Lane): void {
      running -= 1;
      lane.running -= 1;
      advance();
    },
  };
}
