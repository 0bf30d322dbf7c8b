import type { CommandTable } from './command-table.ts';

/**
 * The `runbooks` CLI of PyPI. It names its commands as reading, but writes an account list, evidence and artifacts into folders of its own, and
 * nothing proves what its 226 commands ask of AWS: only what asks nothing is read.
 */
export const runbooks: CommandTable = {
  program: 'runbooks',
  reads: [{ words: '--version' }, { words: 'version' }, { words: 'list-commands' }],
  writes: {},
};
