import { defineHook, type ToolCall } from '../../contracts/hooks.ts';
import { isJoined } from '../joined-command.ts';
import { ALLOW, deny } from '../verdicts.ts';

const REMEDY =
  'Give one command with its arguments: no joining, substitution, redirection or shell.';

/** One command, understood to the last word, or none. */
export const validateBash = defineHook({
  id: 'validate-bash',
  stage: 'before-tool',
  purpose: 'Stops command lines that are not one command that was understood.',
  enforces: [
    'shell-joined-commands',
    'shell-substitution',
    'shell-redirection',
    'shell-in-shell',
    'shell-encoded',
    'unparsed-is-allowed',
    'one-command',
  ],
  decide({ call }) {
    if (call.access === 'refused') {
      return deny(`${call.name} is refused: ${call.reason}`, REMEDY);
    }
    const joined = commandsOf(call).find(isJoined);
    if (joined === undefined) return ALLOW;
    return deny(`${call.name} was given more than one command, or part of one.`, REMEDY);
  },
  cases: [
    { name: 'a tool that takes no command', given: {}, decision: 'allow' },
    {
      name: 'one command with quotes',
      given: { call: command("aws ec2 describe-instances --query 'Reservations[] | [0]'") },
      decision: 'allow',
    },
    {
      name: 'what the parser refused',
      given: {
        call: { ...command('sh -c ls'), access: 'refused', reason: 'sh runs other commands.' },
      },
      decision: 'deny',
    },
    { name: 'two commands', given: { call: command('aws s3 ls; rm -rf /') }, decision: 'deny' },
    { name: 'a pipe', given: { call: command('aws s3 ls | sh') }, decision: 'deny' },
    {
      name: 'a substitution in double quotes',
      given: { call: command('aws s3 ls "$(cat key)"') },
      decision: 'deny',
    },
    {
      name: 'output to a file',
      given: { call: command('terraform show > main.tf') },
      decision: 'deny',
    },
    { name: 'a quote without an end', given: { call: command("aws s3 ls '") }, decision: 'deny' },
    { name: 'a second line', given: { call: command('aws s3 ls\nrm x') }, decision: 'deny' },
  ],
});

/** Texts of a call that are command lines. Arguments that are lists are no shell's business. */
function commandsOf({ arguments: args }: ToolCall): readonly string[] {
  return ['command', 'cmd', 'script'].flatMap((name) => {
    const value = args[name];
    return typeof value === 'string' ? [value] : [];
  });
}

function command(line: string): ToolCall {
  return { name: 'run_command', arguments: { command: line }, access: 'read', reason: 'It reads.' };
}
