import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** One run of Terraform: its exact arguments, never through a shell. */
export interface TerraformCall {
  readonly binary: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** The whole environment: nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
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
  const child = spawn(call.binary, [...call.args], {
    cwd: call.cwd,
    env: { ...call.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: false,
  });
  const stdout = tailOf(child.stdout);
  const stderr = tailOf(child.stderr);
  const interruption = interruptWhenDue(child, call);
  try {
    const [code] = (await once(child, 'close')) as [number | null];
    const reason = interruption.reason();
    if (reason !== null) throw new Error(`Terraform was interrupted: ${reason}.`);
    if (code === null) throw new Error('Terraform was killed by another process.');
    return {
      code,
      stdout: stdout.text(),
      stderr: stderr.text(),
      cut: stdout.isCut() || stderr.isCut(),
    };
  } catch (error) {
    throw explained(error, call.binary);
  } finally {
    interruption.end();
  }
};

function interruptWhenDue(child: ChildProcess, { signal, timeoutMs }: TerraformCall) {
  let reason: string | null = null;
  let kill: NodeJS.Timeout | null = null;
  const interrupt = (why: string) => {
    reason ??= why;
    child.kill('SIGINT');
    kill ??= setTimeout(() => child.kill('SIGKILL'), GRACE_MS).unref();
  };
  const onAbort = () => interrupt('the execution was called off');
  const limit = setTimeout(() => interrupt(`it took longer than ${timeoutMs / 1000} s`), timeoutMs);
  signal.addEventListener('abort', onAbort, { once: true });
  return {
    reason: () => reason,
    end() {
      clearTimeout(limit);
      if (kill !== null) clearTimeout(kill);
      signal.removeEventListener('abort', onAbort);
    },
  };
}

function explained(error: unknown, binary: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  return new Error(
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
