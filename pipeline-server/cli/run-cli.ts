import { ApproversPolicyError } from '../approvals/approvers/cedar-approvers.ts';
import { ConfigError } from '../config.ts';
import { OpenWebuiError } from '../connect/open-webui.ts';
import { AnalysisError } from '../contracts/analysis.ts';
import { ApprovalError } from '../contracts/approvals.ts';
import { reasonOf } from '../errors.ts';
import { PolicyError } from '../sovereignty/load-policy.ts';
import { analyzeCommand } from './analyze-command.ts';
import { analyzersCommand } from './analyzers-command.ts';
import { approvalsCommand } from './approvals-command.ts';
import { suggest } from './arguments.ts';
import { askCommand } from './ask-command.ts';
import { auditCommand } from './audit-command.ts';
import { budgetsCommand } from './budgets-command.ts';
import { classifyCommand } from './classify-command.ts';
import type { Command, CommandContext, ExitCode } from './command.ts';
import { EXIT_CODES, UsageError } from './command.ts';
import { connectCommand } from './connect-command.ts';
import { correctionsCommand } from './corrections-command.ts';
import { doctorCommand } from './doctor-command.ts';
import { evidenceCommand } from './evidence-command.ts';
import { focusCommand } from './focus-command.ts';
import { freezeCommand } from './freeze-command.ts';
import { hooksCommand } from './hooks-command.ts';
import { iamPolicyCommand } from './iam-policy-command.ts';
import { keysCommand } from './keys-command.ts';
import { knowledgeCommand } from './knowledge-command.ts';
import { policyCommand } from './policy-command.ts';
import { reportCommand } from './report-command.ts';
import { savingsCommand } from './savings-command.ts';
import { serveCommand } from './serve-command.ts';
import { stackCommand } from './stack-command.ts';
import { statusCommand } from './status-command.ts';
import { terraformCommand } from './terraform-command.ts';

/** Every command, in the order of the help. */
const COMMANDS: readonly Command[] = [
  askCommand,
  analyzeCommand,
  analyzersCommand,
  reportCommand,
  focusCommand,
  evidenceCommand,
  knowledgeCommand,
  iamPolicyCommand,
  policyCommand,
  classifyCommand,
  hooksCommand,
  approvalsCommand,
  terraformCommand,
  keysCommand,
  freezeCommand,
  correctionsCommand,
  savingsCommand,
  auditCommand,
  budgetsCommand,
  serveCommand,
  stackCommand,
  connectCommand,
  statusCommand,
  doctorCommand,
];

/** What an analysis refuses because of what was typed. */
const BAD_ARGUMENTS: ReadonlySet<AnalysisError['code']> = new Set([
  'bad-parameter',
  'unknown-analyzer',
]);

/** Runs one command line. Expected errors become one line on the standard error and an exit code; it never throws. */
export async function runCli(
  args: readonly string[],
  context: CommandContext & { readonly version: string },
): Promise<ExitCode> {
  try {
    return await dispatch(args, context);
  } catch (error) {
    const message = context.signal.aborted ? 'interrupted' : messageOf(error);
    context.terminal.err(`xops: ${message}\n`);
    return isUsage(error) ? EXIT_CODES.usage : EXIT_CODES.failed;
  }
}

async function dispatch(
  args: readonly string[],
  context: CommandContext & { readonly version: string },
): Promise<ExitCode> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    context.terminal.out(overview());
    return name === undefined ? EXIT_CODES.usage : EXIT_CODES.done;
  }
  if (name === '--version' || name === '-v') {
    context.terminal.out(`${context.version}\n`);
    return EXIT_CODES.done;
  }
  const command = COMMANDS.find((each) => each.name === name);
  if (command === undefined) throw new UsageError(unknownCommand(name));
  if (isHelp(rest)) {
    context.terminal.out(`${command.help}\n`);
    return EXIT_CODES.done;
  }
  return await command.run(rest, context);
}

/** `--help` anywhere before `--` asks for the command's help, whatever else is wrong with the line. */
function isHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  const options = end === -1 ? args : args.slice(0, end);
  return options.includes('--help') || options.includes('-h');
}

function unknownCommand(name: string): string {
  const nearest = suggest(
    name,
    COMMANDS.map((command) => command.name),
  );
  const hint =
    nearest === null ? '"xops --help" lists the commands.' : `Did you mean "xops ${nearest}"?`;
  return `Unknown command "${name}". ${hint}`;
}

function overview(): string {
  const width = Math.max(...COMMANDS.map((command) => command.name.length));
  const lines = COMMANDS.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`);
  return `xops – questions about AWS, answered from AWS; it only reads.

${lines.join('\n')}

xops <command> --help says more. Exit codes: 0 done, 1 failed, 2 usage,
3 partial (some accounts failed), 4 needs approval.
`;
}

function isUsage(error: unknown): boolean {
  if (error instanceof UsageError) return true;
  return error instanceof AnalysisError && BAD_ARGUMENTS.has(error.code);
}

function messageOf(error: unknown): string {
  const expected = [
    UsageError,
    ConfigError,
    AnalysisError,
    ApprovalError,
    ApproversPolicyError,
    OpenWebuiError,
    PolicyError,
  ].some((kind) => error instanceof kind);
  return expected && error instanceof Error ? error.message : `failed: ${reasonOf(error)}`;
}
