import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { expect, test } from 'vitest';
import {
  commandsOf,
  filesOf,
  readIncidents,
  readSops,
} from '../knowledge/eval/shipped-documents.ts';

const PYTHON = path.join(process.env['E2E_AWSCLI_VENV'] ?? '', 'bin/python');
const CHECK = 'e2e/sop-commands/check_commands.py';
const CheckedSchema = Type.Object({
  place: Type.String(),
  command: Type.String(),
  problem: Type.Union([Type.String(), Type.Null()]),
});

test('the AWS CLI takes every command of the SOPs and incident notes', { timeout: 900_000 }, () => {
  const commands = [...readSops(), ...readIncidents()].flatMap(({ file, body }) =>
    commandsOf(body)
      .filter((command) => command.startsWith('aws '))
      .map((command) => ({ place: file, command, files: filesOf(body) })),
  );
  const checked = check(commands);
  expect(checked.length).toBeGreaterThan(300);
  expect(checked).toHaveLength(commands.length);
  expect(checked.filter(({ problem }) => problem !== null)).toEqual([]);
  console.log(`${checked.length} commands, all taken`);
});

test.each([
  { command: 'aws ec2 explode', problem: /./ },
  { command: 'aws rds stop-db-instance', problem: /--db-instance-identifier/ },
  { command: 'aws kms describe-key --key $KEY_ID --nothing', problem: /--nothing/ },
  {
    command: 'aws ec2 modify-volume --volume-id $VOLUME_ID --volume-type gp9',
    problem: /does not know gp9/,
  },
  { command: 'aws ec2 modify-volume --volume-id $VOLUME_ID --iops many', problem: /many/ },
  { command: 'aws sqs set-queue-attributes --queue-url $URL --attributes A', problem: /A/ },
  {
    command: 'aws budgets create-budget --account-id 1 --budget file://a.json',
    problem: /Nothing/,
  },
  { command: 'terraform apply', problem: /no command of the AWS CLI/ },
])('$command is not taken', ({ command, problem }) => {
  expect(check([{ place: 'test', command, files: { 'a.json': '{"Nothing":1}' } }])).toEqual([
    { place: 'test', command, problem: expect.stringMatching(problem) },
  ]);
});

function check(
  commands: readonly {
    readonly place: string;
    readonly command: string;
    readonly files: Readonly<Record<string, string>>;
  }[],
): readonly Static<typeof CheckedSchema>[] {
  const input = commands.map((each) => `${JSON.stringify(each)}\n`).join('');
  const run = spawnSync(PYTHON, ['-B', CHECK], { input, encoding: 'utf8' });
  expect(run.status, run.stderr).toBe(0);
  const lines = run.stdout.trim().split('\n');
  return lines.map((line) => Value.Parse(CheckedSchema, JSON.parse(line)));
}
