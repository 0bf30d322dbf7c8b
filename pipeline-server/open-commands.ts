import { commandExecutor } from './approvals/executors/command/command-executor.ts';
import {
  type CommandParts,
  judgedAs,
  runJudged,
} from './approvals/executors/command/judged-command.ts';
import { planCommand } from './approvals/executors/command/plan-command.ts';
import { runProgram } from './approvals/executors/command/run-program.ts';
import type { Config } from './config.ts';
import type { ActionClassifier } from './contracts/action-access.ts';
import { CommandError, type Commands } from './contracts/commands.ts';
import type { Clock } from './contracts/context.ts';
import type { Executor } from './contracts/executor.ts';
import type { Inspector } from './open-inspector.ts';

/** Commands of programs: read ones, and those that are run once they are approved. */
export interface CommandServices {
  readonly classifier: ActionClassifier;
  readonly executor: Executor;
  /** Null where the settings do not switch commands on. */
  readonly commands: Commands | null;
}

/** What they are made of. */
interface CommandFoundation {
  readonly config: Pick<Config, 'approvals' | 'commandEnvironment'>;
  readonly inspector: Pick<Inspector, 'mask'>;
  readonly clock: Clock;
}

/** Opens commands by the settings. The parser and the data of AWS are loaded with the first judgement. */
export function openCommands({ config, inspector, clock }: CommandFoundation): CommandServices {
  const { command, executors, limits } = config.approvals;
  const classifier = openClassifier();
  const fences = [limits.allowedAccounts, limits.allowedRegions, limits.protectedTags];
  const parts: CommandParts = {
    ...command,
    classifier,
    environment: config.commandEnvironment,
    isFenced: fences.some((places) => places.length > 0),
    run: runProgram,
    mask: (text) => inspector.mask(text, []),
  };
  return {
    classifier,
    executor: commandExecutor(parts),
    commands: executors.includes('command') ? createCommands(parts, clock) : null,
  };
}

function createCommands(parts: CommandParts, clock: Clock): Commands {
  return {
    programs: Object.keys(parts.binaries),
    judge: (line) => parts.classifier.classifyCommand(line),
    async read(line, signal) {
      const { argv, reason } = await parts.classifier.classifyCommand(line);
      if (argv === null) throw new CommandError(reason, 'Give one command with its arguments.');
      return await runJudged(await judgedAs('read', argv, parts), signal, parts);
    },
    plan: (wanted) => planCommand(wanted, parts, clock),
  };
}

function openClassifier(): ActionClassifier {
  let opened: Promise<ActionClassifier> | null = null;
  const open = async () => {
    opened ??= import('./policy/classify-command.ts').then(({ createActionClassifier }) =>
      createActionClassifier(),
    );
    return await opened;
  };
  return {
    classifyCommand: async (line) => await (await open()).classifyCommand(line),
    classifyOperation: async (call) => await (await open()).classifyOperation(call),
  };
}
