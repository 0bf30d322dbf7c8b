import type { Timer } from '../scheduler.ts';

/** A timer whose time passes only when a test says so. */
export interface TestTimer extends Timer {
  /** Resolves when that much time has passed; with `jump`, lets it pass. */
  pass(milliseconds: number, jump?: boolean): Promise<void>;
  /** Lets time pass until nobody waits for it. */
  runAll(): Promise<void>;
}

interface Alarm {
  readonly time: number;
  readonly run: () => void;
}

/** A timer at 0. */
export function createTestTimer(): TestTimer {
  let now = 0;
  const alarms = new Set<Alarm>();

  function after(delay: number, run: () => void): () => void {
    const alarm = { time: now + delay, run };
    alarms.add(alarm);
    return () => void alarms.delete(alarm);
  }

  async function runAll(): Promise<void> {
    await settle();
    for (let next = earliest(alarms); next !== null; next = earliest(alarms)) {
      alarms.delete(next);
      now = Math.max(now, next.time);
      next.run();
      await settle();
    }
  }

  return {
    now: () => now,
    after,
    runAll,
    async pass(milliseconds, jump = false) {
      const passed = new Promise<void>((resolve) => after(milliseconds, resolve));
      if (jump) await runAll();
      await passed;
    },
  };
}

function earliest(alarms: ReadonlySet<Alarm>): Alarm | null {
  let first: Alarm | null = null;
  for (const alarm of alarms) if (first === null || alarm.time < first.time) first = alarm;
  return first;
}

/** Lets everything run that waits for no time. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
