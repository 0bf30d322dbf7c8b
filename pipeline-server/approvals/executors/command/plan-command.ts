import { contentHash } from '../../../contracts/canonical-json.ts';
import { CommandError, type WantedCommand } from '../../../contracts/commands.ts';
import type { Clock } from '../../../contracts/context.ts';
import type { ActionTarget, Plan } from '../../../contracts/plan.ts';
import { blastRadiusOf, riskOf } from '../../plan-risk.ts';
import { RUN_COMMAND } from './command-executor.ts';
import { type CommandParts, judgedAs, lineOf } from './judged-command.ts';

/**
 * The plan that runs one command which is judged a write.
 * @throws CommandError for what reads, is refused, or has a program that is not in the settings.
 */
export async function planCommand(
  { line, purpose }: WantedCommand,
  parts: CommandParts,
  clock: Clock,
): Promise<Plan> {
  const { argv, reason } = await parts.classifier.classifyCommand(line);
  if (argv === null) throw new CommandError(reason, 'Give one command with its arguments.');
  const { classification, binary } = await judgedAs('write', argv, parts);
  const at = clock.now().toISOString();
  const written = lineOf(argv);
  await assertNoSecret(argv, parts);
  const blastRadius = blastRadiusOf([targetOf(written)]);
  return {
    title: `Run ${shortened(written, 120)}`,
    purpose,
    actions: [
      {
        id: 'action-1',
        executor: RUN_COMMAND,
        kind: 'command',
        description: `Runs ${written}. What it touches is what its words say; nothing else is known of it. ${classification.reason}`,
        arguments: { argv },
        targets: [targetOf(written)],
        rollback: null,
        canRollBack: false,
      },
    ],
    evidence: [
      {
        id: contentHash({ ...classification, binary }),
        name: `judgement of the command (rule ${classification.rule})`,
        at,
      },
    ],
    blastRadius,
    risk: riskOf(true, blastRadius),
    monthlyCostChange: null,
    dryRun: { at, actions: [{ action: 'action-1', passed: true, detail: NOT_TRIED }] },
    artifact: null,
    recommendation: null,
    createdAt: at,
  };
}

/** Options whose value is a secret by their name; ids, names and ARNs of secrets are none. */
const SECRET_OPTION =
  /^--?[\w-]*(?:passw|passphrase|secret|private-?key|api-?key|auth-?token|session-?token)(?![\w-]*-(?:id|ids|arn|name)(?:=|$))/i;

/** Plans are kept, shown and sent to people. */
async function assertNoSecret(argv: readonly string[], { mask }: CommandParts): Promise<void> {
  const line = lineOf(argv);
  if (!argv.some((word) => SECRET_OPTION.test(word)) && (await mask(line)) === line) return;
  throw new CommandError(
    'The command carries a secret or data of a person.',
    'Keep it in Secrets Manager or Parameter Store, and have the command name it.',
  );
}

const NOT_TRIED =
  'It was judged, and its program is in the settings. Nothing was tried: a command has no trial run.';

/** The command itself: where it acts is in its words, and nobody but the approver reads them. */
function targetOf(line: string): ActionTarget {
  return {
    accountId: null,
    accountName: null,
    region: null,
    resourceId: line,
    resourceType: null,
    tags: {},
  };
}

function shortened(text: string, longest: number): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
