import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runTerraform, type TerraformCall } from './run-terraform.ts';

/** A program in the place of Terraform: what these tests are about is how it is run. */
async function program(script: string, over: Partial<TerraformCall> = {}): Promise<TerraformCall> {
  const folder = await mkdtemp(path.join(tmpdir(), 'xops-run-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const binary = path.join(folder, 'program');
  await writeFile(binary, `#!${process.execPath}\n${script}`);
  await chmod(binary, 0o755);
  const signal = new AbortController().signal;
  const environment = { ONLY: 'this' };
  return {
    binary,
    args: ['a b', '$(id)'],
    cwd: folder,
    environment,
    timeoutMs: 20_000,
    signal,
    outputFolder: null,
    ...over,
  };
}

const SAY = `
console.log(JSON.stringify({ args: process.argv.slice(2), env: process.env, cwd: process.cwd() }));
console.error('complained');
process.exitCode = 2;`;
const UNTIL_INTERRUPTED = `
process.on('SIGINT', () => { require('node:fs').writeFileSync('ended', 'well'); process.exit(0); });
setInterval(() => {}, 1000);`;

describe('a run of Terraform', () => {
  it.each([false, true])(
    'gets its arguments, its folder and its environment as they are, and nothing else (files: %s)',
    async (files) => {
      const call = await program(SAY);
      const outputFolder = files ? call.cwd : null;
      const { code, stdout, stderr, cut } = await runTerraform({ ...call, outputFolder });
      expect([code, stderr, cut]).toEqual([2, 'complained\n', false]);
      expect(JSON.parse(stdout)).toEqual({ args: call.args, env: call.environment, cwd: call.cwd });
    },
  );

  it('is interrupted when its time is over, and ends what it does', async () => {
    const call = await program(UNTIL_INTERRUPTED, { timeoutMs: 1_500 });
    await expect(runTerraform(call)).rejects.toThrow('it took longer than 1.5 s');
    expect(await readFile(path.join(call.cwd, 'ended'), 'utf8')).toBe('well');
  });

  it('is interrupted when the execution is called off, and not begun after that', async () => {
    const stop = new AbortController();
    const call = await program(UNTIL_INTERRUPTED, { signal: stop.signal });
    const running = runTerraform(call);
    setTimeout(() => stop.abort(), 1_500);
    await expect(running).rejects.toThrow('the execution was called off');
    expect(await readFile(path.join(call.cwd, 'ended'), 'utf8')).toBe('well');
    await expect(runTerraform(call)).rejects.toThrow('aborted');
  });

  it('keeps the end of an output that is too long, and says so', async () => {
    const call = await program(
      `for (let i = 0; i < 70; i += 1) require('node:fs').writeSync(1, 'x'.repeat(1048576)); console.log('the end');`,
    );
    const { stdout, cut } = await runTerraform({ ...call, outputFolder: call.cwd });
    expect([cut, stdout.endsWith('the end\n')]).toEqual([true, true]);
  });

  it('says what to do when there is no such program', async () => {
    const call = await program('');
    const none = runTerraform({ ...call, binary: path.join(call.cwd, 'none') });
    await expect(none).rejects.toThrow('name it in approvals.terraform.binary');
  });
});
