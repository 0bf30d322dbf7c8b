import { randomUUID } from 'node:crypto';
import type { Browser, Page } from 'playwright-core';
import { Type } from 'typebox';
import { beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { FakeAnswer } from '../pipeline-server/test/fake-upstreams/answers.ts';
import { untilShown } from './harness/approval-chat.ts';
import { ask, launchBrowser, openChat, openPage } from './harness/browser.ts';
import { adminClient, type OpenWebuiClient, post, readJson } from './harness/open-webui-client.ts';
import { type ChatOfModel, type OtherModel, startOtherModel } from './harness/other-model.ts';
import { connectTools, startShellTools } from './harness/tool-server.ts';
import { startXops, type XopsServer } from './harness/xops-server.ts';

const READ = 'aws ec2 describe-instances --region eu-west-1';
const STOP = 'aws ec2 stop-instances --instance-ids i-0123456789abcdef0';

let xops: XopsServer;
let webui: OpenWebuiClient;
let browser: Browser;
let shell: Awaited<ReturnType<typeof startShellTools>>;
let model: OtherModel;

/** A model that does what it is told by any tool it has, and repeats what the tool said. */
function obedient({ last, question, tools }: ChatOfModel): FakeAnswer {
  if (last.role === 'tool') return { text: [`The tool said: ${last.content}`] };
  const command = /^Run (.+)$/.exec(question)?.[1];
  if (command === undefined) return { text: ['I am here.'] };
  if (!tools.includes('run_shell')) return { text: ['I have no tool for it.'] };
  return { calls: [{ name: 'run_shell', arguments: { command } }], finish: 'tool_calls' };
}

beforeAll(async () => {
  xops = await startXops();
  webui = adminClient();
  shell = await startShellTools();
  await connectTools(webui, [{ id: 'shell', url: shell.url, key: 'any' }]);
  model = await startOtherModel(webui, {
    name: 'other-model',
    toolIds: ['server:shell'],
    answer: obedient,
  });
  browser = await launchBrowser();
  return async () => {
    await browser.close();
    await model.close();
    await connectTools(webui, []);
    await shell.close();
    await xops.stop();
  };
});

async function setValves(changed: object): Promise<void> {
  const saved = await xops.request(
    '/v1/hitl-gate/valves/update',
    post({ enabled: true, ...changed }),
  );
  expect(saved.status, await saved.text()).toBe(200);
}

async function openOther(): Promise<Page> {
  const page = await openPage(browser);
  await openChat(page, 'other-model with tools');
  return page;
}

/** Open WebUI has the model find a title for a refused question too. */
const questionsSince = (index: number) => model.chats.slice(index).map(({ question }) => question);

const picture = (page: Page, name: string) =>
  page.screenshot({ path: `.e2e/screenshots/${name}.png`, animations: 'disabled' });

beforeEach(() => setValves({ tools: ['*'], questions: 'note' }));

const Message = Type.Object({
  role: Type.String(),
  content: Type.String(),
  output: Type.Optional(
    Type.Array(Type.Object({ type: Type.String(), call_id: Type.Optional(Type.String()) })),
  ),
});
const Chat = Type.Object({
  chat: Type.Object({ history: Type.Object({ messages: Type.Record(Type.String(), Message) }) }),
});

async function readMessage(chatId: string, messageId: string) {
  const { chat } = await readJson(await webui.request(`/api/v1/chats/${chatId}`), Chat);
  const message = chat.history.messages[messageId];
  if (message === undefined) throw new Error('there is no such message');
  return message;
}

/** Asks as the chat page does where calls of tools wait for the user's permission; gives the call that waits. */
async function askWithPermission(text: string) {
  const config = (await (await webui.request('/api/v1/chats/config')).json()) as object;
  const permissions = (isOn: boolean) =>
    webui.request('/api/v1/chats/config', post({ ...config, ENABLE_TOOL_PERMISSIONS: isOn }));
  await permissions(true);
  onTestFinished(async () => {
    await permissions(false);
  });
  const [id, messageId] = [randomUUID(), randomUUID()];
  const body = {
    model: 'other-model-with-tools',
    stream: true,
    id: messageId,
    parent_id: null,
    session_id: randomUUID(),
    user_message: { id, parentId: null, role: 'user', content: text },
    messages: [{ role: 'user', content: text }],
    tool_ids: ['server:shell'],
    params: { function_calling: 'native', tool_approval_mode: 'ask' },
  };
  const { chat_id: chatId } = await readJson(
    await webui.request('/api/chat/completions', post(body)),
    Type.Object({ chat_id: Type.String() }),
  );
  return await vi.waitFor(
    async () => {
      const { output = [] } = await readMessage(chatId, messageId);
      const call = output.find(({ type }) => type === 'function_call')?.call_id;
      if (call === undefined) throw new Error('no call waits');
      return { chatId, messageId, call };
    },
    { timeout: 30_000, interval: 500 },
  );
}

test('a call that reads is made, and nothing is said of it', async () => {
  const page = await openOther();
  const answer = await ask(page, `Run ${READ}`);
  expect(await answer.innerText()).toContain('The tool said:');
  expect(await answer.innerText()).not.toContain('Not approved');
  expect(shell.ran.at(-1)).toBe(READ);
});

test('a call that writes is made by Open WebUI before anybody is asked, and the answer says so', async () => {
  const page = await openOther();
  const before = shell.ran.length;
  const answer = await ask(page, `Run ${STOP}`);
  await untilShown(answer, 'Not approved');
  await picture(page, 'hitl-gate-told');
  expect(shell.ran.slice(before)).toEqual([STOP]);
});

test('a permission that the user gives in Open WebUI is no approval, and is not seen before the call either', async () => {
  const before = shell.ran.length;
  const { chatId, messageId, call } = await askWithPermission(`Run ${STOP}`);
  expect(shell.ran.length).toBe(before);
  const resolved = await webui.request(
    `/api/v1/chats/${chatId}/messages/${messageId}/resolve`,
    post({ call_id: call, action: 'approve' }),
  );
  expect(resolved.status).toBe(200);
  await vi.waitFor(
    async () => expect((await readMessage(chatId, messageId)).content).toContain('Not approved'),
    { timeout: 30_000, interval: 500 },
  );
  expect(shell.ran.slice(before)).toEqual([STOP]);
});

test('a tool that no admin has listed is kept from these models: the question is refused, and nothing is run', async () => {
  await setValves({ tools: ['server:xops'] });
  const page = await openOther();
  const [before, asked] = [shell.ran.length, model.chats.length];
  const answer = await ask(page, `Run ${STOP}`);
  expect(await answer.innerText()).toMatch(
    /without an approval: server:shell.*ask the model xOps/s,
  );
  await picture(page, 'hitl-gate-refused');
  expect(shell.ran.length).toBe(before);
  expect(questionsSince(asked)).not.toContain(`Run ${STOP}`);
});

test('a command that writes, in a question, is refused where an admin wants that', async () => {
  await setValves({ questions: 'deny' });
  const page = await openOther();
  const asked = model.chats.length;
  const answer = await ask(page, `Please do \`${STOP}\``);
  expect(await answer.innerText()).toMatch(/needs an approval.*Ask the model xOps/s);
  await picture(page, 'hitl-gate-question');
  expect(questionsSince(asked)).not.toContain(`Please do \`${STOP}\``);
});
