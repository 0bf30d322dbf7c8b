import type { ActionClassifier, Classification } from '../../../contracts/action-access.ts';
import { type CommandEnd, CommandError } from '../../../contracts/commands.ts';
import type { RunProgram } from './run-program.ts';

/** What commands are judged and run with. */
export interface CommandParts {
  readonly classifier: Pick<ActionClassifier, 'classifyCommand'>;
  /** Paths from the root, by the name of the program. */
  readonly binaries: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly outputKilobytes: number;
  /** What is said of no command: where it acts. Where the settings keep changes to some places, none that writes is run. */
  readonly isFenced: boolean;
  readonly run: RunProgram;
  /** Takes out of a text what looks like a secret. */
  readonly mask: (text: string) => Promise<string>;
}

/** A command whose words were judged. */
interface JudgedCommand {
  readonly argv: readonly string[];
  readonly binary: string;
  readonly classification: Classification;
}

const PLAIN = /^[\w@%+:,./-]+$/;

/** The command line of words, quoted so that it is read as these words again. */
export function lineOf(argv: readonly string[]): string {
  return argv
    .map((word) => (PLAIN.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`))
    .join(' ');
}

/**
 * Judges words once more, as they will be run.
 * @throws CommandError unless they are judged as `access`, to the same words, and their program is in the settings.
 */
export async function judgedAs(
  access: 'read' | 'write',
  argv: readonly string[],
  parts: CommandParts,
): Promise<JudgedCommand> {
  const classification = await parts.classifier.classifyCommand(lineOf(argv));
  assertAccess(access, classification);
  if (JSON.stringify(classification.argv) !== JSON.stringify(argv)) {
    throw new CommandError('The command is not read as the words that it is made of.', ONE);
  }
  if (access === 'write' && parts.isFenced) throw fenced();
  return { argv, binary: binaryOf(argv, parts), classification };
}

const ONE = 'Give one command with its arguments: no joining, substitution, redirection or shell.';

function assertAccess(wanted: 'read' | 'write', { access, reason }: Classification): void {
  if (access === wanted) return;
  if (access === 'refused') throw new CommandError(reason, ONE);
  throw access === 'write'
    ? new CommandError(`The command needs an approval: ${reason}`, 'Take request_command for it.')
    : new CommandError(
        `The command only reads: ${reason}`,
        'Take run_read_command: it needs no approval.',
      );
}

function fenced(): CommandError {
  return new CommandError(
    'Changes are kept to some accounts, Regions or tags here, and nothing says where a command acts.',
    'Take a change that names its targets, or have an admin look at approvals.limits.',
  );
}

function binaryOf([program = '']: readonly string[], { binaries }: CommandParts): string {
  const binary = Object.hasOwn(binaries, program) ? binaries[program] : undefined;
  if (binary !== undefined) return binary;
  const known = Object.keys(binaries).join(', ') || 'none';
  throw new CommandError(
    `${program} is not among the programs that this server runs: ${known}.`,
    'An admin adds its path to approvals.command.binaries.',
  );
}

/** Runs what was judged; secrets are taken out of its output. */
export async function runJudged(
  { argv, binary }: JudgedCommand,
  signal: AbortSignal,
  parts: CommandParts,
): Promise<CommandEnd> {
  const { environment, timeoutSeconds, outputKilobytes } = parts;
  const end = await parts.run({
    binary,
    args: argv.slice(1),
    environment,
    timeoutMs: timeoutSeconds * 1000,
    mostBytes: outputKilobytes * 1024,
    signal,
  });
  const own = ownSecrets(environment);
  const clean = async (text: string) => await parts.mask(withoutTexts(text, own));
  return { ...end, stdout: await clean(end.stdout), stderr: await clean(end.stderr) };
}

const SECRET_NAME = /SECRET|TOKEN|KEY|PASSWORD/;

/** Values that the program was given and must not show. */
function ownSecrets(environment: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(environment).flatMap(([name, value]) =>
    SECRET_NAME.test(name) && value.length >= 8 ? [value] : [],
  );
}

function withoutTexts(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, '[secret removed]'), text);
}
