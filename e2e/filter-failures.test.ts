import type { Browser } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { ask, launchBrowser, openChat, openPage } from './harness/browser.ts';
import { adminClient, type OpenWebuiClient, post } from './harness/open-webui-client.ts';
import { startXops, type XopsServer } from './harness/xops-server.ts';

const DEADLINE_MS = 1000;

let xops: XopsServer;
let webui: OpenWebuiClient;
let browser: Browser;

beforeAll(async () => {
  xops = await startXops({
    environment: { XOPS_FILTER_DEADLINE_MS: String(DEADLINE_MS) },
    plugins: {
      ...guardedModel('refused', `throw new Refusal(403, 'Not on a Friday. Ask on Monday.');`),
      ...guardedModel('thrown', `throw new Error('secret path /etc/hidden');`),
      ...guardedModel('hung', 'await new Promise(() => {});'),
      ...guardedModel('nothing', 'return null;'),
    },
  });
  return () => xops.stop();
});

beforeAll(async () => {
  webui = adminClient();
  await webui.models();
  browser = await launchBrowser();
  return () => browser.close();
});

test("a filter's refusal reaches the user word for word", async () => {
  const { status, text } = await refusedChat('echo_refused');
  expect(status).toBe(403);
  expect(text).toContain('Not on a Friday. Ask on Monday.');
});

test('a filter that throws blocks the chat and says which filter, not what it threw', async () => {
  const { status, text } = await refusedChat('echo_thrown');
  expect(status).toBeGreaterThanOrEqual(500);
  expect(text).toContain('guard_thrown');
  expect(text).not.toContain('/etc/hidden');
});

test('a filter that hangs blocks the chat at its deadline and says so', async () => {
  const startedAt = Date.now();
  const { status, text } = await refusedChat('echo_hung');
  expect(status).toBe(503);
  expect(text).toContain('guard_hung');
  expect(Date.now() - startedAt).toBeLessThan(DEADLINE_MS + 3000);
});

test('a filter that answers nothing blocks the chat instead of emptying it', async () => {
  const { status, text } = await refusedChat('echo_nothing');
  expect(status).toBeGreaterThanOrEqual(500);
  expect(text).toContain('guard_nothing');
});

test('models that the failing filters do not guard are untouched', async () => {
  expect(await webui.ask({ model: 'xops', text: 'monthly cost by account' })).toContain('USD');
});

test('the page shows the refusal as the answer, and the next chat works', async () => {
  const page = await openPage(browser);
  await openChat(page, 'echo_refused');
  expect(await (await ask(page, 'hello')).innerText()).toContain('Not on a Friday.');
  await openChat(page, 'echo_hung');
  expect(await (await ask(page, 'hello')).innerText()).toContain('guard_hung');
  await openChat(page, 'xOps');
  expect(await (await ask(page, 'monthly cost by account')).innerText()).toContain('USD');
});

async function refusedChat(model: string): Promise<{ status: number; text: string }> {
  const body = { model, stream: false, messages: [{ role: 'user', content: 'hello' }] };
  const response = await webui.request('/api/chat/completions', post(body));
  return { status: response.status, text: await response.text() };
}

/** A model that echoes, and a filter before it alone with the given inlet. */
function guardedModel(name: string, inlet: string): Record<string, string> {
  return {
    [`echo-${name}.mjs`]: `
export default ({ definePipe, Type }) =>
  definePipe({
    id: 'echo_${name}',
    name: 'echo_${name}',
    description: 'Echoes.',
    valves: Type.Object({}),
    pipe: (input) => input.userMessage,
  });`,
    [`guard-${name}.mjs`]: `
export default ({ defineFilter, Refusal, Type }) =>
  defineFilter({
    id: 'guard_${name}',
    name: 'guard_${name}',
    description: 'Fails in its own way.',
    valves: Type.Object({
      pipelines: Type.Array(Type.String(), { default: ['echo_${name}'] }),
      priority: Type.Integer({ default: 0 }),
    }),
    async inlet() {
      ${inlet}
    },
  });`,
  };
}
