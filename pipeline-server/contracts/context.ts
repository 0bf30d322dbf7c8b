import type { Principal } from './principal.ts';

/** A structured logger; `pino` satisfies it. Fields come first, so that no value is ever built into text. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** The time, handed in so that tests own it. */
export interface Clock {
  now(): Date;
}

/** The background tasks of Open WebUI 0.12 (`constants.py`, `TASKS`), which reach a model as plain chats. */
export const TASKS = [
  'title_generation',
  'follow_up_generation',
  'tags_generation',
  'emoji_generation',
  'query_generation',
  'image_prompt_generation',
  'autocomplete_generation',
  'function_calling',
  'moa_response_generation',
  'memory_review',
  'context_compaction',
] as const;

/** The name of one of Open WebUI's background tasks. */
export type Task = (typeof TASKS)[number];

/** What every hook of a plugin is told about the request it serves. */
export interface RequestContext {
  readonly principal: Principal;
  /** Unique per HTTP request; also in the response header `x-request-id` and in every log line. */
  readonly requestId: string;
  /** Open WebUI's chat id (`{{CHAT_ID}}` header or `metadata.chat_id`), or null for a bare API caller. */
  readonly chatId: string | null;
  readonly messageId: string | null;
  /** Set when this is one of Open WebUI's background tasks and not a question of a person. */
  readonly task: Task | null;
  /** Aborted when the client goes away or the deadline passes; reaches every call made on its behalf. */
  readonly signal: AbortSignal;
  readonly log: Logger;
  readonly clock: Clock;
}
