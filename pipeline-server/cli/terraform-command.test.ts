import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { runXops } from '../test/run-xops.ts';

let folder: string;
let plan: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(path.join(tmpdir(), 'xops-terraform-command-')));
  plan = path.join(folder, 'p.tfplan');
  await writeFile(plan, 'a plan');
});

/** The settings of a server that has Terraform switched on, or not. */
async function settings(executors: readonly string[], more = '') {
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'xops.yaml');
  const directories = `directories: [{ path: ${folder} }]`;
  await writeFile(
    file,
    `approvals:\n  executors: [${executors.join(', ')}]\n  terraform:\n    ${directories}\n${more}`,
  );
  return { DATA_DIR: path.join(folder, 'data'), XOPS_FILE: file };
}

const REQUEST = ['--purpose', 'Keep logs.'];

describe('xops terraform request', () => {
  it('does nothing where Terraform is switched off', async () => {
    const environment = await settings(['aws']);
    const { code, err } = await runXops(environment, [
      'terraform',
      'request',
      plan,
      '--dir',
      folder,
      ...REQUEST,
    ]);
    expect([code, err]).toEqual([1, expect.stringContaining('Terraform is switched off here')]);
  });

  it('refuses other folders, and names the program that is not there', async () => {
    const binary = `    binary: ${folder}/no-terraform\n`;
    const environment = await settings(['terraform'], binary);
    const request = (directory: string) =>
      runXops(environment, ['terraform', 'request', plan, '--dir', directory, ...REQUEST]);
    expect((await request('/')).err).toContain('approvals.terraform.directories');
    expect((await request(folder)).err).toContain('name it in approvals.terraform.binary');
  });

  it.each([
    [['terraform'], 'xops terraform request <plan-file>'],
    [['terraform', 'apply', 'x'], 'xops terraform request <plan-file>'],
    [['terraform', 'request', 'x', ...REQUEST], '--dir <folder> is missing'],
    [['terraform', 'request', 'x', '--dir', '.'], '--purpose <text> is missing'],
    [['terraform', 'request', '/no/plan', '--dir', '.', ...REQUEST], 'cannot be read (ENOENT'],
    [['terraform', 'request', 'a', 'b'], 'Unexpected argument "b"'],
  ])('says what is wrong with %j', async (args, words) => {
    const { code, err } = await runXops(await settings(['terraform']), args);
    expect([code, err]).toEqual([2, expect.stringContaining(words)]);
  });
});
