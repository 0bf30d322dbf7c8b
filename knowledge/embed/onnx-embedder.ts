import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Tinypool } from 'tinypool';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Embedder } from '../../pipeline-server/contracts/knowledge.ts';
import { EmbeddingError } from './embedding-error.ts';
import embedHere, { type EmbeddingTask } from './onnx-worker.ts';

/** An embedder that has a thread to end. */
export interface OnnxEmbedder extends Embedder {
  close(): Promise<void>;
}

const WORKER = new URL('./onnx-worker.js', import.meta.url);
const IDLE_MS = 300_000;
/** Texts that a question's own text waits for at the most. */
const TASK = 64;
const CONFIG = Type.Object({ hidden_size: Type.Integer({ minimum: 8, maximum: 8192 }) });

/**
 * Vectors of a sentence-embedding model in a folder (`model.onnx`, `tokenizer.json`, `config.json`), made in a thread of this
 * process. No text leaves it.
 * @throws EmbeddingError when the folder holds no model
 */
export async function createOnnxEmbedder(folder: string): Promise<OnnxEmbedder> {
  const dimensions = await dimensionsOf(folder);
  const id = `onnx-${plainName(folder)}-${await hashOfModel(folder)}-${dimensions}`;
  // The source tree, which tests run from, has no module that a thread could load.
  const pool = existsSync(WORKER) ? startPool() : null;
  const run = async (task: EmbeddingTask, signal: AbortSignal) =>
    pool === null ? await embedHere(task) : await runIn(pool, task, signal);
  return {
    id,
    dimensions,
    place: 'local',
    maximumClass: 'RESTRICTED',
    async embed(texts, signal) {
      const vectors: Float32Array[] = [];
      for (let start = 0; start < texts.length; start += TASK) {
        signal.throwIfAborted();
        vectors.push(...(await run({ folder, texts: texts.slice(start, start + TASK) }, signal)));
      }
      return vectors;
    },
    close: async () => await pool?.destroy(),
  };
}

/** What a thread throws comes back as a plain error. */
async function runIn(
  pool: Tinypool,
  task: EmbeddingTask,
  signal: AbortSignal,
): Promise<readonly Float32Array[]> {
  try {
    return (await pool.run(task, { signal })) as readonly Float32Array[];
  } catch (cause) {
    signal.throwIfAborted();
    const reason = cause instanceof Error ? cause.message : 'the thread ended';
    throw new EmbeddingError('failed', reason, { cause });
  }
}

/** One thread: the runtime spreads a run over the processors by itself. */
function startPool(): Tinypool {
  return new Tinypool({
    filename: WORKER.href,
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: IDLE_MS,
  });
}

async function dimensionsOf(folder: string): Promise<number> {
  const file = path.join(folder, 'config.json');
  try {
    return Value.Parse(CONFIG, JSON.parse(await readFile(file, 'utf8'))).hidden_size;
  } catch (cause) {
    throw noModel(folder, `${file} does not say its hidden_size`, cause);
  }
}

/** Another model in the same folder has vectors of its own. */
async function hashOfModel(folder: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path.join(folder, 'model.onnx')), hash);
  } catch (cause) {
    throw noModel(folder, 'model.onnx cannot be read', cause);
  }
  return hash.digest('hex').slice(0, 8);
}

function noModel(folder: string, reason: string, cause: unknown): EmbeddingError {
  return new EmbeddingError(
    'failed',
    `${folder} (XOPS_EMBEDDING_ONNX_FOLDER) holds no model: ${reason}.`,
    { cause },
  );
}

function plainName(folder: string): string {
  const plain = path
    .basename(path.resolve(folder))
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-');
  return plain.replaceAll(/^-|-$/g, '').slice(0, 40);
}
