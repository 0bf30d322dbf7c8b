import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { CONNECTION_KEY } from './harness/open-webui.ts';
import {
  adminClient,
  type OpenWebuiClient,
  post,
  readJson,
  SavedChat,
  StartedChat,
} from './harness/open-webui-client.ts';
import { startXops, type XopsServer } from './harness/xops-server.ts';

/** A model that calls the tool which the user names, with the arguments given, and repeats what it answered. */
const SCRIPTED = `
export default ({ definePipe, Type }) =>
  definePipe({
    id: 'scripted',
    name: 'Scripted',
    description: 'Calls the tool that it is told to call.',
    valves: Type.Object({}),
    *pipe({ messages, userMessage }) {
      const last = messages.at(-1);
      if (last.role === 'tool') {
        yield 'The tool said: ' + last.content;
        return;
      }
      const [name, ...rest] = userMessage.split(' ');
      const call = { name, arguments: rest.join(' ') };
      const toolCall = { index: 0, id: 'call_1', type: 'function', function: call };
      const chunk = (delta, finish_reason) => ({
        id: 'c1', object: 'chat.completion.chunk', created: 1, model: 'scripted',
        choices: [{ index: 0, delta, finish_reason }],
      });
      yield chunk({ role: 'assistant', tool_calls: [toolCall] }, null);
      yield chunk({}, 'tool_calls');
    },
  });`;

const EVERYBODY = [{ principal_type: 'user', principal_id: '*', permission: 'read' }];

let xops: XopsServer;
let webui: OpenWebuiClient;

beforeAll(async () => {
  xops = await startXops({ plugins: { 'scripted.js': SCRIPTED } });
  return () => xops.stop();
});

beforeAll(async () => {
  webui = adminClient();
  await connectTools();
  await webui.models();
  return () => saveConnections([]);
});

/** Saving makes Open WebUI read the OpenAPI document. */
function saveConnections(connections: readonly object[]): Promise<Response> {
  return webui.request(
    '/api/v1/configs/tool_servers',
    post({ TOOL_SERVER_CONNECTIONS: connections }),
  );
}

async function connectTools(): Promise<void> {
  const shared = {
    auth_type: 'bearer',
    key: CONNECTION_KEY,
    config: { enable: true, access_grants: EVERYBODY },
  };
  const openapi = {
    ...shared,
    type: 'openapi',
    url: `${xops.url}/tools`,
    path: 'openapi.json',
    info: { id: 'xops', name: 'xOps' },
  };
  const mcp = {
    ...shared,
    type: 'mcp',
    url: `${xops.url}/mcp`,
    path: '',
    info: { id: 'xopsmcp', name: 'xOps MCP' },
  };
  const saved = await saveConnections([openapi, mcp]);
  expect(saved.status).toBe(200);
}

/** Sends a message in a new chat with the tools switched on, as the chat page does, and waits for the whole answer. */
async function chat(text: string, toolId: string) {
  const user = {
    id: randomUUID(),
    parentId: null,
    role: 'user',
    content: text,
    models: ['scripted'],
  };
  const body = {
    model: 'scripted',
    stream: true,
    id: randomUUID(),
    parent_id: null,
    session_id: randomUUID(),
    user_message: user,
    messages: [{ role: 'user', content: text }],
    tool_ids: [toolId],
    params: { function_calling: 'native' },
  };
  const { chat_id } = await readJson(
    await webui.request('/api/chat/completions', post(body)),
    StartedChat,
  );
  let answer: { content: string; output?: unknown } = { content: '' };
  await expect
    .poll(
      async () => {
        const saved = await readJson(await webui.request(`/api/v1/chats/${chat_id}`), SavedChat);
        const messages = Object.values(saved.chat.history.messages);
        answer = messages.find(({ role }) => role === 'assistant') ?? answer;
        return messages.some(({ role, done }) => role === 'assistant' && done === true);
      },
      { timeout: 60_000, interval: 500 },
    )
    .toBe(true);
  return answer;
}

describe.each([
  ['over OpenAPI', 'server:xops', ''],
  ['over MCP', 'server:mcp:xopsmcp', 'xopsmcp_'],
])('a model of Open WebUI %s', (_door, toolId, prefix) => {
  test('calls a tool and gets its answer', async () => {
    const { content } = await chat(`${prefix}list_idle_resources {"kind":"ec2","limit":2}`, toolId);
    expect(content).toContain('The tool said:');
    expect(content).toContain('idle EC2 instances');
    expect(content).toContain('get_rows');
    expect(content).toContain('sample organisation');
  });

  test('reads from an error what to do instead', async () => {
    const { content } = await chat(`${prefix}cost_by {"accounts":["nope"]}`, toolId);
    expect(content).toContain('No account');
    expect(content).toContain('list_accounts');
  });
});

test('a tool can show the user a panel', async () => {
  const { output } = await chat(
    'list_idle_resources {"kind":"ec2","format":"html"}',
    'server:xops',
  );
  expect(JSON.stringify(output)).toContain('<!doctype html>');
});

test('a restart of the server goes unnoticed: the same document, and tools that answer', async () => {
  const document = async () => (await xops.request('/tools/openapi.json')).text();
  const before = await document();
  await xops.crash();
  await xops.start();
  expect(await document()).toBe(before);
  const asked = 'list_idle_resources {"kind":"ec2","limit":2}';
  expect((await chat(asked, 'server:xops')).content).toContain('idle EC2 instances');
  const overMcp = await chat(`xopsmcp_${asked}`, 'server:mcp:xopsmcp');
  expect(overMcp.content).toContain('idle EC2 instances');
});
