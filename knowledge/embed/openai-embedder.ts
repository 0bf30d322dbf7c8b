import { createHash } from 'node:crypto';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Embedder } from '../../pipeline-server/contracts/knowledge.ts';
import { EmbeddingError } from './embedding-error.ts';
import { toUnitLength } from './unit-length.ts';

/** Where vectors are made, and how it is reached. */
export interface OpenAiEmbedderOptions {
  /** With `/v1`. */
  readonly baseUrl: string;
  readonly apiKey: string | null;
  readonly model: string;
  readonly dimensions: number;
  readonly place: Embedder['place'];
  readonly maximumClass: Embedder['maximumClass'];
  /** Most texts of one request. */
  readonly batchSize: number;
  /** Time that one request has. */
  readonly timeoutMs: number;
  /** Opens connections to that server only. */
  readonly fetch: typeof globalThis.fetch;
}

const ANSWER = Compile(
  Type.Object({
    data: Type.Array(
      Type.Object({
        index: Type.Optional(Type.Integer({ minimum: 0 })),
        embedding: Type.Array(Type.Number()),
      }),
    ),
  }),
);

/**
 * Vectors by `POST /embeddings` of the OpenAI API, as Ollama, vLLM, LiteLLM and others speak it. Vectors are brought to length
 * one, whatever the server gives.
 */
export function createOpenAiEmbedder(options: OpenAiEmbedderOptions): Embedder {
  const { batchSize, dimensions, place, maximumClass } = options;
  return {
    id: embedderId(options),
    dimensions,
    place,
    maximumClass,
    async embed(texts, signal) {
      const vectors: Float32Array[] = [];
      for (let start = 0; start < texts.length; start += batchSize) {
        vectors.push(...(await embedBatch(texts.slice(start, start + batchSize), options, signal)));
      }
      return vectors;
    },
  };
}

/** Two models never share one, however similar their names are. */
function embedderId({ model, dimensions }: OpenAiEmbedderOptions): string {
  const plain = model
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 60);
  const hash = createHash('sha256').update(model).digest('hex').slice(0, 8);
  return `openai-${plain}-${hash}-${dimensions}`.replaceAll(/-+/g, '-');
}

async function embedBatch(
  texts: readonly string[],
  options: OpenAiEmbedderOptions,
  signal: AbortSignal,
): Promise<readonly Float32Array[]> {
  const answer = await ask(texts, options, signal);
  if (!ANSWER.Check(answer)) throw failed(options, 'its answer is not in the shape of the API');
  const byIndex = new Map(answer.data.map((each, at) => [each.index ?? at, each.embedding]));
  return texts.map((_text, at) => {
    const numbers = byIndex.get(at);
    if (numbers === undefined)
      throw failed(options, `it made ${byIndex.size} vectors of ${texts.length} texts`);
    if (numbers.length !== options.dimensions)
      throw failed(
        options,
        `its vectors have ${numbers.length} dimensions, and the settings say ${options.dimensions}`,
      );
    const vector = toUnitLength(Float32Array.from(numbers));
    if (vector === null) throw failed(options, 'a vector has no length');
    return vector;
  });
}

async function ask(
  input: readonly string[],
  options: OpenAiEmbedderOptions,
  signal: AbortSignal,
): Promise<unknown> {
  const { baseUrl, apiKey, model, timeoutMs } = options;
  try {
    const answer = await options.fetch(`${baseUrl.replace(/\/+$/, '')}/embeddings`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(apiKey === null ? {} : { authorization: `Bearer ${apiKey}` }),
      },
      body: JSON.stringify({ model, input, encoding_format: 'float' }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    if (answer.status !== 200) {
      await answer.body?.cancel();
      throw failed(options, `it answered with status ${answer.status}`);
    }
    return await answer.json();
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof EmbeddingError) throw error;
    throw failed(options, reasonOf(error), error);
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'it took too long';
  if (error instanceof SyntaxError) return 'its answer is no JSON';
  return 'it cannot be reached';
}

function failed({ baseUrl, model }: OpenAiEmbedderOptions, reason: string, cause?: unknown) {
  return new EmbeddingError('failed', `No vectors of ${model} from ${baseUrl}: ${reason}.`, {
    cause,
  });
}
