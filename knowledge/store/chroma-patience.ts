import { ExponentialBackoff, handleWhen, retry } from 'cockatiel';

/** Runs work on a Chroma server, again where that may help. @throws what {@link explainChroma} makes of the last error */
export type RunOnChroma = <T>(work: () => Promise<T>, signal: AbortSignal) => Promise<T>;

/** How often and after how many milliseconds it is tried again. */
export interface Patience {
  readonly retries: number;
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
}

/** A question waits a second and a half: long enough for an index that is just being written. */
export const BRIEF: Patience = { retries: 4, firstWaitMs: 100, longestWaitMs: 800 };
/** A writing waits a quarter of a minute: long enough for a server that starts again. */
export const PATIENT: Patience = { retries: 8, firstWaitMs: 200, longestWaitMs: 3000 };

const UNREACHED = 'ChromaConnectionError';
/** What must not be done twice. */
export const ONCE: Patience = { retries: 0, firstWaitMs: 1, longestWaitMs: 1 };
/** Classes of the client's errors that may be gone at the next try, by name: the client itself is loaded when it is needed. */
const PASSING: ReadonlySet<string> = new Set([
  UNREACHED,
  'ChromaServerError',
  'ChromaRateLimitError',
]);
const MOST_CHARACTERS = 300;

/** Makes a way to run work, all of which has to be harmless when it is done twice. */
export function runOnChroma(
  url: string,
  { retries, firstWaitMs, longestWaitMs }: Patience,
): RunOnChroma {
  const policy = retry(
    handleWhen(({ name }) => PASSING.has(name)),
    {
      maxAttempts: retries,
      backoff: new ExponentialBackoff({ initialDelay: firstWaitMs, maxDelay: longestWaitMs }),
    },
  );
  return async (work, signal) => {
    try {
      return await policy.execute(work, signal);
    } catch (error) {
      signal.throwIfAborted();
      throw explainChroma(error, url);
    }
  };
}

/** What is wrong with a server and what to do about it; errors that are not the server's stay as they are. */
export function explainChroma(error: unknown, url: string): unknown {
  if (!(error instanceof Error) || !PASSING.has(error.name)) return error;
  const said =
    error.name === UNREACHED
      ? `Chroma does not answer at ${url}. Start it (chroma run, or the service chroma of Compose), or correct CHROMA_URL; without CHROMA_URL knowledge is kept in the database of DATA_DIR.`
      : `Chroma at ${url} failed: ${error.message.slice(0, MOST_CHARACTERS)}. Try again; if it stays so, its own log says more.`;
  return new Error(said, { cause: error });
}
