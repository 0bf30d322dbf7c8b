import { Agent, request } from 'node:http';
import { parentPort } from 'node:worker_threads';
import type { Load, LoadResult } from './load.ts';

/** Runs one load at a time, as the main thread asks. */
parentPort?.on('message', (load: Load) => {
  void runLoad(load).then((result) => parentPort?.postMessage(result));
});

async function runLoad(load: Load): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: load.concurrency });
  const latenciesMs: number[] = [];
  const firstBytesMs: number[] = [];
  let failures = 0;
  let left = load.requests;
  const client = async () => {
    while (left-- > 0) {
      const startedAt = performance.now();
      const firstByteAt = await call(load, agent);
      if (firstByteAt === null) {
        failures += 1;
        continue;
      }
      latenciesMs.push(performance.now() - startedAt);
      firstBytesMs.push(firstByteAt - startedAt);
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: load.concurrency }, client));
  const elapsedMs = performance.now() - startedAt;
  agent.destroy();
  return { latenciesMs, firstBytesMs, failures, elapsedMs };
}

/** One request, read to its end; when its first byte came, or null when it failed. */
function call(load: Load, agent: Agent): Promise<number | null> {
  return new Promise((resolve) => {
    const headers = {
      ...load.headers,
      authorization: `Bearer ${load.key}`,
      ...(load.body === null
        ? {}
        : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(load.body) }),
    };
    const method = load.body === null ? 'GET' : 'POST';
    const outgoing = request(load.url, { method, headers, agent }, (response) => {
      let firstByteAt = 0;
      response.on('data', () => {
        if (firstByteAt === 0) firstByteAt = performance.now();
      });
      response.on('end', () => resolve(response.statusCode === 200 ? firstByteAt : null));
      response.on('error', () => resolve(null));
    });
    outgoing.on('error', () => resolve(null));
    outgoing.end(load.body ?? undefined);
  });
}
