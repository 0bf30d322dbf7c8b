import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { endWhenDue } from '../end-when-due.ts';
import { TerraformError } from './terraform-error.ts';

/** One run of Terraform: its exact arguments, never through a shell. */
export interface TerraformCall {
  readonly binary: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment: nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /**
   * Folder that the output is written to; null: it is read as it comes. A program that writes to a server that is gone is ended
   * by the system, in the middle of what it does; one that writes to a file is not.
   */
  readonly outputFolder: string | null;
}

/** How a run ended. */
export interface TerraformEnd {
  readonly code: number;
  /** The last {@link MOST_OUTPUT} bytes. */
  readonly stdout: string;
  readonly stderr: string;
  /** True when there was more. */
  readonly cut: boolean;
}

/** Runs Terraform once. @throws when it cannot be started, or was interrupted: what it did is not known then. */
export type RunTerraform = (call: TerraformCall) => Promise<TerraformEnd>;

const MOST_OUTPUT = 64 * 1024 * 1024;
/** Terraform ends what it is doing and writes its state when it is interrupted; killed, it would lose both. */
const GRACE_MS = 60_000;

/** Runs Terraform as a child process. An abort and the end of the time interrupt it, as Ctrl-C does. */
export const runTerraform: RunTerraform = async (call) => {
  call.signal.throwIfAborted();
  return call.outputFolder === null
    ? await runWithPipes(call)
    : await runWithFiles(call, call.outputFolder);
};

async function runWithPipes(call: TerraformCall): Promise<TerraformEnd> {
  const child = spawn(call.binary, call.args, {
    ...optionsOf(call),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = [tailOf(child.stdout), tailOf(child.stderr)];
  const code = await codeOf(child, call);
  const cut = stdout.isCut() || stderr.isCut();
  return { code, stdout: stdout.text(), stderr: stderr.text(), cut };
}

async function runWithFiles(call: TerraformCall, folder: string): Promise<TerraformEnd> {
  const stdout = await open(path.join(folder, 'stdout'), 'wx+', 0o600);
  const stderr = await open(path.join(folder, 'stderr'), 'wx+', 0o600);
  try {
    const stdio: StdioOptions = ['ignore', stdout.fd, stderr.fd];
    const code = await codeOf(spawn(call.binary, call.args, { ...optionsOf(call), stdio }), call);
    const [said, complained] = [await lastOf(stdout), await lastOf(stderr)];
    return { code, stdout: said.text, stderr: complained.text, cut: said.cut || complained.cut };
  } finally {
    await stdout.close();
    await stderr.close();
  }
}

function optionsOf({ cwd, environment }: TerraformCall) {
  return { cwd, env: { ...environment }, shell: false } as const;
}

async function codeOf(child: ChildProcess, call: TerraformCall): Promise<number> {
  const limit = limitOf(child, call);
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    const reason = limit.reason();
    if (reason !== null) throw new TerraformError(`Terraform was interrupted: ${reason}.`);
    if (code === null) throw new TerraformError('Terraform was killed by another process.');
    return code;
  } catch (error) {
    throw explained(error, call.binary);
  } finally {
    limit.end();
  }
}

async function lastOf(file: FileHandle): Promise<{ readonly text: string; readonly cut: boolean }> {
  const { size } = await file.stat();
  const length = Math.min(size, MOST_OUTPUT);
  const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
  return { text: buffer.toString('utf8'), cut: size > length };
}

function limitOf(child: ChildProcess, { signal, timeoutMs }: TerraformCall) {
  return endWhenDue({
    signal,
    timeoutMs,
    calledOff: 'the execution was called off',
    graceMs: GRACE_MS,
    interrupt: () => child.kill('SIGINT'),
    kill: () => child.kill('SIGKILL'),
  });
}

function explained(error: unknown, binary: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  return new TerraformError(
    `${binary} cannot be run (${String(error.code)}). Install Terraform, or name it in approvals.terraform.binary.`,
    { cause: error },
  );
}

function tailOf(stream: NodeJS.ReadableStream) {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let cut = false;
  stream.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    while (bytes > MOST_OUTPUT) {
      bytes -= chunks.shift()?.length ?? bytes;
      cut = true;
    }
  });
  return { text: () => Buffer.concat(chunks).toString('utf8'), isCut: () => cut };
}
