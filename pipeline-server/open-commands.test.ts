import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fakeContext } from './approvals/executors/aws/test/fake-aws.ts';
import { lineOf } from './approvals/executors/command/judged-command.ts';
import { readConfig } from './config.ts';
import { openCommands } from './open-commands.ts';
import { parseCommand } from './policy/parse-command.ts';

const SIGNAL = new AbortController().signal;
const CLOCK = { now: () => new Date('2026-03-02T09:00:00Z') };
const READ = 'aws ec2 describe-instances --region ap-southeast-2';
const WRITE = ['aws', 'ec2', 'stop-instances', '--instance-ids', 'i-1'];

/** What a program was started with, as it says itself. */
const TELLS =
  'console.log(JSON.stringify({ argv: process.argv.slice(2), env: process.env, cwd: process.cwd() }));';

/** Commands whose `aws` is a script. */
async function opened(script: string, settings = '', environment: Record<string, string> = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), 'xops-commands-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const aws = path.join(folder, 'aws');
  await writeFile(aws, `#!${process.execPath}\n${script}\n`);
  await chmod(aws, 0o755);
  const file = path.join(folder, 'xops.yaml');
  const indented = settings.replace(/^/gm, '    ');
  await writeFile(
    file,
    `approvals:\n  executors: [command]\n  command:\n    binaries: {aws: ${aws}}\n${indented}\n`,
  );
  const config = readConfig(environment, { file });
  const inspector = { mask: async (text: string) => text.replaceAll('hunter2', '[removed]') };
  const services = openCommands({ config, inspector, clock: CLOCK });
  if (services.commands === null) throw new Error('Commands are off.');
  return { ...services, commands: services.commands };
}

describe('a command that reads', () => {
  it('gets its words, an empty folder and nothing of the environment but what is named', async () => {
    const { commands } = await opened(TELLS, 'environment: [AWS_REGION]', {
      AWS_REGION: 'ap-southeast-2',
      AWS_PROFILE: 'admin',
    });
    const { code, stdout } = await commands.read(`${READ} --query "a'b"`, SIGNAL);
    const { argv, env, cwd } = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(argv).toEqual([...READ.split(' ').slice(1), '--query', "a'b"]);
    expect(Object.keys(env).toSorted()).toEqual([
      'AWS_CONFIG_FILE',
      'AWS_PAGER',
      'AWS_REGION',
      'AWS_SHARED_CREDENTIALS_FILE',
      'GIT_CONFIG_NOSYSTEM',
      'GIT_TERMINAL_PROMPT',
      'HOME',
      'LANG',
      'PATH',
      'TMPDIR',
    ]);
    expect(cwd.startsWith(env.HOME)).toBe(true);
    await expect(readdir(env.HOME)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('gives its output without secrets, and not more than was allowed', async () => {
    const { commands } = await opened(
      "console.log('hunter2', process.env.AWS_SECRET_ACCESS_KEY, 'x'.repeat(9999));",
      'environment: [AWS_SECRET_ACCESS_KEY]\noutputKilobytes: 1',
      { AWS_SECRET_ACCESS_KEY: 'abcdefgh12345678' },
    );
    const { stdout, isCut } = await commands.read(READ, SIGNAL);
    expect(stdout).toMatch(/^\[removed\] \[secret removed\] x+$/);
    expect(isCut).toBe(true);
  });

  it.each<[string, string, RegExp]>([
    ['a write', WRITE.join(' '), /needs an approval/],
    ['two commands', `${READ}; ls`, /not one plain command/],
    ['a program that is not in the settings', 'git status', /git is not among/],
    ['a program by its path', `/bin/${READ}`, /plain name/],
    ['a property of all objects', 'constructor status', /needs an approval/],
  ])('is not run when it is %s', async (_, line, problem) => {
    const { commands } = await opened(TELLS);
    await expect(commands.read(line, SIGNAL)).rejects.toThrow(problem);
  });

  it('is ended, with what it started, when it takes too long', async () => {
    const script =
      "require('node:child_process').spawn('sleep', ['60'], { stdio: 'inherit' }); setTimeout(() => {}, 60000);";
    const { commands } = await opened(script, 'timeoutSeconds: 1');
    await expect(commands.read(READ, SIGNAL)).rejects.toThrow(/longer than 1 s/);
  });

  it('says so when its program is not there', async () => {
    const { commands } = await fenced('/nonexistent/aws');
    await expect(commands?.read(READ, SIGNAL)).rejects.toThrow(/cannot be run .ENOENT/);
  });

  it('is not run when the settings name no program', async () => {
    const { commands } = await opened(TELLS, '');
    const missing = openCommands({
      config: readConfig({ XOPS_EXECUTORS: '["command"]' }),
      inspector: { mask: async (text) => text },
      clock: CLOCK,
    });
    await expect(missing.commands?.read(READ, SIGNAL)).rejects.toThrow(/not among .*: none/);
    expect(commands.programs).toEqual(['aws']);
  });
});

describe('a command that writes', () => {
  const context = () => ({ ...fakeContext() });

  it('becomes a plan of high care, is looked at again, and is run as it is', async () => {
    const { commands, executor } = await opened(TELLS);
    const plan = await commands.plan({
      line: WRITE.join(' '),
      purpose: 'It idles.',
    });
    expect(plan).toMatchObject({ risk: 'critical', monthlyCostChange: null });
    const [action] = plan.actions;
    expect(action?.arguments).toEqual({ argv: WRITE });
    expect(await executor.check({ argv: WRITE }, context())).toMatchObject({ passed: true });
    const done = await executor.execute({ argv: WRITE }, context());
    expect(done).toMatchObject({ passed: true, facts: { exitCode: 0 } });
    expect(done.detail).toContain('was not looked at');
    expect((await executor.verify({ argv: WRITE }, context())).detail).toContain('Nothing else');
    expect(await executor.reconcile({ argv: WRITE }, context())).toBe('unclear');
    expect(executor.rollBack).toBeNull();
  });

  it.each<[string, string[]]>([
    ['reads', READ.split(' ')],
    ['is refused', ['sh', '-c', 'ls']],
    ['hides a line', ['aws', 'ec2', 'stop-instances\nx']],
    ['has no program', ['']],
  ])('is not run when it %s', async (_, argv) => {
    const { executor } = await opened(TELLS);
    expect(await executor.check({ argv }, context())).toMatchObject({ passed: false });
    await expect(executor.execute({ argv }, context())).rejects.toThrow();
  });

  it('tells of a failure what the program said, without secrets', async () => {
    const { executor } = await opened(
      "console.error('denied for hunter2'); process.exitCode = 254;",
    );
    expect(await executor.execute({ argv: WRITE }, context())).toMatchObject({
      passed: false,
      detail: expect.stringMatching(/exit code 254;.*denied for \[removed\]/),
    });
  });

  it('is not run where changes are kept to some accounts', async () => {
    const { commands, executor } = await fenced();
    expect(await executor.check({ argv: WRITE }, context())).toMatchObject({ passed: false });
    const asked = commands?.plan({ line: WRITE.join(' '), purpose: 'x' });
    await expect(asked).rejects.toThrow(/nothing says where/);
  });
});

async function fenced(binary = '/bin/true') {
  const folder = await mkdtemp(path.join(tmpdir(), 'xops-commands-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'xops.yaml');
  await writeFile(
    file,
    `approvals: {executors: [command], command: {binaries: {aws: ${binary}}}, limits: {allowedAccounts: ["111111111111"]}}\n`,
  );
  const config = readConfig({}, { file });
  return openCommands({ config, inspector: { mask: async (text) => text }, clock: CLOCK });
}

it('writes words so that they are read as the same words', () => {
  const word = fc.string({ unit: 'grapheme-ascii', maxLength: 20 });
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), (argv) => {
      const read = parseCommand(lineOf(['aws', ...argv])).argv;
      expect(read).toEqual(['aws', ...argv]);
    }),
    { numRuns: 500 },
  );
});

it.each(['AWS_PROFILE', 'AWS_ENDPOINT_URL', 'AWS_DATA_PATH', 'PATH', 'LD_PRELOAD', 'KUBECONFIG'])(
  'hands %s to no program',
  async (name) => {
    await expect(opened(TELLS, `environment: [${name}]`)).rejects.toThrow(/environment/);
  },
);
