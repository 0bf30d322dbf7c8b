import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { EmbeddingError } from './embedding-error.ts';
import { toUnitLength } from './unit-length.ts';

/** A model that makes vectors in this process. */
export interface OnnxModel {
  /** Vectors of length one, in the order of the texts. */
  embed(texts: readonly string[]): Promise<readonly Float32Array[]>;
}

/** What is used of `onnxruntime-node`, which people install themselves: its install script downloads binaries. */
interface Runtime {
  readonly InferenceSession: { create(file: string): Promise<Session> };
  readonly Tensor: new (type: 'int64', data: BigInt64Array, dims: readonly number[]) => unknown;
}

interface Session {
  readonly inputNames: readonly string[];
  readonly outputNames: readonly string[];
  run(feeds: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, Output>>>;
}

interface Output {
  /** `[texts, tokens, numbers]`, or `[texts, numbers]` of a model that pools by itself. */
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** What is used of `@huggingface/tokenizers`, whose own types cannot be resolved by the rules of Node.js. */
interface Tokenizers {
  readonly Tokenizer: new (
    tokenizer: object,
    settings: object,
  ) => { encode(text: string): { readonly ids: readonly number[] } };
}

/** Texts as tokens, padded to one length with zeros; `mask` is 1 where a token stands. */
interface Batch {
  readonly count: number;
  readonly length: number;
  readonly ids: BigInt64Array;
  readonly mask: BigInt64Array;
}

type Tokenize = (text: string) => readonly number[];
type Pooling = 'mean' | 'first';

const RUNTIME = 'onnxruntime-node';
const POOLING = Type.Object({ pooling_mode_cls_token: Type.Optional(Type.Boolean()) });
const LIMITS = Type.Object({ max_seq_length: Type.Optional(Type.Integer({ minimum: 8 })) });
/** Tokens of a text that are read where the model does not say. */
const MOST_TOKENS = 512;
/** Texts of one run; more hold the memory of all of them at once. */
const BATCH = 16;

/**
 * Opens a sentence-embedding model as it is exported for ONNX Runtime: `model.onnx`, `tokenizer.json`, and, as
 * sentence-transformers writes them, `tokenizer_config.json`, `sentence_bert_config.json` and `1_Pooling/config.json`.
 * @throws EmbeddingError that says what is missing
 */
export async function openOnnxModel(folder: string): Promise<OnnxModel> {
  const runtime = await loadRuntime();
  const tokenize = await openTokenizer(folder);
  const pooling = await poolingOf(folder);
  const session = await openSession(runtime, folder);
  const embedBatch = async (texts: readonly string[]): Promise<readonly Float32Array[]> => {
    const batch = batchOf(texts.map(tokenize));
    return vectorsOf(await runModel(session, { runtime, batch }), { batch, pooling });
  };
  return {
    async embed(texts) {
      const vectors: Float32Array[] = [];
      for (let start = 0; start < texts.length; start += BATCH)
        vectors.push(...(await embedBatch(texts.slice(start, start + BATCH))));
      return vectors;
    },
  };
}

async function loadRuntime(): Promise<Runtime> {
  try {
    return (await import(RUNTIME)) as Runtime;
  } catch (cause) {
    throw new EmbeddingError(
      'failed',
      `XOPS_EMBEDDING_ONNX_FOLDER needs ${RUNTIME}, which is not installed. Run ONNXRUNTIME_NODE_INSTALL=skip npm install --no-save ${RUNTIME}@1.30.0.`,
      { cause },
    );
  }
}

async function openSession({ InferenceSession }: Runtime, folder: string): Promise<Session> {
  const file = path.join(folder, 'model.onnx');
  try {
    return await InferenceSession.create(file);
  } catch (cause) {
    throw new EmbeddingError('failed', `${file} cannot be opened as a model of ONNX.`, { cause });
  }
}

async function openTokenizer(folder: string): Promise<Tokenize> {
  const { Tokenizer } = (await import('@huggingface/tokenizers')) as unknown as Tokenizers;
  const file = path.join(folder, 'tokenizer.json');
  const settings = await readJson(path.join(folder, 'tokenizer_config.json'));
  const { max_seq_length: most = MOST_TOKENS } = Value.Parse(
    LIMITS,
    await readJson(path.join(folder, 'sentence_bert_config.json')),
  );
  try {
    const tokenizer = new Tokenizer(JSON.parse(await readFile(file, 'utf8')) as object, settings);
    return (text) => shorten(tokenizer.encode(text).ids, most);
  } catch (cause) {
    throw new EmbeddingError('failed', `${file} cannot be read as a tokenizer.`, { cause });
  }
}

/** The last token, which ends a text, stays. */
function shorten(ids: readonly number[], most: number): readonly number[] {
  return ids.length <= most ? ids : [...ids.slice(0, most - 1), ...ids.slice(-1)];
}

async function poolingOf(folder: string): Promise<Pooling> {
  const settings = await readJson(path.join(folder, '1_Pooling', 'config.json'));
  return Value.Parse(POOLING, settings).pooling_mode_cls_token === true ? 'first' : 'mean';
}

/** An empty object where there is no such file, or no JSON object in it. */
async function readJson(file: string): Promise<object> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function batchOf(texts: readonly (readonly number[])[]): Batch {
  const length = Math.max(1, ...texts.map((ids) => ids.length));
  const ids = new BigInt64Array(texts.length * length);
  const mask = new BigInt64Array(texts.length * length);
  for (const [row, tokens] of texts.entries()) {
    for (const [at, token] of tokens.entries()) {
      ids[row * length + at] = BigInt(token);
      mask[row * length + at] = 1n;
    }
  }
  return { count: texts.length, length, ids, mask };
}

async function runModel(
  session: Session,
  { runtime, batch }: { readonly runtime: Runtime; readonly batch: Batch },
): Promise<Output> {
  const { count, length, ids, mask } = batch;
  const data: Readonly<Record<string, BigInt64Array>> = { input_ids: ids, attention_mask: mask };
  const feeds = Object.fromEntries(
    session.inputNames.map((name) => {
      const numbers = data[name] ?? new BigInt64Array(ids.length);
      return [name, new runtime.Tensor('int64', numbers, [count, length])];
    }),
  );
  const outputs = await session.run(feeds);
  const name = session.outputNames.find((each) => each === 'sentence_embedding');
  const output = outputs[name ?? session.outputNames[0] ?? ''];
  if (output === undefined) throw new EmbeddingError('failed', 'The model of ONNX gives nothing.');
  return output;
}

function vectorsOf(
  { dims, data }: Output,
  { batch, pooling }: { readonly batch: Batch; readonly pooling: Pooling },
): readonly Float32Array[] {
  const width = dims.at(-1) ?? 0;
  const rows = Array.from({ length: batch.count }, (_, row) => row);
  if (dims.length === 2)
    return rows.map((row) => ofUnitLength(data.slice(row * width, (row + 1) * width)));
  const size = batch.length * width;
  return rows.map((row) => {
    const tokens = data.subarray(row * size, (row + 1) * size);
    const pooled =
      pooling === 'first' ? tokens.slice(0, width) : sumOf(tokens, { row, batch, width });
    return ofUnitLength(pooled);
  });
}

/** Sum over the tokens of a text: brought to length one, it is their mean. */
function sumOf(
  tokens: Float32Array,
  { row, batch, width }: { readonly row: number; readonly batch: Batch; readonly width: number },
): Float32Array {
  const sum = new Float32Array(width);
  for (let at = 0; at < batch.length; at += 1) {
    if (batch.mask[row * batch.length + at] === 0n) continue;
    for (let number = 0; number < width; number += 1)
      sum[number] = (sum[number] ?? 0) + (tokens[at * width + number] ?? 0);
  }
  return sum;
}

function ofUnitLength(pooled: Float32Array): Float32Array {
  const vector = toUnitLength(pooled);
  if (vector === null)
    throw new EmbeddingError('failed', 'A vector of the model of ONNX has no length.');
  return vector;
}
