import type { ModelEvent } from '../../contracts/models.ts';
import { rewriteStream, type TextRewriter } from '../rewrite-stream.ts';
import { begunToken, tokenPattern } from './token-grammar.ts';

/** How an answer is restored. */
interface RestoreOptions {
  /** The value that a token stands for; undefined when it is none of this chat: a model made it up. */
  readonly valueOf: (token: string) => string | undefined;
  /** True when the text of the answer is JSON. */
  readonly isJson: boolean;
}

/** Puts values back into an answer. At most the beginning of a token is held back until the next piece. */
export function restoreStream(
  events: AsyncIterable<ModelEvent>,
  { valueOf, isJson }: RestoreOptions,
): AsyncIterable<ModelEvent> {
  return rewriteStream(events, (type) =>
    createRestorer({ valueOf, isJson: type === 'tool-call' || (type === 'text' && isJson) }),
  );
}

/** Makes a restorer. In JSON, values are written as JSON writes them within a string. */
function createRestorer({ valueOf, isJson }: RestoreOptions): TextRewriter {
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
