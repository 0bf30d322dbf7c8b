import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { freePort } from '../bench/free-port.ts';
import { openAiCompletion, openAiStream } from '../pipeline-server/test/fake-upstreams/answers.ts';
import {
  type FakeUpstream,
  json,
  startFakeUpstream,
} from '../pipeline-server/test/fake-upstreams/fake-upstream.ts';
import { type ManagedProcess, startProcess, waitForProcess } from './harness/managed-process.ts';
import { adminClient, post, streamedText } from './harness/open-webui-client.ts';
import { startXops, type XopsServer } from './harness/xops-server.ts';

const MASTER_KEY = 'sk-end-to-end-litellm-key';
const MODEL = 'gateway.litellm-team-model';
const START_TIMEOUT_MS = 110_000;
const ANSWER = { text: ['Grüße ', 'aus ', '世界'], inputTokens: 12, outputTokens: 6 };

let upstream: FakeUpstream;
let xops: XopsServer;

/** Open WebUI, our server, the real LiteLLM proxy, and a model behind it that answers what a test wants. */
beforeAll(async () => {
  upstream = await startFakeUpstream(({ json: body }) =>
    body['stream'] === true ? openAiStream(ANSWER, { pieceSize: 7 }) : openAiCompletion(ANSWER),
  );
  const litellm = await startLiteLlm(upstream.url);
  const route = {
    id: 'litellm',
    provider: 'litellm',
    place: 'local',
    baseUrl: `${litellm.url}/v1`,
  };
  xops = await startXops({
    environment: { XOPS_ROUTES: JSON.stringify([route]), LITELLM_API_KEY: MASTER_KEY },
  });
  return async () => {
    await xops.stop();
    await litellm.process.stop();
    await upstream.close();
    rmSync(litellm.folder, { recursive: true, force: true });
  };
}, 240_000);

test('Open WebUI lists what LiteLLM offers, and streams its answer', async () => {
  const client = adminClient();
  await expect
    .poll(async () => (await client.models()).map(({ id }) => id), { timeout: 90_000 })
    .toContain(MODEL);
  const lines = await client.stream({ model: MODEL, text: 'Say hello' });
  expect(streamedText(lines)).toBe(ANSWER.text.join(''));
  expect(await client.ask({ model: MODEL, text: 'Say hello' })).toBe(ANSWER.text.join(''));
});

test('tokens are counted, and the model behind LiteLLM gets the question and not our key', async () => {
  const answer = await chat({ stream: false });
  expect(await answer.json()).toMatchObject({
    usage: { prompt_tokens: 12, completion_tokens: 6 },
    choices: [{ finish_reason: 'stop' }],
  });
  const sent = upstream.received.at(-1);
  expect(sent?.text).toContain('Which accounts');
  expect(JSON.stringify(sent?.headers)).not.toMatch(new RegExp(`${MASTER_KEY}|${xops.key}`));
});

test('a rate limit of the model behind LiteLLM arrives as one, without its words', async () => {
  upstream.respond(() => json({ error: { message: 'canary-99 used up' } }, 429));
  const answer = await chat({ stream: true });
  expect(answer.status).toBe(429);
  expect(await answer.text()).not.toContain('canary-99');
});

test('a key that LiteLLM refuses is told as ours', async () => {
  await xops.crash();
  await xops.start({ LITELLM_API_KEY: 'sk-wrong' });
  const answer = await chat({ stream: true, model: 'gateway.xops-auto' });
  expect(answer.status).toBe(502);
  expect(await answer.text()).toContain("refuses the server's credentials");
});

function chat(more: object): Promise<Response> {
  const messages = [{ role: 'user', content: 'Which accounts do we have?' }];
  return xops.request('/v1/chat/completions', post({ model: MODEL, messages, ...more }));
}

async function startLiteLlm(
  apiBase: string,
): Promise<{ readonly url: string; readonly process: ManagedProcess; readonly folder: string }> {
  const folder = mkdtempSync(path.join(tmpdir(), 'xops-litellm-'));
  const file = path.join(folder, 'config.yaml');
  const parameters = { model: 'openai/behind', api_base: `${apiBase}/v1`, api_key: 'none' };
  const models = [{ model_name: 'team-model', litellm_params: parameters }];
  writeFileSync(file, JSON.stringify({ model_list: models, litellm_settings: { num_retries: 0 } }));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const proxy = startProcess({
    name: 'litellm',
    command: path.join(process.env['E2E_LITELLM_VENV'] ?? '', 'bin/litellm'),
    args: ['--config', file, '--host', '127.0.0.1', '--port', String(port), '--num_workers', '1'],
    environment: {
      LITELLM_MASTER_KEY: MASTER_KEY,
      LITELLM_LOCAL_MODEL_COST_MAP: 'True',
      LITELLM_TELEMETRY: 'False',
    },
    cwd: folder,
  });
  const ready = async () => (await fetch(`${url}/health/liveliness`)).ok;
  await waitForProcess(proxy, ready, START_TIMEOUT_MS);
  return { url, process: proxy, folder };
}
