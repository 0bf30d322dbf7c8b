import type { ActionClassifier, Classification } from '../contracts/action-access.ts';
import { type AccessLevels, openAccessLevels } from './access-levels.ts';
import { classifyAws, type Judgement } from './classify-aws.ts';
import { judgeAws } from './commands/aws.ts';
import { type CommandTable, judgeByTable } from './commands/command-table.ts';
import { docker } from './commands/docker.ts';
import { git } from './commands/git.ts';
import { helm } from './commands/helm.ts';
import { kubectl } from './commands/kubectl.ts';
import { PLAIN_PROGRAMS, RUN_OTHERS } from './commands/plain-programs.ts';
import { runbooks } from './commands/runbooks.ts';
import { terraform, tofu } from './commands/terraform.ts';
import { parseCommand } from './parse-command.ts';

/** The programs that are known, `aws` apart. */
const TABLES: ReadonlyMap<string, CommandTable> = new Map(
  [terraform, tofu, kubectl, git, helm, docker, runbooks, ...PLAIN_PROGRAMS].map((table) => [
    table.program,
    table,
  ]),
);

/** Names as programs have them; a path leads to any program whatever. */
const PROGRAM = /^[a-zA-Z0-9][a-zA-Z0-9._+-]*$/;

/** Makes the classifier. The data of AWS is read when the first operation of a service is judged. */
export function createActionClassifier(
  levels: AccessLevels = openAccessLevels(),
): ActionClassifier {
  return {
    classifyCommand: (line) => classifyCommand(line, levels),
    async classifyOperation({ service, operation, parameters }) {
      const words = Object.entries(parameters).map(([name, value]) => `${name}=${String(value)}`);
      const call = { service: service.toLowerCase(), operation, words };
      return { argv: null, ...(await judged(() => classifyAws(call, levels))) };
    },
  };
}

async function classifyCommand(line: string, levels: AccessLevels): Promise<Classification> {
  const { argv, reason } = parseCommand(line);
  if (argv === null) return { access: 'refused', argv, reason, rule: 'command.grammar' };
  const [program = '', ...args] = argv;
  if (RUN_OTHERS.has(program)) {
    return refused(
      'command.runs-others',
      `${program} runs other commands, reads files or types into a program.`,
    );
  }
  if (!PROGRAM.test(program)) {
    return refused(
      'command.path',
      'The program is not named by a plain name, so that it may be any.',
    );
  }
  return { argv, ...(await judged(() => judgeProgram(program, args, levels))) };
}

async function judgeProgram(
  program: string,
  args: readonly string[],
  levels: AccessLevels,
): Promise<Judgement> {
  if (program === 'aws') return await judgeAws(args, levels);
  const table = TABLES.get(program);
  if (table !== undefined) return judgeByTable(table, args);
  return {
    access: 'write',
    rule: 'command.unknown',
    reason: 'It is not known what this program does.',
  };
}

/** Whatever goes wrong while judging, nothing is read for free. */
async function judged(judge: () => Promise<Judgement>): Promise<Judgement> {
  try {
    return await judge();
  } catch {
    return {
      access: 'write',
      rule: 'command.unjudged',
      reason: 'It could not be judged: the data of AWS cannot be read.',
    };
  }
}

function refused(rule: string, reason: string): Classification {
  return { access: 'refused', argv: null, reason, rule };
}
