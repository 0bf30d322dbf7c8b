import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type CommandEnd, CommandError } from '../../../contracts/commands.ts';
import { endWhenDue } from '../end-when-due.ts';

/** One run of a program: its exact arguments, never through a shell. */
interface ProgramCall {
  /** Path from the root. */
  readonly binary: string;
  readonly args: readonly string[];
  /** What it gets of the server's environment; nothing else of it reaches the program. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Most bytes that are kept of each of its two outputs. */
  readonly mostBytes: number;
  readonly signal: AbortSignal;
}

/** Runs a program once. @throws CommandError when it cannot be started, or did not end by itself: what it did is not known then. */
export type RunProgram = (call: ProgramCall) => Promise<CommandEnd>;

const GRACE_MS = 5_000;

/** Runs a program in an empty folder of its own, which is also its home: no file there tells it anything. */
export const runProgram: RunProgram = async (call) => {
  call.signal.throwIfAborted();
  const folder = await mkdtemp(path.join(tmpdir(), 'xops-command-'));
  try {
    const work = path.join(folder, 'work');
    await mkdir(work);
    const config = path.join(folder, 'aws-config');
    await writeFile(config, '', { mode: 0o600 });
    return await runIn(work, call, { ...call.environment, ...quiet(folder, config) });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

/** No profiles, no aliases, no pagers, no questions. */
function quiet(home: string, config: string): Readonly<Record<string, string>> {
  return {
    HOME: home,
    TMPDIR: home,
    PATH: '/usr/bin:/bin',
    LANG: 'C.UTF-8',
    AWS_CONFIG_FILE: config,
    AWS_SHARED_CREDENTIALS_FILE: config,
    AWS_PAGER: '',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
  };
}

async function runIn(
  cwd: string,
  call: ProgramCall,
  env: Readonly<Record<string, string>>,
): Promise<CommandEnd> {
  const { binary, args, mostBytes } = call;
  // A group of its own, so that what it started ends with it.
  const child = spawn(binary, [...args], {
    cwd,
    env: { ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: false,
    detached: true,
  });
  const stdout = headOf(child.stdout, mostBytes);
  const stderr = headOf(child.stderr, mostBytes);
  const limit = limitOf(child, call);
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    const reason = limit.reason() ?? (code === null ? 'something else killed it' : null);
    if (reason !== null || code === null) throw unknownEnd(binary, String(reason));
    const isCut = stdout.isCut() || stderr.isCut();
    return { code, stdout: stdout.text(), stderr: stderr.text(), isCut };
  } catch (error) {
    throw explained(error, binary);
  } finally {
    limit.end();
  }
}

function limitOf(child: ChildProcess, { signal, timeoutMs }: ProgramCall) {
  return endWhenDue({
    signal,
    timeoutMs,
    calledOff: 'it was called off',
    graceMs: GRACE_MS,
    interrupt: () => killGroup(child, 'SIGTERM'),
    kill: () => killGroup(child, 'SIGKILL'),
  });
}

function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function unknownEnd(binary: string, reason: string): CommandError {
  return new CommandError(
    `${path.basename(binary)} did not end by itself: ${reason}.`,
    'Ask for less, or have an admin raise approvals.command.timeoutSeconds.',
  );
}

function explained(error: unknown, binary: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  return new CommandError(
    `${binary} cannot be run (${String(error.code)}).`,
    'An admin installs it there, or names another path in approvals.command.binaries.',
  );
}

/** The first bytes of a stream; the rest is read and thrown away, so that the program is not held up. */
function headOf(stream: NodeJS.ReadableStream, mostBytes: number) {
  const chunks: Buffer[] = [];
  let room = mostBytes;
  let isCut = false;
  stream.on('data', (chunk: Buffer) => {
    if (chunk.length > room) isCut = true;
    if (room > 0) chunks.push(chunk.subarray(0, room));
    room = Math.max(0, room - chunk.length);
  });
  return { text: () => Buffer.concat(chunks).toString('utf8'), isCut: () => isCut };
}
