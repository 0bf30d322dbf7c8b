import { type Static, Type } from 'typebox';
import { CommandError } from '../../../contracts/commands.ts';
import { defineExecutor, type Executor, type StepReport } from '../../../contracts/executor.ts';
import { type CommandParts, judgedAs, runJudged } from './judged-command.ts';

const ARGUMENTS = Type.Object(
  {
    /** The program and its arguments, as they are started without a shell. */
    argv: Type.Array(Type.String({ maxLength: 8192 }), { minItems: 1, maxItems: 256 }),
  },
  { additionalProperties: false },
);

type CommandArguments = Static<typeof ARGUMENTS>;

/** Id of the executor. */
export const RUN_COMMAND = 'command.run';

/** Makes the executor that runs one approved command. */
export function commandExecutor(parts: CommandParts): Executor<typeof ARGUMENTS> {
  const check = (args: CommandArguments) => checkCommand(args, parts);
  return defineExecutor({
    id: RUN_COMMAND,
    kind: 'command',
    description: 'Runs one command line program with exactly these words, without a shell.',
    arguments: ARGUMENTS,
    iamActions: [],
    destructive: true,
    // Words say what it does; no target does.
    plan: () => null,
    check,
    dryRun: check,
    execute: ({ argv }, { signal }) => execute(argv, signal, parts),
    verify: async () => ({
      passed: true,
      detail: 'Its exit code was 0. Nothing else was looked at.',
      facts: {},
    }),
    rollBack: null,
    reconcile: async () => 'unclear',
  });
}

async function checkCommand({ argv }: CommandArguments, parts: CommandParts): Promise<StepReport> {
  try {
    const { classification, binary } = await judgedAs('write', argv, parts);
    const detail = `Judged again: ${classification.reason} It would be run as ${binary}. Nothing was tried: a command has no trial run.`;
    return { passed: true, detail, facts: { rule: classification.rule } };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { passed: false, detail: `${error.message} ${error.remedy}`, facts: {} };
  }
}

const MOST_SHOWN = 1000;

async function execute(
  argv: readonly string[],
  signal: AbortSignal,
  parts: CommandParts,
): Promise<StepReport> {
  const judged = await judgedAs('write', argv, parts);
  const { code, stdout, stderr, isCut } = await runJudged(judged, signal, parts);
  const facts = { exitCode: code, isOutputCut: isCut };
  const said = shown(code === 0 ? stdout : stderr);
  const detail =
    code === 0
      ? `${argv[0]} ended with exit code 0; whether it took effect was not looked at.${said}`
      : `${argv[0]} ended with exit code ${code}; what it did until then is not known.${said}`;
  return { passed: code === 0, detail, facts };
}

function shown(output: string): string {
  const text = output.trim();
  if (text === '') return ' It wrote nothing.';
  return ` It wrote: ${text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text}`;
}
