import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { beforeAll, expect, test, vi } from 'vitest';
import { openAiStream } from '../../pipeline-server/test/fake-upstreams/answers.ts';
import {
  type FakeUpstream,
  json,
  startFakeUpstream,
} from '../../pipeline-server/test/fake-upstreams/fake-upstream.ts';
import { post, readJson } from '../harness/open-webui-client.ts';
import { CLOUD_MODEL, CONNECT, type StackWithModels, startWithModels } from './models.ts';
import { search, signInPeople, upload } from './people.ts';
import type { Stack } from './stack.ts';
import type { WebuiUser } from './webui-user.ts';

const TFN = '876 543 210';
const QUESTION = 'Show me idle EC2 across all accounts';

let models: StackWithModels;
let stack: Stack;
let admin: WebuiUser;
let user: WebuiUser;

beforeAll(async () => {
  models = await startWithModels();
  ({ stack } = models);
  return () => models.stop();
});

const Report = Type.Object({
  changes: Type.Array(Type.Unknown()),
  failures: Type.Array(Type.Unknown()),
});

test('connect alone wires Open WebUI, and the second time changes nothing', () => {
  const first = stack.xops('connect', [...CONNECT, '--json']);
  expect(Value.Parse(Report, JSON.parse(first.out)).failures).toEqual([]);
  expect([first.code, first.err]).toEqual([0, '']);
  const again = stack.xops('connect', [...CONNECT, '--json']);
  expect(Value.Parse(Report, JSON.parse(again.out)).changes).toEqual([]);
  expect(stack.xops('connect', [...CONNECT, '--check']).code).toBe(0);
});

test('somebody who is no admin sees the models and chats with xOps', async () => {
  ({ admin, user } = await signInPeople(stack));
  expect(await user.models()).toEqual(expect.arrayContaining(['xops', CLOUD_MODEL]));
  const answer = await user.chat('xops').say(QUESTION);
  expect(answer).toContain('idle EC2 instances');
  expect(answer).toContain('sample organisation');
});

test('a chat goes through LiteLLM to the cloud, and a sensitive one stays local', async () => {
  const { cloud, ollama } = models;
  const plain = await user.chat(CLOUD_MODEL).say('How do I resize an EBS volume?');
  expect(plain).toContain('from the cloud');
  const before = cloud.received.length;
  const sensitive = `The tax file number of the applicant is ${TFN}. Which form?`;
  expect(await user.chat(CLOUD_MODEL).say(sensitive)).toContain('from here');
  expect(cloud.received.length).toBe(before);
  expect(ollama.received.map(({ text }) => text).join()).toContain(TFN);
});

test('a tool is called from another model; what it brings of AWS stays local', async () => {
  const { cloud, ollama } = models;
  const call = { name: 'list_idle_resources', arguments: { kind: 'ec2', limit: 2 } };
  models.answerWith({ calls: [call], finish: 'tool_calls' });
  const chat = user.chat(CLOUD_MODEL, { toolIds: ['server:xops'] });
  const answer = await chat.say('Which EC2 instances are idle?');
  models.answerWith(null);
  expect(cloud.received.at(-1)?.text).toContain('Which EC2 instances are idle?');
  expect(answer).toContain('from here');
  expect(ollama.received.at(-1)?.text).toContain('idle EC2 instances');
  expect(cloud.received.map(({ text }) => text).join()).not.toContain('idle EC2 instances');
});

test('a document is uploaded, its vectors made here and kept in Chroma, and found', async () => {
  const file = await upload(admin, 'Resizing volumes: ask the platform team on #storage first.');
  const database = '/api/v2/tenants/default_tenant/databases/default_database';
  const collections = await fetch(`${stack.url('chroma')}${database}/collections`);
  expect(await collections.text()).toContain(`file-${file}`);
  expect(await search(admin, file, 'who resizes volumes')).toContain('platform team');
  await admin.chat(CLOUD_MODEL, { fileIds: [file] }).say('Who resizes volumes?');
  const sent = [...models.cloud.received, ...models.ollama.received].map(({ text }) => text);
  expect(sent.join()).toContain('ask the platform team');
});

const Key = Type.Object({ key: Type.String() });
const Approvals = Type.Object({
  approvals: Type.Array(
    Type.Object({
      id: Type.String(),
      status: Type.String(),
      hashes: Type.Object({ artifact: Type.String() }),
      routing: Type.Object({ quorum: Type.Integer() }),
    }),
  ),
});

async function newestApproval() {
  const headers = { authorization: `Bearer ${stack.secret('xops_api_key')}` };
  const answer = await fetch(`${stack.url('xops')}/api/approvals`, { headers });
  const [newest] = (await readJson(answer, Approvals)).approvals;
  if (newest === undefined) throw new Error('no request was made');
  return newest;
}

/** By the command line in the container: a personal key, then the decision. */
function approve(person: string, approval: Awaited<ReturnType<typeof newestApproval>>): void {
  const groups = ['--group', 'approvers', '--group', 'production-approvers'];
  const who = ['--person', `${person}@example.com`, ...groups];
  const made = stack.xops('xops', ['keys', 'create', ...who, '--json']);
  const file = path.join(stack.folder, `${person}.key`);
  writeFileSync(file, Value.Parse(Key, JSON.parse(made.out)).key);
  const plan = ['--plan', approval.hashes.artifact, '--key-file', file];
  expect(stack.xops('xops', ['approvals', 'approve', approval.id, ...plan]).err).toBe('');
}

test('an approval goes through: asked for in the chat, decided on by others, executed', async () => {
  const chat = user.chat('xops');
  await chat.say(QUESTION);
  await chat.say('approve 1');
  const asked = await newestApproval();
  expect(asked.status).toBe('PENDING');
  for (const person of ['mary', 'tom'].slice(0, asked.routing.quorum)) approve(person, asked);
  const done = async () => expect((await newestApproval()).status).toBe('SUCCEEDED');
  await vi.waitFor(done, { timeout: 60_000, interval: 500 });
});

const STRANGER = 'model-of-others';
const Connections = Type.Object({
  ENABLE_OPENAI_API: Type.Boolean(),
  OPENAI_API_BASE_URLS: Type.Array(Type.String()),
  OPENAI_API_KEYS: Type.Array(Type.String()),
  OPENAI_API_CONFIGS: Type.Record(Type.String(), Type.Unknown()),
});

/** A connection of Open WebUI that leads past this server. */
async function connectStranger(): Promise<FakeUpstream> {
  const stranger = await startFakeUpstream(({ path: asked }) =>
    asked === '/v1/models'
      ? json({ object: 'list', data: [{ id: STRANGER, object: 'model', owned_by: 'others' }] })
      : openAiStream({ text: ['An answer of others.'] }),
  );
  const found = await readJson(await admin.request('/openai/config'), Connections);
  const more = {
    OPENAI_API_BASE_URLS: [...found.OPENAI_API_BASE_URLS, `${stranger.url}/v1`],
    OPENAI_API_KEYS: [...found.OPENAI_API_KEYS, 'sk-others'],
  };
  await admin.request('/openai/config/update', post({ ...found, ...more }));
  expect(await admin.models()).toContain(STRANGER);
  return stranger;
}

test('the guard asks this server before a model of others, and stops the chat while it does not answer', async () => {
  const stranger = await connectStranger();
  const chats = () => stranger.received.filter(({ path: asked }) => asked.includes('chat'));
  expect(await admin.chat(STRANGER).say('How do I resize a volume?')).toContain('of others');
  const before = chats().length;
  await stack.kill('xops');
  await expect(admin.chat(STRANGER).say('How do I resize a volume?')).rejects.toThrow(
    'the chat shows',
  );
  expect(chats().length).toBe(before);
  await stack.start('xops');
  expect(await admin.chat(STRANGER).say('How do I resize a volume?')).toContain('of others');
  await stranger.close();
});

test('connect takes out what it made', () => {
  expect(stack.xops('connect', [...CONNECT, '--remove']).code).toBe(0);
  expect(stack.xops('connect', [...CONNECT, '--check']).code).toBe(1);
});
