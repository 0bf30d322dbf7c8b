import { createParser } from 'eventsource-parser';

/** An event larger than this is no chunk of a chat. Characters. */
const LONGEST_EVENT = 16 * 1024 * 1024;

/**
 * Reads the data of server-sent events from bytes, whatever the pieces in which they arrive.
 * @throws TypeError when the bytes are no UTF-8, also when the stream ends within a character; RangeError when an event does not end.
 */
export async function* readEventData(
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<readonly string[], void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let ready: string[] = [];
  const parser = createParser({
    maxBufferSize: LONGEST_EVENT,
    onEvent: ({ data }) => ready.push(data),
    onError: (error) => {
      if (error.type === 'max-buffer-size-exceeded') throw new RangeError('An event is too long.');
    },
  });
  for await (const piece of bytes) {
    parser.feed(decoder.decode(piece, { stream: true }));
    if (ready.length === 0) continue;
    const batch = ready;
    ready = [];
    yield batch;
  }
  decoder.decode();
}
