import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import OpenAI from 'openai';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { beforeAll, expect, test } from 'vitest';
import { startXops, type XopsServer } from './harness/xops-server.ts';

const QUESTION = 'Show me idle EC2 across all accounts';
const INSTANCE = /\bi-[0-9a-f]{8,17}\b/;

const Refused = Type.Object({
  kind: Type.String(),
  status: Type.Integer(),
  message: Type.String(),
});

/** What e2e/clients/openai_client.py prints. */
const PythonReport = Type.Object({
  models: Type.Array(Type.String()),
  answer: Type.String(),
  finish: Type.String(),
  streamed: Type.String(),
  streamedFinish: Type.Array(Type.String()),
  chunkIds: Type.Array(Type.String()),
  wrongKey: Refused,
  wrongModel: Refused,
});

let xops: XopsServer;

beforeAll(async () => {
  xops = await startXops();
  return () => xops.stop();
});

test('the official Python client lists models, chats, streams and is refused', async () => {
  const python = path.join(process.env['E2E_VENV'] ?? '', 'bin/python');
  const script = 'e2e/clients/openai_client.py';
  const { stdout } = await promisify(execFile)(
    python,
    [script, `${xops.url}/v1`, xops.key, 'xops', QUESTION],
    { timeout: 60_000 },
  );
  const report = Value.Parse(PythonReport, JSON.parse(stdout));
  expect(report.models).toContain('xops');
  expect(report.answer).toMatch(INSTANCE);
  expect(report.finish).toBe('stop');
  expect(report.streamed).toMatch(INSTANCE);
  expect(report.streamedFinish).toEqual(['stop']);
  expect(report.chunkIds).toHaveLength(1);
  expect(report.wrongKey).toMatchObject({ kind: 'AuthenticationError', status: 401 });
  expect(report.wrongModel).toMatchObject({ kind: 'NotFoundError', status: 404 });
});

test('the official JavaScript client lists models and chats', async () => {
  const client = javascriptClient(xops.key);
  const models = await client.models.list();
  expect(models.data.map(({ id }) => id)).toContain('xops');

  const answer = await client.chat.completions.create(chat('xops'));
  expect(answer.choices[0]?.message.content).toMatch(INSTANCE);
  expect(answer.choices[0]?.finish_reason).toBe('stop');
});

test('the official JavaScript client streams, with usage at the end', async () => {
  const stream = await javascriptClient(xops.key).chat.completions.create({
    ...chat('xops'),
    stream: true,
    stream_options: { include_usage: true },
  });
  let text = '';
  const usages: number[] = [];
  for await (const chunk of stream) {
    text += chunk.choices?.[0]?.delta?.content ?? '';
    if (chunk.usage) usages.push(chunk.usage.total_tokens);
  }
  expect(text).toMatch(INSTANCE);
  expect(usages).toHaveLength(1);
});

test('the official JavaScript client raises the typed error of a wrong key or model', async () => {
  await expect(
    javascriptClient('not-the-key-of-this-server').chat.completions.create(chat('xops')),
  ).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
  await expect(
    javascriptClient(xops.key).chat.completions.create(chat('no-such-model')),
  ).rejects.toBeInstanceOf(OpenAI.NotFoundError);
});

function javascriptClient(apiKey: string): OpenAI {
  return new OpenAI({ baseURL: `${xops.url}/v1`, apiKey, maxRetries: 0 });
}

function chat(model: string): OpenAI.ChatCompletionCreateParamsNonStreaming {
  return { model, messages: [{ role: 'user', content: QUESTION }] };
}
