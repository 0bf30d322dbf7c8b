import type { ChatBody } from './chat.ts';
import type { ModelEvent } from './models.ts';

/** Masks one answer. */
export interface AnswerMask {
  mask(events: AsyncIterable<ModelEvent>): AsyncIterable<ModelEvent>;
  /** How many values were masked so far, by kind. */
  masked(): Readonly<Record<string, number>>;
}

/** Makes the mask of an answer to a request, as the person sent it. */
export type MaskAnswer = (body: ChatBody) => Promise<AnswerMask>;
