/** One content part of a message (OpenAI Chat Completions). Unknown part types are kept as they are. */
export interface ContentPart {
  readonly type: string;
  readonly text?: string;
  readonly [key: string]: unknown;
}

/** One message. `content` is null on an assistant message that only calls tools. */
export interface ChatMessage {
  readonly role: string;
  readonly content?: string | readonly ContentPart[] | null;
  readonly [key: string]: unknown;
}

/** The body of a chat completion request; keys that we do not know are kept. */
export interface ChatBody {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly stream?: boolean;
  readonly [key: string]: unknown;
}

/** Tokens of a completion in OpenAI's names; zero where no model was called. */
export interface Usage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
}

/**
 * The events of Open WebUI that a plugin may send. `execute` (JavaScript in the user's browser), dialogs and
 * message rewriting are left out on purpose: an event of another type is dropped and logged.
 */
export const EVENT_TYPES = [
  'status',
  'source',
  'citation',
  'files',
  'embeds',
  'notification',
  'chat:title',
  'chat:tags',
] as const;

/** The type of an event that may reach Open WebUI. */
export type EventType = (typeof EVENT_TYPES)[number];

/** An event for Open WebUI's interface, sent as `data: {"event": …}` (Open WebUI 0.12, `middleware.py`). */
export interface ChatEvent {
  readonly type: EventType;
  /** An object, but for `chat:title` (a text) and `chat:tags` (a list). */
  readonly data: Readonly<Record<string, unknown>> | readonly unknown[] | string;
}

/** Why a completion ended, in OpenAI's words. */
export type FinishReason = 'stop' | 'length' | 'tool_calls' | 'content_filter';

/** One part of an answer, in the order in which it is written to the client. */
export type Part =
  | { readonly type: 'text-delta'; readonly text: string }
  | { readonly type: 'reasoning-delta'; readonly text: string }
  | { readonly type: 'event'; readonly event: ChatEvent }
  /** A ready OpenAI chunk (`choices`, `usage` or `error`), for pipes that proxy another server. */
  | { readonly type: 'chunk'; readonly chunk: Readonly<Record<string, unknown>> }
  | { readonly type: 'usage'; readonly usage: Usage }
  | { readonly type: 'finish'; readonly reason: FinishReason };

/** Text of a message, image parts and other non-text parts left out. */
export function messageText(message: ChatMessage): string {
  const { content } = message;
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  const parts: readonly ContentPart[] = content;
  return parts
    .filter((part) => part.type === 'text')
    .map((part) => part.text ?? '')
    .join('\n');
}

/** Text of the last message of the user, or an empty string when there is none. */
export function lastUserText(messages: readonly ChatMessage[]): string {
  const last = messages.findLast((message) => message.role === 'user');
  return last === undefined ? '' : messageText(last);
}
