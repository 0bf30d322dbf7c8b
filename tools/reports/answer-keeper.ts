import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Logger } from '../../pipeline-server/contracts/context.ts';
import type { AnswerKeeper } from '../../pipeline-server/contracts/reports.ts';
import type { EvidenceStore } from './evidence-store.ts';
import { holdsSecret } from './holds-secret.ts';

/** What answers are kept with. */
export interface AnswerKeeperOptions {
  readonly store: EvidenceStore;
  readonly log: Logger;
  /** Deletes what is too old or too much; resolves to the bytes that may still be written. */
  readonly makeRoom: () => Promise<number>;
  /** Characters that may wait to be written, 32 Mi unless given. */
  readonly mostWaiting?: number;
}

const MOST_WAITING = 32 * 1024 * 1024;

/** Why answers were not kept, and how many. */
interface Left {
  waiting: number;
  full: number;
  secret: number;
}

/** Keeps answers one after the other, while nobody waits for it. What does not fit is left out and counted in the log. */
export function createAnswerKeeper(options: AnswerKeeperOptions): AnswerKeeper {
  const { log, mostWaiting = MOST_WAITING } = options;
  const waiting = new Map<string, string>();
  const left: Left = { waiting: 0, full: 0, secret: 0 };
  const keepOne = createWriter(options, left);
  let characters = 0;
  let running: Promise<void> | null = null;

  async function drain(): Promise<void> {
    for (;;) {
      await nextTurn();
      const [next] = waiting;
      if (next === undefined) break;
      waiting.delete(next[0]);
      characters -= next[1].length;
      await keepOne(next[1]);
    }
    running = null;
    report(left, log);
  }

  return {
    keep(id, json) {
      if (waiting.has(id)) return;
      if (characters + json.length > mostWaiting) {
        left.waiting += 1;
        return;
      }
      waiting.set(id, json);
      characters += json.length;
      running ??= drain();
    },
    settle: async () => void (await running),
  };
}

/** Writes while there is room; room is looked for again when it is used up, and then only from time to time. */
function createWriter({ store, log, makeRoom }: AnswerKeeperOptions, left: Left) {
  let room = 0;
  let skip = 0;
  async function hasRoom(bytes: number): Promise<boolean> {
    if (room < bytes && skip === 0) {
      room = await makeRoom();
      skip = room < bytes ? SKIPPED_WHEN_FULL : 0;
    }
    skip = Math.max(0, skip - 1);
    return room >= bytes;
  }
  return async (json: string): Promise<void> => {
    try {
      if (holdsSecret(json)) left.secret += 1;
      else if (await hasRoom(json.length)) {
        await store.keep(json);
        room -= json.length;
      } else left.full += 1;
    } catch (error) {
      log.error({ err: error }, 'an answer of AWS could not be kept as evidence');
    }
  };
}

/** Answers that are left out before room is looked for again: looking through everything takes its time. */
const SKIPPED_WHEN_FULL = 500;

function report(left: Left, log: Logger): void {
  if (left.waiting + left.full > 0) {
    log.warn({ ...left }, 'answers of AWS were not kept as evidence: too many at once, or no room');
  } else if (left.secret > 0) {
    log.info({ ...left }, 'answers that may hold a secret were not kept as evidence');
  }
  Object.assign(left, { waiting: 0, full: 0, secret: 0 });
}
