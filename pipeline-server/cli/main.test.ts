import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const main = path.join(root, 'dist/pipeline-server/cli/main.js');

let dataDir = '';

/** Runs the built command line as a process of its own, with a data directory of its own. */
function xops(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { PATH = '' } = process.env;
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const options = { env: { PATH, DATA_DIR: dataDir, PORT: '0', ...env }, timeout: 60_000 };
    execFile(process.execPath, [main, ...args], options, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
  });
}

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), 'xops-cli-'));
  const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
  await run(process.execPath, [tsc, '-p', 'tsconfig.build.json'], { cwd: root });
}, 120_000);

afterAll(() => rm(dataDir, { recursive: true, force: true }));

describe('the xops process', () => {
  it('ends with 0 and data only on the standard output when it answered', async () => {
    const { code, stdout } = await xops(['ask', '--json', 'Show me idle EC2 across all accounts']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      understood: { analyzers: ['cost.ec2.idle'] },
      receipt: { awsSource: 'sample organisation' },
    });
  }, 60_000);

  it('ends with 1 when the settings are not valid', async () => {
    const { code, stdout, stderr } = await xops(['analyzers'], { PORT: 'x' });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('PORT');
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('ends with 2 and a suggestion for an unknown command', async () => {
    const { code, stderr } = await xops(['analzye']);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'xops: Unknown command "analzye". Did you mean "xops analyze"?\n',
    });
  });

  it('ends with 4 for a request to change something', async () => {
    const { code, stdout } = await xops(['ask', '--json', 'Stop all idle EC2 instances']);
    expect(code).toBe(4);
    expect(JSON.parse(stdout)).toMatchObject({ write: true });
  }, 60_000);

  it('says its version', async () => {
    const { code, stdout } = await xops(['--version']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '0.1.0\n' });
  });

  it('ends quietly when its reader goes away', async () => {
    const { stderr } = await run(
      'sh',
      ['-c', '"$0" "$1" analyzers --json | head -1', process.execPath, main],
      { env: { PATH: process.env['PATH'] ?? '', DATA_DIR: dataDir } },
    );
    expect(stderr).toBe('');
  }, 60_000);
});
