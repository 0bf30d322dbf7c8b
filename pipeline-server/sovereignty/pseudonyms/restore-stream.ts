import type { ModelEvent } from '../../contracts/models.ts';
import { begunToken, tokenPattern } from './token-grammar.ts';

/** How an answer is restored. */
interface RestoreOptions {
  /** The value that a token stands for; undefined when it is none of this chat: a model made it up. */
  readonly valueOf: (token: string) => string | undefined;
  /** True when the text of the answer is JSON. */
  readonly isJson: boolean;
}

/**
 * Puts values back into an answer. At most the beginning of a token is held back until the next piece of the same channel
 * (text, reasoning, or the arguments of one call), and nothing beyond the end of the answer.
 */
export async function* restoreStream(
  events: AsyncIterable<ModelEvent>,
  options: RestoreOptions,
): AsyncGenerator<ModelEvent, void> {
  const channels = new Map<string, Channel>();
  for await (const event of events) {
    if (event.type === 'finish') yield* flush(channels);
    if (event.type === 'finish' || event.type === 'usage') yield event;
    else yield* restorePiece(channels, event, options);
  }
  yield* flush(channels);
}

type Piece = Exclude<ModelEvent, { type: 'finish' | 'usage' }>;

interface Channel {
  readonly restorer: Restorer;
  readonly last: Piece;
}

function* restorePiece(
  channels: Map<string, Channel>,
  event: Piece,
  options: RestoreOptions,
): Generator<ModelEvent, void> {
  const name = event.type === 'tool-call' ? `call ${event.index}` : event.type;
  const isJson = event.type === 'tool-call' || (event.type === 'text' && options.isJson);
  const restorer = channels.get(name)?.restorer ?? createRestorer({ ...options, isJson });
  channels.set(name, { restorer, last: event });
  const written = restorer.push(event.type === 'tool-call' ? event.arguments : event.text);
  const hasName = event.type === 'tool-call' && (event.id !== null || event.name !== null);
  if (written !== '' || hasName) yield withText(event, written);
}

/** What was held back, in the order in which the channels began. */
function* flush(channels: Map<string, Channel>): Generator<ModelEvent, void> {
  for (const { restorer, last } of channels.values()) {
    const rest = restorer.end();
    if (rest === '') continue;
    yield withText(last.type === 'tool-call' ? { ...last, id: null, name: null } : last, rest);
  }
  channels.clear();
}

function withText(event: Piece, text: string): ModelEvent {
  return event.type === 'tool-call' ? { ...event, arguments: text } : { ...event, text };
}

/** Restores one text that comes in pieces. */
interface Restorer {
  /** What can be shown of everything so far and was not yet. */
  push(piece: string): string;
  /** What is left. */
  end(): string;
}

/** Makes a restorer. In JSON, values are written as JSON writes them within a string. */
function createRestorer({ valueOf, isJson }: RestoreOptions): Restorer {
  let held = '';
  const restore = (text: string) =>
    text.replaceAll(tokenPattern(), (token) => {
      const value = valueOf(token);
      if (value === undefined) return token;
      return isJson ? JSON.stringify(value).slice(1, -1) : value;
    });
  return {
    push(piece) {
      const text = held + piece;
      const whole = begunToken(text);
      held = text.slice(whole);
      return restore(text.slice(0, whole));
    },
    end() {
      const rest = restore(held);
      held = '';
      return rest;
    },
  };
}
