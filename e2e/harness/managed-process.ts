import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** How a process is started. The environment is complete: nothing is inherited but `PATH`, `HOME` and `LANG`. */
export interface ProcessOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** A process that the tests started and will stop, by its own id. */
export interface ManagedProcess {
  readonly pid: number;
  readonly logFile: string;
  running(): boolean;
  /** Asks it to end (SIGTERM), and kills it when it has not done so within ten seconds. */
  stop(): Promise<void>;
  /** Ends it without a chance to say goodbye. */
  kill(): Promise<void>;
}

const LOGS = path.resolve('.e2e/logs');
const GRACE_MS = 10_000;

/** Starts a process whose output goes to `.e2e/logs/{name}.log`. */
export function startProcess(options: ProcessOptions): ManagedProcess {
  mkdirSync(LOGS, { recursive: true });
  const logFile = path.join(LOGS, `${options.name}.log`);
  const output = openSync(logFile, 'a');
  const child = spawn(options.command, [...options.args], {
    cwd: options.cwd,
    env: { ...inheritedEnvironment(), ...options.environment },
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  if (child.pid === undefined) throw new Error(`cannot start ${options.command}`);
  return {
    pid: child.pid,
    logFile,
    running: () => isRunning(child),
    stop: () => end(child, 'SIGTERM'),
    kill: () => end(child, 'SIGKILL'),
  };
}

/**
 * Waits for a condition of a started process, and stops the process when it is not met.
 * @throws when the process ends first or the time is over, with the end of its log.
 */
export async function waitForProcess(
  process: ManagedProcess,
  ready: () => Promise<boolean>,
  timeoutMs: number,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await ready().catch(() => false))) {
    if (process.running() && Date.now() < deadline) {
      await sleep(100);
      continue;
    }
    const reason = process.running() ? `not ready after ${timeoutMs} ms` : 'ended early';
    await process.kill();
    throw new Error(`process ${reason}:\n${logTail(process)}`);
  }
}

function logTail(process: ManagedProcess): string {
  return readFileSync(process.logFile, 'utf8').slice(-1_500);
}

function inheritedEnvironment(): Record<string, string> {
  const names = ['PATH', 'HOME', 'LANG'];
  return Object.fromEntries(names.map((name) => [name, process.env[name] ?? '']));
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (!isRunning(child)) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  await exited;
  clearTimeout(timer);
}
