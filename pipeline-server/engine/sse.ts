import type { Part } from '../contracts/chat.ts';
import type { AnswerIdentity } from './answer-identity.ts';
import { createChunkWriter, sseMessage } from './chunk-writer.ts';
import type { Failure } from './failure.ts';
import { HEARTBEAT, withHeartbeats } from './interruption.ts';
import { isJsonObject, type JsonObject } from './json-object.ts';

/** How an answer is written as server-sent events. */
export interface SseOptions {
  readonly identity: AnswerIdentity;
  /** Milliseconds of silence after which a comment keeps proxies from closing the connection. */
  readonly heartbeatMs: number;
  /** Whether usage comes in a chunk of its own (`stream_options.include_usage`), else it is in the last chunk. */
  readonly separateUsage: boolean;
  /** Words a failure for the client; called once, so it may log. */
  readonly describe: (error: unknown) => Failure;
}

/**
 * Writes parts as OpenAI chunks and Open WebUI events, each yield one or more whole SSE messages. A failure before anything was
 * written is thrown, so that it can become an HTTP status; a later one is written as an error, and the stream still ends properly.
 */
export async function* encodeSse(
  parts: AsyncIterable<Part>,
  options: SseOptions,
): AsyncGenerator<string, void> {
  const writer = createChunkWriter(options.identity, options.separateUsage);
  let begun = false;
  try {
    for await (const part of withHeartbeats(parts, options.heartbeatMs)) {
      const written = part === HEARTBEAT ? ': ping\n\n' : writer.part(part);
      if (written === '') continue;
      begun = true;
      yield written;
    }
  } catch (error) {
    if (!begun) throw error;
    const { message, code } = options.describe(error);
    yield sseMessage({ error: { message, code } });
  }
  yield writer.end();
}

/** Whether the body asks for usage in a chunk of its own. */
export function wantsUsageChunk(body: JsonObject): boolean {
  const options = body['stream_options'];
  return isJsonObject(options) && options['include_usage'] === true;
}
