import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.ts';

/** The key of the servers under measurement. */
export const BENCH_KEY = 'bench-key-of-this-machine-only';

/** A server in a process of its own. */
export interface MeasuredServer {
  readonly url: string;
  /** From the start of the process to the first good answer of its readiness route. */
  readonly startedMs: number;
  residentMiB(): number;
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 20_000;

/** Starts our server on the sample organisation, with the given user plugins by file name. */
export async function startOurServer(
  plugins: Readonly<Record<string, string>> = {},
): Promise<MeasuredServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'xops-bench-'));
  const pluginFolder = path.join(folder, 'plugins');
  mkdirSync(pluginFolder);
  for (const [file, source] of Object.entries(plugins)) {
    writeFileSync(path.join(pluginFolder, file), source);
  }
  const server = await startServer('../pipeline-server/main.js', {
    DATA_DIR: path.join(folder, 'data'),
    PIPELINES_DIR: pluginFolder,
    PIPELINES_API_KEY: BENCH_KEY,
    LOG_LEVEL: 'warn',
  });
  const stop = async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { ...server, stop };
}

/** Starts the bare Fastify server that ours is compared with. */
export function startBareServer(): Promise<MeasuredServer> {
  return startServer('./bare-server.js', {});
}

async function startServer(
  script: string,
  environment: Readonly<Record<string, string>>,
): Promise<MeasuredServer> {
  const port = await freePort();
  const startedAt = performance.now();
  const child = spawn(process.execPath, [fileURLToPath(new URL(script, import.meta.url))], {
    env: { ...environment, HOST: '127.0.0.1', PORT: String(port), PATH: process.env['PATH'] },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = () => stopProcess(child);
  try {
    await untilReady(`${url}/readyz`, child);
  } catch (error) {
    await stop();
    throw error;
  }
  const startedMs = performance.now() - startedAt;
  return { url, startedMs, stop, residentMiB: () => residentMiB(child) };
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  const deadline = performance.now() + START_TIMEOUT_MS;
  while (performance.now() < deadline && child.exitCode === null) {
    const ok = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return;
    await sleep(10);
  }
  throw new Error(`${url} did not become ready`);
}

/** Resident memory as Linux counts it (proc(5), VmRSS in kB). */
function residentMiB(child: ChildProcess): number {
  const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await exited;
  clearTimeout(timer);
}
