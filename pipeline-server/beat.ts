import type { Logger } from './contracts/context.ts';

/** What is done again and again. */
interface BeatOptions {
  readonly work: () => Promise<void>;
  readonly everyMs: number;
  readonly log: Logger;
  /** What is logged where it fails; it goes on with the next beat. */
  readonly failure: string;
}

/** Does something again and again, one at a time, and soon after it is asked for. */
export interface Beat {
  start(): void;
  soon(): void;
  stop(): Promise<void>;
}

const SOON_MS = 20;

/** Makes a beat that has not begun. */
export function createBeat({ work, everyMs, log, failure }: BeatOptions): Beat {
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> | null = null;
  let state: 'idle' | 'started' | 'stopped' = 'idle';
  let wanted = false;

  function plan(ms: number): void {
    if (state !== 'started') return;
    if (timer !== null) clearTimeout(timer);
    timer = setTimeout(begin, ms).unref();
  }

  function begin(): void {
    wanted = false;
    running = work()
      .catch((err: unknown) => log.error({ err }, failure))
      .then(() => {
        running = null;
        plan(wanted ? SOON_MS : everyMs);
      });
  }

  return {
    start() {
      state = 'started';
      plan(SOON_MS);
    },
    soon() {
      wanted = true;
      if (running === null) plan(SOON_MS);
    },
    async stop() {
      state = 'stopped';
      if (timer !== null) clearTimeout(timer);
      await running;
    },
  };
}
