import type { Browser, Locator } from 'playwright-core';
import { Type } from 'typebox';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ollamaStream, openAiStream } from '../pipeline-server/test/fake-upstreams/answers.ts';
import {
  type FakeResponder,
  type FakeUpstream,
  json,
  startFakeUpstream,
} from '../pipeline-server/test/fake-upstreams/fake-upstream.ts';
import { ask, launchBrowser, openChat, openPage, screenshot, send } from './harness/browser.ts';
import { adminClient, type OpenWebuiClient, post, readJson } from './harness/open-webui-client.ts';
import { addConnection, untilListed } from './harness/other-model.ts';
import { startXops, type XopsServer } from './harness/xops-server.ts';

const TFN = '876 543 210';
const KEY = 'AKIAZ3MXQ7P2LKWT5RVB';
const SENSITIVE = `The tax file number of the applicant is ${TFN}. Which form do I need?`;
const MODEL = 'gateway.cloud-big';
const NAME = 'xOps: cloud-big (cloud)';
const DIRECT = 'direct-model';
const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const cloudAnswers: FakeResponder = ({ path }) =>
  path === '/v1/models'
    ? json({ object: 'list', data: [{ id: DIRECT, object: 'model', owned_by: 'cloud' }] })
    : openAiStream({ text: ['An answer ', 'from the cloud.'], inputTokens: 21, outputTokens: 9 });
const localAnswers: FakeResponder = ({ path }) =>
  path === '/api/show' ? json({}) : ollamaStream({ text: ['An answer ', 'from here.'] });

let cloud: FakeUpstream;
let local: FakeUpstream;
let xops: XopsServer;
let webui: OpenWebuiClient;
let browser: Browser;

/** Open WebUI, our server with both routes, and models that keep what they are sent. */
beforeAll(async () => {
  cloud = await startFakeUpstream(cloudAnswers);
  local = await startFakeUpstream(localAnswers);
  const routes = [
    {
      id: 'cloud',
      provider: 'openai',
      baseUrl: `${cloud.url}/v1`,
      models: ['big'],
      fallbacks: ['local'],
    },
    {
      id: 'local',
      provider: 'ollama',
      baseUrl: local.url,
      models: ['small'],
      fallbacks: ['cloud'],
    },
  ];
  xops = await startXops({
    environment: { XOPS_ROUTES: JSON.stringify(routes), OPENAI_API_KEY: 'sk-end-to-end' },
  });
  webui = adminClient();
  await untilListed(webui, MODEL);
  return async () => {
    await xops.stop();
    await cloud.close();
    await local.close();
  };
});

beforeAll(async () => {
  browser = await launchBrowser();
  return () => browser.close();
});

afterEach(() => {
  cloud.respond(cloudAnswers);
  local.respond(localAnswers);
});

/** What the cloud was sent, as text. */
const cloudText = () => cloud.received.map(({ text }) => text).join('\n');

/** What the cloud was sent while something was done. */
async function sentToCloud(what: () => Promise<unknown>): Promise<number> {
  const before = cloud.received.length;
  await what();
  return cloud.received.length - before;
}

async function chat(body: object): Promise<string> {
  const answer = await webui.request('/api/chat/completions', post({ stream: false, ...body }));
  return await answer.text();
}

const user = (content: unknown) => ({ role: 'user', content });

describe('in the browser', () => {
  test('a chat without sensitive data goes to the chosen model', async () => {
    const page = await openPage(browser);
    await openChat(page, NAME);
    const answer = await ask(page, 'How do I resize an EBS volume?');
    expect(await answer.innerText()).toContain('from the cloud.');
    expect(cloudText()).toContain('resize an EBS volume');
  });

  test('a sensitive chat is answered on the own network, says so, and so is its follow-up', async () => {
    const page = await openPage(browser);
    await openChat(page, NAME);
    const sent = await sentToCloud(async () => {
      const first = await ask(page, SENSITIVE);
      expect(await first.innerText()).toContain('from here.');
      expect(await first.innerText()).toContain('Answered by small (local, local).');
      await expectFoldedReceipt(first);
      const second = await ask(page, 'And what is an EBS volume?');
      expect(await second.innerText()).toContain('from here.');
    });
    expect(sent).toBe(0);
    await screenshot(page, { name: 'receipt', height: 900, documentation: true });
  });

  test('Stop ends the request to the model', async () => {
    cloud.respond(() =>
      openAiStream(
        { text: Array.from({ length: 600 }, (_, at) => `number ${at}. `) },
        { pauseMs: 100 },
      ),
    );
    const page = await openPage(browser);
    await openChat(page, NAME);
    await send(page, 'Count to six hundred.');
    const shown = () => page.locator('#messages-container').innerText();
    await expect.poll(shown, { timeout: 30_000 }).toContain('number 5.');
    const before = cloud.abandoned();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await expect.poll(() => cloud.abandoned(), { timeout: 10_000 }).toBe(before + 1);
  });
});

/** Opens the receipt that was folded, so that the picture shows it. */
async function expectFoldedReceipt(answer: Locator): Promise<void> {
  const receipt = answer.getByText('Receipt: where this was answered');
  await receipt.waitFor();
  const row = answer.getByText('restricted-stays-local');
  expect(await row.isVisible()).toBe(false);
  await receipt.click();
  await row.waitFor();
  const shown = await answer.innerText();
  expect(shown).toMatch(/Data class\s+RESTRICTED/);
  expect(shown).toContain('1 tfn');
  expect(shown).not.toContain(TFN);
}

describe('what Open WebUI adds to a chat', () => {
  test('a preset whose system prompt holds a key stays on the own network', async () => {
    const preset = {
      id: 'deploy-helper',
      name: 'Deploy helper',
      base_model_id: MODEL,
      meta: { description: null },
      params: { system: `Deploy with the key ${KEY}.` },
      access_grants: [],
    };
    const created = await webui.request('/api/v1/models/create', post(preset));
    expect(created.status, await created.text()).toBe(200);
    await webui.models();
    const ask = () => chat({ model: preset.id, messages: [user('How do I deploy?')] });
    expect(await sentToCloud(async () => expect(await ask()).toContain('from here.'))).toBe(0);
    expect(local.received.at(-1)?.text).toContain(KEY);
  });

  test('an image stays on the own network', async () => {
    const image = { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}` } };
    const messages = [user([{ type: 'text', text: 'What is this?' }, image])];
    const ask = () => chat({ model: MODEL, messages });
    expect(await sentToCloud(async () => expect(await ask()).toContain('from here.'))).toBe(0);
    expect(local.received.at(-1)?.text).toContain(PNG);
  });

  test('a chat with a document that holds a key stays on the own network', async () => {
    const form = new FormData();
    form.append('file', new Blob([`Runbook. The deploy key is ${KEY}.`]), 'runbook.txt');
    const upload = await webui.request('/api/v1/files/?process=true&process_in_background=false', {
      method: 'POST',
      body: form,
    });
    const { id } = await readJson(upload, Type.Object({ id: Type.String() }));
    const files = [{ type: 'file', id, name: 'runbook.txt' }];
    const ask = () => chat({ model: MODEL, files, messages: [user('What does the runbook say?')] });
    expect(await sentToCloud(async () => expect(await ask()).toContain('from here.'))).toBe(0);
    expect(local.received.at(-1)?.text).toContain(KEY);
  });

  test('a local model that is down is not replaced by the cloud, and the person reads why', async () => {
    local.respond(() => json({ error: 'out of memory' }, 500));
    const ask = () => chat({ model: MODEL, messages: [user(SENSITIVE)] });
    expect(
      await sentToCloud(async () => expect(await ask()).toContain('No other model was asked')),
    ).toBe(0);
  });
});

test('a crash between two turns changes nothing', async () => {
  const headers = { 'content-type': 'application/json', 'x-chat-id': 'chat-of-the-crash' };
  const turn = async (text: string) => {
    const body = JSON.stringify({ model: MODEL, messages: [user(text)] });
    const answer = await xops.request('/v1/chat/completions', { method: 'POST', headers, body });
    return await answer.text();
  };
  const sent = await sentToCloud(async () => {
    expect(await turn(SENSITIVE)).toContain('from here.');
    await xops.crash();
    await xops.start();
    expect(await turn('And what is an EBS volume?')).toContain('from here.');
  });
  expect(sent).toBe(0);
});

describe('a model of another connection of Open WebUI', () => {
  test('is sent what is not sensitive, and a sensitive chat is refused readably', async () => {
    const restore = await addConnection(webui, cloud.url);
    try {
      await xops.request(
        '/v1/sovereignty/valves/update',
        post({ enabled: true, pipelines: [DIRECT] }),
      );
      await untilListed(webui, DIRECT);
      const page = await openPage(browser);
      await openChat(page, DIRECT);
      const plain = await ask(page, 'What is a subnet?');
      expect(await plain.innerText()).toContain('from the cloud.');
      const refused = await ask(page, SENSITIVE);
      expect(await refused.innerText()).toMatch(/restricted data[^]*gateway\.xops-auto/);
      // Background tasks about the first question still come; nothing that comes holds the value.
      expect(cloudText()).toContain('What is a subnet?');
      expect(cloudText()).not.toContain(TFN);
      await screenshot(page, { name: 'sovereignty-filter', height: 900 });
    } finally {
      await restore();
    }
  });
});

test('the budget counts what a model of another connection reports, and refuses readably', async () => {
  const restore = await addConnection(webui, cloud.url);
  const valves = (changes: object) => xops.request('/v1/budget/valves/update', post(changes));
  try {
    const limits = { user_tokens_per_day: 10, answer_tokens: 1 };
    await valves({ enabled: true, pipelines: [DIRECT], ...limits });
    await untilListed(webui, DIRECT);
    const page = await openPage(browser);
    await openChat(page, DIRECT);
    expect(await (await ask(page, 'What is a subnet?')).innerText()).toContain('from the cloud.');
    const refused = await ask(page, 'And what is a gateway?');
    expect(await refused.innerText()).toMatch(
      /Your budget of 10 tokens a day for models (?:is used up|has no room for this question now): \d+ tokens were used/,
    );
  } finally {
    await valves({ enabled: false });
    await restore();
  }
});
