import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import {
  CONNECTION_KEY,
  type OpenWebui,
  startFreshOpenWebui,
  USER_JWT_SECRET,
} from './harness/open-webui.ts';
import { runCli } from './harness/xops-cli.ts';
import { startXops, type XopsServer } from './harness/xops-server.ts';

let xops: XopsServer;
let webui: OpenWebui;

/** Lines of an environment file, as `docker run --env-file` reads them. */
function parse(text: string): Record<string, string> {
  const lines = text.trim().split('\n');
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

function command(args: readonly string[]) {
  return runCli([...args, '--server', xops.url], {
    PIPELINES_API_KEY: CONNECTION_KEY,
    FORWARD_USER_INFO_HEADER_JWT_SECRET: USER_JWT_SECRET,
    DATA_DIR: path.join(xops.folder, 'data'),
    PORT: new URL(xops.url).port,
  });
}

/** An Open WebUI that is set up by variables alone and keeps no settings. */
beforeAll(async () => {
  xops = await startXops();
  const { code, out } = await command(['connect', '--print-env']);
  expect(code).toBe(0);
  const environment = { ...parse(out), ENABLE_PERSISTENT_CONFIG: 'false' };
  webui = await startFreshOpenWebui({ name: 'open-webui-environment', environment });
  return async () => {
    await webui.stop();
    await xops.stop();
  };
}, 240_000);

test('an Open WebUI with the environment of --print-env lacks the entries of models alone', async () => {
  const file = path.join(xops.folder, 'token');
  writeFileSync(file, webui.adminToken);
  const access = ['--url', webui.url, '--token-file', file, '--json'];
  const { changes, notes } = JSON.parse((await command(['connect', ...access])).out);
  expect(changes).toMatchObject([{ step: 'models', subject: 'model xops', done: true }]);
  expect(notes).toEqual([]);
  const findings: { id: string; state: string }[] = JSON.parse(
    (await command(['doctor', ...access])).out,
  );
  const failed = findings.filter(({ id, state }) => id.startsWith('webui-') && state !== 'ok');
  expect(failed).toEqual([]);
});
