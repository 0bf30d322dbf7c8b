import { execFile } from 'node:child_process';

/** How a command line ended. */
export interface CliResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the built command line as a process of its own, with nothing of this one's environment but `PATH`. */
export function runCli(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<CliResult> {
  const command = ['dist/pipeline-server/cli/main.js', ...args];
  const options = { env: { PATH: process.env['PATH'] ?? '', ...environment }, timeout: 110_000 };
  return new Promise((resolve) => {
    execFile(process.execPath, command, options, (error, out, err) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err }),
    );
  });
}
