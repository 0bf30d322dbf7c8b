import { readArguments } from './arguments.ts';
import type { Command } from './command.ts';
import { EXIT_CODES } from './command.ts';

/** `xops serve`: the server, as `npm start` runs it. */
export const serveCommand: Command = {
  name: 'serve',
  summary: 'start the server',
  help: 'xops serve\n\nThe same as npm start; settings come from xops.yaml and the environment.',
  async run(args) {
    readArguments(args, { help: { type: 'boolean' } });
    await import('../main.ts');
    return EXIT_CODES.done;
  },
};
