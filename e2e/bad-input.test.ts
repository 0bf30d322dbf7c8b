import type { Browser, Page } from 'playwright-core';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { ask, lastAnswer, launchBrowser, openChat, openPage, send } from './harness/browser.ts';
import { adminClient, type OpenWebuiClient, post } from './harness/open-webui-client.ts';
import { startXops, type XopsServer } from './harness/xops-server.ts';

const COUNTING_PIPE = `
import { setTimeout as sleep } from 'node:timers/promises';

export default ({ definePipe, Type }) =>
  definePipe({
    id: 'counting',
    name: 'Counting',
    description: 'Counts to fifty, ten numbers a second.',
    valves: Type.Object({}),
    async *pipe(input, { signal }) {
      for (let number = 1; number <= 50; number += 1) {
        yield 'number ' + number + '. ';
        if (input.userMessage === 'fail' && number === 5) throw new Error('disk /dev/hidden full');
        await sleep(100, undefined, { signal });
      }
    },
  });
`;

const COST = 'monthly cost by account';

let xops: XopsServer;
let webui: OpenWebuiClient;
let browser: Browser;
let page: Page;

beforeEach(async () => {
  xops = await startXops({ plugins: { 'counting.ts': COUNTING_PIPE } });
  return () => xops.stop();
});

beforeAll(async () => {
  browser = await launchBrowser();
  return () => browser.close();
});

beforeEach(async () => {
  webui = adminClient();
  await webui.models();
  page = await openPage(browser);
});

test('a wrong key is a visible error, and the chat goes on once it is right', async () => {
  await openChat(page, 'xOps');
  await xops.crash();
  await xops.start({ PIPELINES_API_KEY: 'a-key-that-open-webui-has-not' });
  expect(await (await ask(page, COST)).innerText()).toContain('Invalid API key');

  await xops.crash();
  await xops.start();
  expect(await (await ask(page, COST)).innerText()).toContain('USD');
});

test('a server killed midway is a visible error, and the chat goes on when it is back', async () => {
  await openChat(page, 'Counting');
  await send(page, 'count');
  await expect.poll(() => lastAnswer(page).innerText(), { timeout: 30_000 }).toContain('number 3.');
  await xops.crash();
  await lastAnswer(page).getByRole('button', { name: 'Regenerate' }).waitFor();
  expect(await lastAnswer(page).innerText()).not.toContain('number 50.');

  expect(await (await ask(page, 'again')).innerText()).toMatch(/error/i);
  await xops.start();
  expect(await (await ask(page, 'once more')).innerText()).toContain('number 50.');
});

test('a pipe that fails midway keeps its text, shows an error and no internals', async () => {
  await openChat(page, 'Counting');
  const answer = await (await ask(page, 'fail')).innerText();
  expect(answer).toContain('number 5.');
  expect(answer).not.toContain('number 6.');
  expect(answer).not.toContain('/dev/hidden');
  expect(answer).toMatch(/failed|error/i);
});

test('a message of five megabytes is answered, one beyond the limit is refused with the limit', async () => {
  const large = `${'lorem ipsum '.repeat(450_000)}\n${COST}`;
  expect((await chat(large)).status).toBe(200);

  const tooLarge = await chat('x'.repeat(53 * 1024 * 1024));
  expect(tooLarge.status).toBe(413);
  expect(tooLarge.text).toContain('XOPS_BODY_LIMIT_BYTES');
  expect((await chat(COST)).status).toBe(200);
});

test('control characters, unpaired surrogates and markup in a question do no harm', async () => {
  const { status, text } = await chat(
    'cost \u0000\u0007\ud800 <script>alert(1)</script> by account',
  );
  expect(status).toBe(200);
  expect(text).not.toContain('<script>');
});

test('an unknown model is refused by name', async () => {
  const body = { model: 'no-such-model', messages: [{ role: 'user', content: COST }] };
  const response = await xops.request('/v1/chat/completions', post(body));
  expect(response.status).toBe(404);
  expect(await response.text()).toContain('no-such-model');
});

async function chat(content: string): Promise<{ status: number; text: string }> {
  const body = { model: 'xops', stream: false, messages: [{ role: 'user', content }] };
  const response = await webui.request('/api/chat/completions', post(body));
  return { status: response.status, text: await response.text() };
}
