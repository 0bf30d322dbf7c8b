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
  /** CPU time that the process has used since its start, in milliseconds. */
  cpuMs(): number;
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 20_000;

/** Starts our server on the sample organisation, with the given user plugins by file name. */
export async function startOurServer(
  plugins: Readonly<Record<string, string>> = {},
  environment: Readonly<Record<string, string>> = {},
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
    ...environment,
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

/** Starts a script of ours, which listens on the `PORT` it is given. */
export function startServer(
  script: string,
  environment: Readonly<Record<string, string>>,
): Promise<MeasuredServer> {
  const file = fileURLToPath(new URL(script, import.meta.url));
  return startCommand((port) => ({
    command: process.execPath,
    args: [file],
    environment: { ...environment, HOST: '127.0.0.1', PORT: String(port) },
    readyPath: '/readyz',
  }));
}

/** A server of anybody's. */
export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Answers 200 when the server is ready. */
  readonly readyPath: string;
  readonly timeoutMs?: number;
}

/** Starts a process and waits until it is ready. */
export async function startCommand(
  describe: (port: number) => ServerCommand,
): Promise<MeasuredServer> {
  const port = await freePort();
  const { command, args, environment, readyPath, timeoutMs } = describe(port);
  const startedAt = performance.now();
  const child = spawn(command, [...args], {
    env: { ...environment, PATH: process.env['PATH'] },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = () => stopProcess(child);
  try {
    await untilReady(url + readyPath, child, timeoutMs ?? START_TIMEOUT_MS);
  } catch (error) {
    await stop();
    throw error;
  }
  const startedMs = performance.now() - startedAt;
  const usage = { residentMiB: () => residentMiB(child), cpuMs: () => cpuMs(child) };
  return { url, startedMs, stop, ...usage };
}

async function untilReady(url: string, child: ChildProcess, timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs;
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

const TICK_MS = 10;

/** User and system time as Linux counts it (proc(5), `stat`, fields 14 and 15, in ticks of a hundredth of a second). */
function cpuMs(child: ChildProcess): number {
  const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await exited;
  clearTimeout(timer);
}
