import type { ActionAccess, Classification } from '../contracts/action-access.ts';
import { readArguments } from './arguments.ts';
import type { Command, ExitCode } from './command.ts';
import { EXIT_CODES, UsageError } from './command.ts';

const OPTIONS = { json: { type: 'boolean' }, help: { type: 'boolean' } } as const;

const CODES: Readonly<Record<ActionAccess, ExitCode>> = {
  read: EXIT_CODES.done,
  write: EXIT_CODES['needs-approval'],
  refused: EXIT_CODES.failed,
};

const SAYS: Readonly<Record<ActionAccess, string>> = {
  read: 'read: runs without approval',
  write: 'write: needs an approval',
  refused: 'refused: not even with an approval',
};

/** `xops classify`: what would happen with a command. Nothing is run. */
export const classifyCommand: Command = {
  name: 'classify',
  summary: 'say whether a command only reads, needs an approval or is refused',
  help: `xops classify "<command>" [--json]

Says of a command line of aws, terraform, kubectl, git, helm, docker and others whether it
is proved to read only, which rule said so, and which words would be run (without a shell).
Nothing is run or sent. Exit code 0: it reads; 4: it needs an approval; 1: it is refused.
docs/actions.md has the rules.`,
  async run(args, { terminal }) {
    const { values, positionals } = readArguments(args, OPTIONS);
    const [line, surplus] = positionals;
    if (line === undefined || surplus !== undefined) {
      throw new UsageError('xops classify "<command>": the whole command in one pair of quotes.');
    }
    const { createActionClassifier } = await import('../policy/classify-command.ts');
    const classification = await createActionClassifier().classifyCommand(line);
    terminal.out(
      values.json === true ? `${JSON.stringify(classification)}\n` : written(classification),
    );
    return CODES[classification.access];
  },
};

function written({ access, reason, rule, argv }: Classification): string {
  const words = argv === null ? '' : `${JSON.stringify(argv)}\n`;
  return `${SAYS[access]} (rule ${rule})\n${reason}\n${words}`;
}
