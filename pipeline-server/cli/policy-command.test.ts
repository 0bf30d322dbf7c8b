import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { DEFAULT_POLICY } from '../sovereignty/default-policy.ts';
import { runXops } from '../test/run-xops.ts';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'xops-policy-'));
});
afterAll(() => rm(folder, { recursive: true }));

const xops = (environment: Record<string, string>, ...args: readonly string[]) =>
  runXops({ DATA_DIR: folder, ...environment }, args);

async function policyFile(name: string, text: string): Promise<Record<string, string>> {
  const file = path.join(folder, name);
  await writeFile(file, text);
  return { XOPS_POLICY_FILE: file };
}

const OLLAMA = { OLLAMA_BASE_URL: 'http://127.0.0.1:11434' };

describe('xops policy', () => {
  it('explains what is found in a text, and what follows', async () => {
    const { code, out } = await xops(OLLAMA, 'policy', 'explain', 'TFN 876 543 210', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      class: 'RESTRICTED',
      sensitive: true,
      findings: [{ kind: 'tfn', start: 4, end: 15 }],
      action: 'route-local',
      route: 'ollama',
    });
    const words = await xops({}, 'policy', 'explain', 'What is a subnet?');
    expect(words.out).toMatch(/^PUBLIC: allow by rule open-data\.\n/);
  });

  it('runs the cases of the policy that servers are given', async () => {
    const { code, out } = await xops({}, 'policy', 'test');
    expect({ code, out }).toEqual({ code: 0, out: '3 passed, 0 failed\n' });
  });

  it('names a case that comes out differently', async () => {
    const cases = [{ text: 'hello', expect: { class: 'RESTRICTED', rule: 'open-data' } }];
    const file = await policyFile('cases.yaml', stringify({ ...DEFAULT_POLICY, cases }));
    const { code, out } = await xops(file, 'policy', 'test');
    expect(code).toBe(1);
    expect(out).toContain('case 1: class is PUBLIC, expected RESTRICTED\n0 passed, 1 failed');
  });

  it('shows the policy as the file that it could stand in', async () => {
    const { out } = await xops({}, 'policy', 'show');
    expect(parse(out)).toEqual(DEFAULT_POLICY);
    const file = await policyFile('shown.yaml', out);
    expect((await xops(file, 'policy', 'test')).code).toBe(0);
  });

  it('says which line of a policy is wrong', async () => {
    const file = await policyFile('broken.yaml', 'version: 1\nname: x\nrule: []\n');
    const { code, err } = await xops(file, 'policy', 'show');
    expect(code).toBe(1);
    expect(err).toMatch(/broken\.yaml cannot be followed:\n {2}- line \d: /);
    const missing = await xops({ XOPS_POLICY_FILE: '/nowhere.yaml' }, 'policy', 'show');
    expect(missing.err).toContain('cannot be read (ENOENT)');
  });

  it('refuses arguments that make no sense', async () => {
    for (const wrong of [['explain'], ['sing'], [], ['show', 'me']]) {
      expect(await xops({}, 'policy', ...wrong)).toMatchObject({ code: 2, out: '' });
    }
  });
});
