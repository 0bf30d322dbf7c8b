import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { Type } from 'typebox';
import { beforeAll, describe, expect, test } from 'vitest';
import { openAiCompletion, openAiStream } from '../pipeline-server/test/fake-upstreams/answers.ts';
import {
  type FakeResponder,
  type FakeUpstream,
  json,
  startFakeUpstream,
} from '../pipeline-server/test/fake-upstreams/fake-upstream.ts';
import { ask, launchBrowser, openChat, screenshot } from './harness/browser.ts';
import {
  CONNECTION_KEY,
  type OpenWebui,
  startFreshOpenWebui,
  USER_JWT_SECRET,
} from './harness/open-webui.ts';
import { post, readJson, SavedChat, StartedChat } from './harness/open-webui-client.ts';
import { runCli } from './harness/xops-cli.ts';
import { startXops, type XopsServer } from './harness/xops-server.ts';

const MARY = { name: 'Mary', email: 'mary@example.com', password: 'mary-pass', role: 'user' };
const TFN = '876 543 210';
const CLOUD = 'cloud-model';
const EVERYBODY = [{ principal_type: 'user', principal_id: '*', permission: 'read' }];

const Token = Type.Object({ token: Type.String() });
const Models = Type.Object({ data: Type.Array(Type.Object({ id: Type.String() })) });
/** A model of somebody else: it calls the tool that it is told to, and repeats what the tool said. */
const cloudAnswers: FakeResponder = ({ path: address, json: body }) => {
  if (address.endsWith('/models'))
    return json({ object: 'list', data: [{ id: CLOUD, object: 'model', owned_by: 'cloud' }] });
  const messages = body['messages'] as { role: string; content: string }[];
  const last = messages.at(-1);
  if (last?.role === 'tool') return openAiStream({ text: [`The tool said: ${last.content}`] });
  if (body['stream'] !== true) return openAiCompletion({ text: ['From the cloud.'] });
  const call = { name: 'list_idle_resources', arguments: { kind: 'ec2', limit: 2 } };
  return last?.content.includes('call the tool') === true
    ? openAiStream({ calls: [call], finish: 'tool_calls' })
    : openAiStream({ text: ['From the cloud.'] });
};

let cloud: FakeUpstream;
let xops: XopsServer;
let webui: OpenWebui;
let browser: Browser;
let mary = '';

/** An Open WebUI after its installation, with one connection that an admin made to somebody else's model. */
beforeAll(async () => {
  cloud = await startFakeUpstream(cloudAnswers);
  xops = await startXops();
  webui = await startFreshOpenWebui({
    name: 'open-webui-connect',
    environment: {
      OPENAI_API_BASE_URLS: `${cloud.url}/v1`,
      OPENAI_API_KEYS: 'sk-cloud',
      ENABLE_FORWARD_USER_INFO_HEADERS: 'true',
      FORWARD_USER_INFO_HEADER_JWT_SECRET: USER_JWT_SECRET,
      // As Open WebUI comes; offline it has no model of its own for vectors.
      RAG_EMBEDDING_ENGINE: '',
      BYPASS_EMBEDDING_AND_RETRIEVAL: 'false',
    },
  });
  const entry = { id: CLOUD, base_model_id: null, name: 'Cloud', meta: {}, params: {} };
  await asAdmin('/api/v1/models/create', post({ ...entry, access_grants: EVERYBODY }));
  mary = (await readJson(await asAdmin('/api/v1/auths/add', post(MARY)), Token)).token;
  return async () => {
    await webui.stop();
    await xops.stop();
    await cloud.close();
  };
}, 240_000);

beforeAll(async () => {
  browser = await launchBrowser();
  return () => browser.close();
});

function call(token: string, pathname: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${token}`);
  return fetch(`${webui.url}${pathname}`, { ...init, headers });
}

const asAdmin = (pathname: string, init?: RequestInit) => call(webui.adminToken, pathname, init);
const asMary = (pathname: string, init?: RequestInit) => call(mary, pathname, init);

async function modelsOfMary(): Promise<readonly string[]> {
  return (await readJson(await asMary('/api/models'), Models)).data.map(({ id }) => id).toSorted();
}

/** `xops connect` with the admin's session in a file, as a script runs it. */
async function connect(...args: readonly string[]) {
  const file = path.join(xops.folder, 'token');
  writeFileSync(file, webui.adminToken);
  const options = ['--url', webui.url, '--server', xops.url, '--token-file', file];
  return await runCli(['connect', ...options, ...args], {
    PIPELINES_API_KEY: CONNECTION_KEY,
    DATA_DIR: path.join(xops.folder, 'data'),
  });
}

async function changes(...args: readonly string[]): Promise<readonly string[]> {
  const { out, err } = await connect('--json', ...args);
  expect(err).toBe('');
  const report: { changes: { kind: string; subject: string }[] } = JSON.parse(out);
  return report.changes.map(({ kind, subject }) => `${kind} ${subject}`);
}

/** Asks as Mary in a new chat, as the chat page does, and waits for the whole answer. */
async function chat(text: string, tools: readonly string[] = []) {
  const message = {
    id: randomUUID(),
    parentId: null,
    role: 'user',
    content: text,
    models: [CLOUD],
  };
  const body = {
    model: CLOUD,
    stream: true,
    id: randomUUID(),
    parent_id: null,
    session_id: randomUUID(),
    user_message: message,
    messages: [{ role: 'user', content: text }],
    tool_ids: tools,
    params: { function_calling: 'native' },
  };
  const { chat_id } = await readJson(
    await asMary('/api/chat/completions', post(body)),
    StartedChat,
  );
  let answer: { content: string; error?: unknown } = { content: '' };
  await expect
    .poll(
      async () => {
        const saved = await readJson(await asMary(`/api/v1/chats/${chat_id}`), SavedChat);
        const messages = Object.values(saved.chat.history.messages);
        const found = messages.find(({ role }) => role === 'assistant');
        answer = found ?? answer;
        return found?.done === true;
      },
      { timeout: 60_000, interval: 500 },
    )
    .toBe(true);
  return { content: answer.content, error: JSON.stringify(answer.error ?? null) };
}

/** What the cloud was asked while something was done, without looks at its models. */
async function sentToCloud(what: () => Promise<unknown>): Promise<string> {
  const before = cloud.received.length;
  await what();
  const asked = cloud.received.slice(before).filter(({ method }) => method === 'POST');
  return asked.map(({ text }) => text).join('\n');
}

/** The chat page as Mary sees it. */
async function pageOfMary(theme: 'light' | 'dark' = 'light'): Promise<Page> {
  const context = await browser.newContext({
    baseURL: webui.url,
    viewport: { width: 1280, height: 900 },
    colorScheme: theme,
  });
  await context.addInitScript(
    ([token, value]) => {
      localStorage.setItem('token', token ?? '');
      localStorage.setItem('theme', value ?? '');
    },
    [mary, theme],
  );
  const page = await context.newPage();
  await page.goto('/');
  await page.waitForSelector('#chat-input');
  return page;
}

describe('an Open WebUI that knows nothing of this server', () => {
  test('shows its users none of our models', async () => {
    expect(await modelsOfMary()).toEqual([CLOUD]);
  });

  test('is told what would be changed, and nothing is', async () => {
    const { code, out } = await connect('--check', '--guard');
    expect(code).toBe(1);
    expect(out).toContain('9 changes to make');
    expect(await modelsOfMary()).toEqual([CLOUD]);
  });
});

describe('after xops connect', () => {
  beforeAll(async () => {
    const { code, out, err } = await connect();
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('4 changes');
    expect(out).toContain('leads past this server');
    expect(out).not.toContain(CONNECTION_KEY);
  });

  test('a user who is no admin chats with xOps', async () => {
    expect(await modelsOfMary()).toEqual([CLOUD, 'xops']);
    const page = await pageOfMary();
    await openChat(page, 'xOps');
    await page.getByText('Why did the bill go up').waitFor();
    await screenshot0(page, 'connect-first-questions');
    const answer = await ask(page, 'Show me idle EC2 across all accounts');
    expect(await answer.innerText()).toContain('14 idle EC2 instances');
    await screenshot(page, { name: 'connect-answer' });
  });

  test('a model of somebody else calls a tool', async () => {
    const { content, error } = await chat('Please call the tool.', ['server:xops']);
    expect(error).toBe('null');
    expect(content).toContain('The tool said:');
    expect(content).toContain('idle EC2 instances');
  });
});

describe('after xops connect --guard', () => {
  beforeAll(async () => {
    const { code, out, err } = await connect('--guard');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('5 changes');
  });

  test('what a tool says of AWS does not reach a model of the cloud', async () => {
    const sent = await sentToCloud(async () => {
      const { error } = await chat('Please call the tool.', ['server:xops']);
      expect(error).toMatch(/(?:confidential|restricted) data/);
    });
    expect(sent).toContain('Please call the tool.');
    expect(sent).not.toContain('idle EC2 instances');
  });

  test('a sensitive question does not reach a model of the cloud, a plain one does', async () => {
    const sent = await sentToCloud(async () => {
      const { error } = await chat(`The tax file number is ${TFN}. Which form do I need?`);
      expect(error).toContain('restricted data');
    });
    expect(sent).toBe('');
    expect(await sentToCloud(() => chat('How do I resize a volume?'))).toContain('resize');
  });

  test('a sensitive document does not reach it either', async () => {
    const form = new FormData();
    form.append('file', new File([`The tax file number of the applicant is ${TFN}.`], 'note.txt'));
    const uploaded = await asMary('/api/v1/files/?process=true', { method: 'POST', body: form });
    const { id } = await readJson(uploaded, Type.Object({ id: Type.String() }));
    const file = { type: 'file', id, name: 'note.txt', context: 'full' };
    const body = {
      model: CLOUD,
      stream: false,
      messages: [{ role: 'user', content: 'What does the note say?' }],
      files: [file],
    };
    const sent = await sentToCloud(async () => {
      const answer = await asMary('/api/chat/completions', post(body));
      expect(await answer.text()).toContain('restricted data');
    });
    expect(sent).not.toContain(TFN);
  });

  test('nothing reaches a model of the cloud while this server is stopped, and people are told', async () => {
    await xops.crash();
    const page = await pageOfMary('dark');
    const sent = await sentToCloud(async () => {
      await openChat(page, 'Cloud');
      const answer = await ask(page, 'How do I resize a volume?');
      expect(await answer.innerText()).toContain('Nothing was sent to the model');
    });
    await screenshot(page, { name: 'connect-guard' });
    await xops.start();
    expect(sent).toBe('');
    expect((await chat('And how do I resize a volume now?')).content).toContain('From the cloud.');
  });

  test('with --documents, this server makes the vectors and orders what is found', async () => {
    expect(await changes('--documents')).toEqual([
      'add embedding engine',
      'add reranker',
      'add document loader',
      'add cutting of documents',
    ]);
    for (const [name, content] of [
      ['volumes', 'To resize an EBS volume, change its size and grow the file system.'],
      [
        'certificates',
        'Certificates of ACM are renewed by themselves where DNS proves the domain.',
      ],
    ]) {
      const text = { name, content, collection_name: 'handbook' };
      const kept = await asAdmin('/api/v1/retrieval/process/text', post(text));
      expect(kept.status).toBe(200);
    }
    const question = { collection_names: ['handbook'], query: 'grow a volume', k: 1, hybrid: true };
    const found = await asAdmin('/api/v1/retrieval/query/collection', post(question));
    expect(await found.text()).toContain('grow the file system');
  });

  test('a second run changes nothing, and a check finds nothing', async () => {
    expect(await changes('--guard')).toEqual([]);
    expect((await connect('--guard', '--check')).code).toBe(0);
  });

  test('what somebody breaks is found and set right', async () => {
    await asAdmin('/api/v1/functions/id/xops_guard/toggle', post({}));
    expect((await connect('--guard', '--check')).code).toBe(1);
    expect(await changes('--guard')).toEqual(['change function xops_guard']);
    expect(await changes('--guard')).toEqual([]);
  });

  test('--remove leaves what others made', async () => {
    const { code } = await connect('--remove');
    expect(code).toBe(0);
    expect(await modelsOfMary()).toEqual([CLOUD]);
    await xops.crash();
    expect((await chat('How do I resize a volume?')).content).toContain('From the cloud.');
    await xops.start();
    expect(await changes('--remove')).toEqual([]);
  });
});

/** The page before there is a chat to scroll. */
async function screenshot0(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `.e2e/screenshots/${name}.png`, animations: 'disabled' });
}
