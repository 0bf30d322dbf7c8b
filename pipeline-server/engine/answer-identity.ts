import { randomUUID } from 'node:crypto';
import type { Clock } from '../contracts/context.ts';

/** What every chunk of one answer has in common. */
export interface AnswerIdentity {
  readonly id: string;
  /** Seconds since the epoch. */
  readonly created: number;
  readonly model: string;
}

/** Gives an answer its id, in the reference server's form `{model}-{uuid}`. */
export function identifyAnswer(model: string, clock: Clock): AnswerIdentity {
  const created = Math.floor(clock.now().getTime() / 1_000);
  return { id: `${model}-${randomUUID()}`, created, model };
}
