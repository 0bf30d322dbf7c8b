import type { CommandContext } from '../cli/command.ts';
import { runCli } from '../cli/run-cli.ts';
import { type Environment, readConfig } from '../config.ts';

/** How a command line ended. */
interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/**
 * Runs one command line with the settings of an environment, as a script would: no terminal, nobody to ask.
 * @param openAnalysis where the command asks AWS; it fails without.
 */
export async function runXops(
  environment: Environment,
  args: readonly string[],
  openAnalysis: CommandContext['openAnalysis'] = () => Promise.reject(new Error('not needed')),
): Promise<Ended> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runCli(args, {
    version: '1.2.3',
    signal: new AbortController().signal,
    readConfig: () => readConfig({ LOG_LEVEL: 'silent', ...environment }),
    openAnalysis,
    terminal: {
      out: (text) => out.push(text),
      err: (text) => err.push(text),
      interactive: false,
      animated: false,
      styled: false,
      columns: 120,
      question: async () => null,
    },
  });
  return { code, out: out.join(''), err: err.join('') };
}
