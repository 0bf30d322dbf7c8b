import { readFeedback } from '../../knowledge/open-webui/read-feedback.ts';
import { openOpenWebui } from '../compose-desk.ts';
import { readArguments } from './arguments.ts';
import { type CommandContext, EXIT_CODES, type ExitCode, UsageError } from './command.ts';

const OPTIONS = { help: { type: 'boolean' } } as const;

/** `xops knowledge feedback`. */
export async function collectFeedback(
  args: readonly string[],
  { readConfig, terminal, signal }: CommandContext,
): Promise<ExitCode> {
  const { positionals } = readArguments(args, OPTIONS);
  if (positionals.length > 0) throw new UsageError('xops knowledge feedback.');
  const openWebui = openOpenWebui(readConfig());
  if (openWebui === null) {
    throw new UsageError('Set OPEN_WEBUI_URL, and OPEN_WEBUI_API_KEY to the key of an admin.');
  }
  try {
    const entries = await readFeedback(openWebui.api, signal);
    for (const entry of entries) terminal.out(`${JSON.stringify(entry)}\n`);
    if (entries.length === 0) terminal.err('Nobody has rated an answer yet.\n');
    return EXIT_CODES.done;
  } finally {
    await openWebui.close();
  }
}
