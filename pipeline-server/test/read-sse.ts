/** The messages of an event stream, as a client reads them. */
export interface EventStream {
  /** JSON of each `data:` line, and the text `[DONE]`. */
  readonly payloads: readonly unknown[];
  /** Lines that clients ignore. */
  readonly comments: readonly string[];
}

/**
 * Reads a whole event stream.
 * @throws when it is not made of complete messages, each one `data:` line or one comment.
 */
export function readSse(text: string): EventStream {
  if (!text.endsWith('\n\n')) throw new Error(`the stream ends in the middle: ${text.slice(-80)}`);
  const messages = text.slice(0, -2).split('\n\n');
  const comments = messages.filter((message) => message.startsWith(':'));
  const payloads = messages.filter((message) => !message.startsWith(':')).map(payloadOf);
  return { payloads, comments };
}

/** The text of an answer: its content deltas, joined. */
export function contentOf({ payloads }: EventStream): string {
  return payloads.map(contentOfChunk).join('');
}

function payloadOf(message: string): unknown {
  const [, data] = /^data: ([^\n]*)$/.exec(message) ?? [];
  if (data === undefined) throw new Error(`not one data line: ${message}`);
  return data === '[DONE]' ? data : JSON.parse(data);
}

interface Chunk {
  readonly choices?: readonly { readonly delta?: { readonly content?: string } }[];
}

function contentOfChunk(payload: unknown): string {
  const { choices } = payload as Chunk;
  return choices?.[0]?.delta?.content ?? '';
}
