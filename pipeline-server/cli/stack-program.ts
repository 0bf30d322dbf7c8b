import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, closeSync, constants, mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A program of the stack. Its environment is complete: it inherits nothing. */
export interface Program {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly logFile: string;
  /** Answers with success once the program is ready. */
  readonly readyUrl: string;
}

/** A program that is kept running. */
export interface Supervised {
  readonly name: string;
  pid(): number | undefined;
  /** Asks it to end, and kills it when it has not done so within ten seconds. It is not started again. */
  stop(): Promise<void>;
}

const GRACE_MS = 10_000;
const READY_TIMEOUT_MS = 300_000;
/** A program that ends by itself is started again after a pause, and given up on when it ends so often. */
const MOST_RESTARTS = 5;
const RESTART_PAUSE_MS = 1000;

/** The first folder's program of that name that may be executed, or null. */
export function findProgram(name: string, folders: readonly string[]): string | null {
  const candidates = folders
    .filter((folder) => folder !== '')
    .map((each) => path.resolve(each, name));
  return candidates.find(isExecutable) ?? null;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Starts a program, waits until it is ready, and starts it again whenever it ends by itself.
 * @param say is told of each new start, and when it is given up.
 * @throws when it is not ready in time or ends before, with the end of its log; nothing is left running then.
 */
export async function supervise(
  program: Program,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<Supervised> {
  mkdirSync(path.dirname(program.logFile), { recursive: true });
  let child = launch(program);
  let stopping = false;
  await untilReady(program, child, signal);

  async function keep(): Promise<void> {
    for (let restarts = 0; restarts < MOST_RESTARTS; restarts += 1) {
      if (isRunning(child)) await once(child, 'exit');
      if (stopping) return;
      say(`${program.name} ended (${endOf(child)}) and is started again.`);
      await sleep(RESTART_PAUSE_MS);
      if (stopping) return;
      child = launch(program);
    }
    if (isRunning(child)) await once(child, 'exit');
    if (!stopping)
      say(`${program.name} ended ${MOST_RESTARTS + 1} times and is left. See ${program.logFile}.`);
  }

  void keep();
  return {
    name: program.name,
    pid: () => child.pid,
    async stop() {
      stopping = true;
      await end(child);
    },
  };
}

function launch({ command, args, environment, cwd, logFile }: Program): ChildProcess {
  const output = openSync(logFile, 'a');
  const child = spawn(command, [...args], {
    cwd,
    env: { ...environment },
    // In a group of its own, Ctrl-C does not end it before this process has understood that all is to end.
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  // Without somebody to hear it, a program that cannot be started would end this process.
  child.on('error', () => undefined);
  return child;
}

async function untilReady(
  program: Program,
  child: ChildProcess,
  signal: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (!(await answers(program.readyUrl))) {
    if (isRunning(child) && Date.now() < deadline && !signal.aborted) {
      await sleep(200);
      continue;
    }
    const reason = isRunning(child) ? 'is not ready' : `ended (${endOf(child)})`;
    await end(child);
    signal.throwIfAborted();
    throw new Error(
      `${program.name} ${reason}. Its log, ${program.logFile}, ends with:\n${logEnd(program)}`,
    );
  }
}

async function answers(url: string): Promise<boolean> {
  return await fetch(url, { signal: AbortSignal.timeout(2000) }).then(
    ({ ok }) => ok,
    () => false,
  );
}

function logEnd({ logFile }: Program): string {
  return readFileSync(logFile, 'utf8').slice(-1000);
}

function isRunning(child: ChildProcess): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

function endOf({ exitCode, signalCode }: ChildProcess): string {
  return signalCode ?? `exit code ${exitCode ?? 'unknown'}`;
}

async function end(child: ChildProcess): Promise<void> {
  if (!isRunning(child)) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
  await exited;
  clearTimeout(timer);
}
