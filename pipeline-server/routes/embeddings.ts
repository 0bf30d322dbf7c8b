import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { InvalidBody, problemsOf } from '../engine/body-problems.ts';
import { XopsError, xopsError } from '../errors.ts';
import { connectionSignal, type Exchange } from './request-context.ts';
import { sendInvalidBody } from './send-failure.ts';

/** Makes vectors and scores texts, so many at a time. Errors are those of the catalogue. */
export interface VectorDoor {
  /** The embedder's id and the length of its vectors: the model that callers name. */
  model(): Promise<{ readonly id: string; readonly dimensions: number }>;
  embed(texts: readonly string[], signal: AbortSignal): Promise<readonly Float32Array[]>;
  /** 0 to 1, in the order of the texts. */
  rerank(
    question: string,
    texts: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly number[]>;
}

/** As many as OpenAI takes. */
const MOST_TEXTS = 2048;
const MOST_DOCUMENTS = 1000;

const TEXT = Type.String({ minLength: 1, maxLength: 200_000 });

const EMBEDDING_BODY = Compile(
  Type.Object({
    model: Type.String(),
    input: Type.Union([TEXT, Type.Array(TEXT, { minItems: 1, maxItems: MOST_TEXTS })]),
    encoding_format: Type.Optional(Type.Enum(['float', 'base64'])),
    dimensions: Type.Optional(Type.Integer()),
  }),
);

const DOCUMENT = Type.String({ maxLength: 200_000 });

const RERANK_BODY = Compile(
  Type.Object({
    model: Type.Optional(Type.String()),
    query: TEXT,
    documents: Type.Array(Type.Union([DOCUMENT, Type.Object({ text: DOCUMENT })]), {
      minItems: 1,
      maxItems: MOST_DOCUMENTS,
    }),
    top_n: Type.Optional(Type.Union([Type.Null(), Type.Integer({ minimum: 1 })])),
  }),
);

/**
 * `POST /embeddings` in OpenAI's shape and `POST /rerank` in that of Cohere and Jina, as Open WebUI 0.12 calls both
 * (`retrieval/utils.py`, `retrieval/models/external.py`). Every document has its entry unless `top_n` asks for fewer.
 */
export function embeddingRoutes(door: VectorDoor): FastifyPluginAsyncTypebox {
  const config = { scope: 'chat-or-tools' as const };
  return async (app) => {
    app.post('/embeddings', { config }, (request, reply) =>
      answer({ request, reply }, () => embed({ request, reply }, door)),
    );
    app.post('/rerank', { config }, (request, reply) =>
      answer({ request, reply }, () => rerank({ request, reply }, door)),
    );
  };
}

async function answer({ reply }: Exchange, work: () => Promise<object>) {
  try {
    return await reply.send(await work());
  } catch (error) {
    if (error instanceof InvalidBody) return sendInvalidBody(reply, error);
    if (error instanceof XopsError && error.code === 'XOPS_EMBEDDING_BUSY')
      reply.header('retry-after', '1');
    throw error;
  }
}

async function embed({ request, reply }: Exchange, door: VectorDoor): Promise<object> {
  const { body } = request;
  if (!EMBEDDING_BODY.Check(body)) throw new InvalidBody(problemsOf(EMBEDDING_BODY.Errors(body)));
  const { id, dimensions } = await door.model();
  if (body.model !== id) throw xopsError('XOPS_EMBEDDING_MODEL', { model: body.model, known: id });
  if (body.dimensions !== undefined && body.dimensions !== dimensions)
    throw xopsError('XOPS_BAD_REQUEST', {
      reason: `${id} makes vectors of ${dimensions} dimensions`,
    });
  const texts = typeof body.input === 'string' ? [body.input] : body.input;
  const vectors = await door.embed(texts, connectionSignal(reply));
  const encode = body.encoding_format === 'base64' ? toBase64 : toNumbers;
  const words = texts.reduce((sum, text) => sum + countWords(text), 0);
  return {
    object: 'list',
    data: vectors.map((each, index) => ({ object: 'embedding', index, embedding: encode(each) })),
    model: id,
    // Words: there is no tokenizer, and nobody is billed by them.
    usage: { prompt_tokens: words, total_tokens: words },
  };
}

function toNumbers(vector: Float32Array): readonly number[] {
  return Array.from(vector);
}

/** Single precision, little-endian, as OpenAI's clients read them. */
function toBase64({ buffer, byteOffset, byteLength }: Float32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}

function countWords(text: string): number {
  return text.match(/\S+/g)?.length ?? 0;
}

async function rerank({ request, reply }: Exchange, door: VectorDoor): Promise<object> {
  const { body } = request;
  if (!RERANK_BODY.Check(body)) throw new InvalidBody(problemsOf(RERANK_BODY.Errors(body)));
  const texts = body.documents.map((each) => (typeof each === 'string' ? each : each.text));
  const scores = await door.rerank(body.query, texts, connectionSignal(reply));
  const results = scores
    .map((relevance_score, index) => ({ index, relevance_score }))
    .toSorted((a, b) => b.relevance_score - a.relevance_score || a.index - b.index);
  return {
    model: body.model ?? RERANK_MODEL,
    results: results.slice(0, body.top_n ?? texts.length),
  };
}

/** Named in answers to those who name none. */
const RERANK_MODEL = 'bm25-hash-1024-1';
