import type { CutFile } from '../knowledge/ingest/cut-document.ts';
import { MOST_CHARACTERS } from '../knowledge/parse/decode-text.ts';
import { DocumentError } from '../knowledge/parse/document-error.ts';
import type { CuttingOutcome, CuttingTask } from './document-worker.ts';
import {
  canRun,
  createWorkerPool,
  WorkerLimitError,
  type WorkerPool,
  type WorkerPoolOptions,
} from './worker-pool.ts';

/** Reads and cuts documents away from the thread that answers requests. */
export interface DocumentCutter {
  /** @throws DocumentError, also when it takes too long, too much memory, or too many wait. */
  readonly cut: CutFile;
  /** Ends the threads, and what they work on. */
  readonly close: () => Promise<void>;
}

const DEFAULTS: WorkerPoolOptions = {
  worker: new URL('./document-worker.js', import.meta.url),
  timeoutMs: 20_000,
  memoryMb: 512,
};

/** Texts that are cut in less time than it takes to hand them over, also where each line is a heading or a step. */
const MOST_BYTES_HERE = 16 * 2 ** 10;
const MOST_LINES_HERE = 400;
const LINE_END = 0x0a;
/** More bytes than any text has that is not too long: three make a character of UTF-16 at most. */
const MOST_BYTES_OF_TEXT = 3 * MOST_CHARACTERS;
const TEXT = /\.(?:md|markdown|txt|text|csv|tsv|html?)$/i;
/** What unpacks to more than its bytes, or nests, is never read here. */
const PLAIN = /\.(?:md|markdown|txt|text|csv|tsv)$/i;

/** Makes the cutter; threads are started with the first large document and end when they were idle for half a minute. */
export function createDocumentCutter(changes: Partial<WorkerPoolOptions> = {}): DocumentCutter {
  const options = { ...DEFAULTS, ...changes };
  if (!canRun(options.worker)) return { cut: cutHere, close: () => Promise.resolve() };
  const pool = createWorkerPool<CuttingTask, CuttingOutcome>(options);
  return {
    async cut(path, bytes) {
      if (isSmall(path, bytes) || isTooLong(path, bytes)) return await cutHere(path, bytes);
      const outcome = await runIn(pool, { path, bytes }, options);
      if ('problem' in outcome) throw new DocumentError(outcome.problem);
      return outcome.document;
    },
    close: () => pool.close(),
  };
}

function isSmall(path: string, bytes: Uint8Array): boolean {
  if (bytes.length > MOST_BYTES_HERE || !PLAIN.test(path)) return false;
  return bytes.reduce((lines, byte) => lines + Number(byte === LINE_END), 0) <= MOST_LINES_HERE;
}

/** It is refused as soon as it is decoded, so there is no need for a copy in another thread. */
function isTooLong(path: string, bytes: Uint8Array): boolean {
  return bytes.length > MOST_BYTES_OF_TEXT && TEXT.test(path);
}

/** Parsers are loaded with the first document. */
const cutHere: CutFile = async (path, bytes) => {
  const { cutHere: cut } = await import('./document-worker.ts');
  return await cut(path, bytes);
};

async function runIn(
  pool: WorkerPool<CuttingTask, CuttingOutcome>,
  task: CuttingTask,
  { timeoutMs, memoryMb }: WorkerPoolOptions,
): Promise<CuttingOutcome> {
  try {
    return await pool.run(task, new AbortController().signal);
  } catch (error) {
    if (!(error instanceof WorkerLimitError)) throw error;
    const said = {
      time: `It cannot be read within ${timeoutMs / 1000} s. Split it, or save it in a simpler format.`,
      memory: `Reading it takes more than ${memoryMb} MiB of memory. Split it, or save it in a simpler format.`,
      queue: 'Too many documents are being read. Try it again in a moment.',
    };
    throw new DocumentError(said[error.limit], { cause: error });
  }
}
