import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { beforeAll, expect, test, vi } from 'vitest';
import { freePort } from '../../bench/free-port.ts';
import {
  anthropicStream,
  type FakeAnswer,
  ollamaStream,
} from '../../pipeline-server/test/fake-upstreams/answers.ts';
import {
  type FakeResponder,
  type FakeUpstream,
  json,
  startFakeUpstream,
} from '../../pipeline-server/test/fake-upstreams/fake-upstream.ts';
import { post, readJson } from '../harness/open-webui-client.ts';
import { type Stack, startStack } from './stack.ts';
import { signIn, type WebuiUser } from './webui-user.ts';

const ADMIN_EMAIL = 'admin@example.com';
const USER = { name: 'Una', email: 'una@example.com', password: 'a-password-of-una' };
const CLOUD_MODEL = 'gateway.litellm-assistant';
/** The command of the service. */
const CONNECT = ['connect', '--guard', '--documents'];
const TFN = '876 543 210';

const cloudAnswers: FakeResponder = ({ path: asked }) => {
  if (!asked.startsWith('/v1/messages')) return null;
  return anthropicStream(cloudAnswer);
};
const localAnswers: FakeResponder = ({ path: asked }) => {
  if (asked === '/api/tags') return json({ models: [{ name: 'llama3.2', model: 'llama3.2' }] });
  return asked === '/api/show' ? json({}) : ollamaStream({ text: ['An answer from here.'] });
};

let cloudAnswer: FakeAnswer = { text: ['An answer from the cloud.'] };
let cloud: FakeUpstream;
let ollama: FakeUpstream;
let stack: Stack;
let user: WebuiUser;

beforeAll(async () => {
  cloud = await startFakeUpstream(cloudAnswers);
  ollama = await startFakeUpstream(localAnswers, await freePort());
  stack = await startStack({
    variables: { XOPS_MODELS: 'claude-api', XOPS_EXECUTORS: '["aws"]' },
    cloudUrl: cloud.url,
    ollamaPort: Number(new URL(ollama.url).port),
  });
  return async () => {
    await stack.stop();
    await cloud.close();
    await ollama.close();
  };
});

test('connect alone wires Open WebUI, and the second time changes nothing', async () => {
  const first = stack.xops('connect', [...CONNECT, '--json']);
  expect(first.err).toBe('');
  expect(first.code).toBe(0);
  const again = stack.xops('connect', [...CONNECT, '--json']);
  expect(
    Value.Parse(Type.Object({ changes: Type.Array(Type.Unknown()) }), JSON.parse(again.out))
      .changes,
  ).toEqual([]);
  expect(stack.xops('connect', [...CONNECT, '--check']).code).toBe(0);
});

test('somebody who is no admin sees the models and chats with xOps', async () => {
  const admin = await signIn(stack.url('open-webui'), {
    email: ADMIN_EMAIL,
    password: stack.secret('open_webui_admin_password'),
  });
  await readJson(
    await admin.request('/api/v1/auths/add', post({ ...USER, role: 'user' })),
    Type.Unknown(),
  );
  user = await signIn(stack.url('open-webui'), USER);
  expect(await user.models()).toEqual(expect.arrayContaining(['xops', CLOUD_MODEL]));
  const answer = await user.chat('xops').say('Show me idle EC2 across all accounts');
  expect(answer).toContain('idle EC2 instances');
  expect(answer).toContain('sample organisation');
});

test('a chat goes through LiteLLM to the cloud, and a sensitive one stays local', async () => {
  expect(await user.chat(CLOUD_MODEL).say('How do I resize an EBS volume?')).toContain(
    'from the cloud',
  );
  const before = cloud.received.length;
  const answer = await user
    .chat(CLOUD_MODEL)
    .say(`The tax file number of the applicant is ${TFN}. Which form?`);
  expect(answer).toContain('from here');
  expect(cloud.received.length).toBe(before);
  expect(ollama.received.map(({ text }) => text).join()).toContain(TFN);
});

test('a tool is called from another model; what it brings of AWS stays local', async () => {
  cloudAnswer = {
    calls: [{ name: 'list_idle_resources', arguments: { kind: 'ec2', limit: 2 } }],
    finish: 'tool_calls',
  };
  const chat = user.chat(CLOUD_MODEL, { toolIds: ['server:xops'] });
  const answer = await chat.say('Which EC2 instances are idle?');
  cloudAnswer = { text: ['An answer from the cloud.'] };
  expect(cloud.received.at(-1)?.text).toContain('Which EC2 instances are idle?');
  expect(answer).toContain('from here');
  expect(ollama.received.at(-1)?.text).toContain('idle EC2 instances');
  expect(cloud.received.map(({ text }) => text).join()).not.toContain('idle EC2 instances');
});

const Uploaded = Type.Object({ id: Type.String() });
const Found = Type.Object({ documents: Type.Array(Type.Array(Type.String())) });

test('a document is uploaded, its vectors made here and kept in Chroma, and found', async () => {
  const admin = await signIn(stack.url('open-webui'), {
    email: ADMIN_EMAIL,
    password: stack.secret('open_webui_admin_password'),
  });
  const form = new FormData();
  form.append(
    'file',
    new Blob(['Resizing volumes: ask the platform team on channel storage first.'], {
      type: 'text/plain',
    }),
    'volumes.txt',
  );
  const file = await readJson(
    await admin.request('/api/v1/files/?process=true&process_in_background=false', {
      method: 'POST',
      body: form,
    }),
    Uploaded,
  );
  const collections = await fetch(
    `${stack.url('chroma')}/api/v2/tenants/default_tenant/databases/default_database/collections`,
  );
  expect(await collections.text()).toContain(`file-${file.id}`);
  const asked = { collection_name: `file-${file.id}`, query: 'who resizes volumes', k: 3 };
  const found = await readJson(
    await admin.request('/api/v1/retrieval/query/doc', post(asked)),
    Found,
  );
  expect(found.documents.flat().join()).toContain('platform team');
});

const Key = Type.Object({ key: Type.String() });
const Approval = Type.Object({
  id: Type.String(),
  status: Type.String(),
  hashes: Type.Object({ artifact: Type.String() }),
  routing: Type.Object({ quorum: Type.Integer() }),
});

async function approvals() {
  const headers = { authorization: `Bearer ${stack.secret('xops_api_key')}` };
  const answer = await fetch(`${stack.url('xops')}/api/approvals`, { headers });
  return (await readJson(answer, Type.Object({ approvals: Type.Array(Approval) }))).approvals;
}

test('an approval goes through: asked for in the chat, decided on by others, executed', async () => {
  const chat = user.chat('xops');
  await chat.say('Show me idle EC2 across all accounts');
  await chat.say('approve 1');
  const [asked] = await approvals();
  expect(asked?.status).toBe('PENDING');
  for (const person of ['mary', 'tom']) {
    const made = stack.xops('xops', [
      'keys',
      'create',
      '--person',
      `${person}@example.com`,
      '--group',
      'approvers',
      '--group',
      'production-approvers',
      '--json',
    ]);
    const file = path.join(stack.folder, `${person}.key`);
    writeFileSync(file, Value.Parse(Key, JSON.parse(made.out)).key);
    const decided = stack.xops('xops', [
      'approvals',
      'approve',
      asked?.id ?? '',
      '--plan',
      asked?.hashes.artifact ?? '',
      '--key-file',
      file,
    ]);
    expect(decided.err).toBe('');
    if (asked?.routing.quorum === 1) break;
  }
  await vi.waitFor(async () => expect((await approvals())[0]?.status).toBe('SUCCEEDED'), {
    timeout: 60_000,
    interval: 500,
  });
});
