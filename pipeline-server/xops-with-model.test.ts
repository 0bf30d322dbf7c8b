import { describe, expect, it, onTestFinished } from 'vitest';
import { listAnalyzers } from '../tools/analyzers/registry.ts';
import { createFakeAnalyzers, fakeFinding, fakeResult } from './test/fake-analyzers.ts';
import { createFakeFocus } from './test/fake-focus.ts';
import { ollamaStream, openAiCompletion, openAiStream } from './test/fake-upstreams/answers.ts';
import { type FakeUpstream, json, startFakeUpstream } from './test/fake-upstreams/fake-upstream.ts';
import { contentOf, readSse } from './test/read-sse.ts';
import { bearer, startTestApp, type TestApp } from './test/start-test-app.ts';

const PARAMETERS = {
  accounts: '',
  regions: '',
  period: '',
  compareTo: '',
  groupBy: '',
  top: '',
  days: '',
  severities: '',
  search: '',
};
/** Digits that could be an account; those of the other fakes are known placeholders. */
const ACCOUNT = '482913746512';
const FINDING = fakeFinding(0, {
  accountId: ACCOUNT,
  fields: { account: 'payments-prod', saving: 1000.5 },
});
const GUESS = JSON.stringify({ analyzers: ['cost.ec2.idle'], parameters: PARAMETERS });

async function upstream(respond: Parameters<typeof startFakeUpstream>[0]): Promise<FakeUpstream> {
  const started = await startFakeUpstream(respond);
  onTestFinished(() => started.close());
  return started;
}

/** A server with its own policy, a model in the cloud, and one on its own network where wanted. */
async function start({ withLocal }: { readonly withLocal: boolean }) {
  const cloud = await upstream(({ json: body }) =>
    body['stream'] === true
      ? openAiStream({ text: ['From the cloud.'] })
      : openAiCompletion({ text: [GUESS] }),
  );
  const local = await upstream(({ path }) =>
    path === '/api/show'
      ? json({})
      : ollamaStream({ text: ['The 1 instance is idle, ', 'not 77.'] }),
  );
  const routes = [
    {
      id: 'cloud',
      provider: 'openai',
      place: 'cloud',
      baseUrl: `${cloud.url}/v1`,
      models: ['big'],
    },
    ...(withLocal
      ? [{ id: 'local', provider: 'ollama', baseUrl: local.url, models: ['small'] }]
      : []),
  ];
  const test = await startTestApp({
    productPlugins: true,
    environment: { XOPS_ROUTES: JSON.stringify(routes), OPENAI_API_KEY: 'sk-key' },
    analyzers: {
      analyzers: createFakeAnalyzers({
        catalogue: listAnalyzers(),
        results: { 'cost.ec2.idle': fakeResult(1, { findings: [FINDING] }) },
      }),
      focus: createFakeFocus(),
      awsSource: { kind: 'live', label: 'live' },
      close: () => Promise.resolve(),
    },
  });
  return { test, cloud, local };
}

async function ask({ app }: TestApp, question: string) {
  const answer = await app.inject({
    method: 'POST',
    url: '/v1/chat/completions',
    headers: { ...bearer(), 'x-openwebui-chat-id': 'chat-1' },
    payload: {
      model: 'xops',
      messages: [{ role: 'user', content: question }],
      stream: true,
      stream_options: { include_usage: true },
    },
  });
  const stream = readSse(answer.body);
  return { text: contentOf(stream), payloads: JSON.stringify(stream.payloads) };
}

const asked = ({ received }: FakeUpstream, path: RegExp) =>
  received.filter((request) => path.test(request.path)).map(({ text }) => text);

describe('the model xops with models behind the policy', () => {
  it('words results with account ids on the own network, and asks the cloud about words alone', async () => {
    const { test, cloud, local } = await start({ withLocal: true });
    const { text, payloads } = await ask(test, 'tell me about instances');
    expect(text).toContain(
      '**In the words of small (local):** The 1 instance is idle, not [struck\\].',
    );
    expect(text).toContain('(1 figure or name that no result gives: struck.)');
    expect(text).toContain(`| payments-prod (${ACCOUNT}) | USD 1,000.50 |`);
    expect(text).toMatch(
      /understood by big \(cloud, sent as (?:PUBLIC|INTERNAL), 7 tokens in, 5 out\)/,
    );
    expect(text).toContain('worded by small (local, sent as CONFIDENTIAL, ');
    expect(payloads).toMatch(/"prompt_tokens":(?!0\b)/);
    expect(asked(cloud, /completions/)).toHaveLength(1);
    expect(asked(cloud, /./).join()).not.toContain(ACCOUNT);
    expect(asked(local, /chat/).join()).toContain(ACCOUNT);
  });

  it('writes the answer itself where no model may be sent the results, and says so', async () => {
    const { test, cloud } = await start({ withLocal: false });
    const { text } = await ask(test, 'Show me idle EC2 across all accounts');
    expect(text).toContain(`| payments-prod (${ACCOUNT}) | USD 1,000.50 |`);
    expect(text).toMatch(/written without a model: .*confidential data/);
    expect(asked(cloud, /completions/)).toEqual([]);
  });

  it('asks nobody where the valves say so', async () => {
    const { test, cloud, local } = await start({ withLocal: true });
    const off = { model_understanding: false, model_wording: false };
    const changed = await test.app.inject({
      method: 'POST',
      url: '/xops/valves/update',
      headers: bearer(),
      payload: off,
    });
    expect(changed.statusCode).toBe(200);
    const { text } = await ask(test, 'Show me idle EC2 across all accounts');
    await ask(test, 'tell me about instances');
    expect(text).toContain('; written without a model\n');
    expect([...asked(cloud, /completions/), ...asked(local, /chat/)]).toEqual([]);
  });

  it('writes every question to a model into the audit log', async () => {
    const { test } = await start({ withLocal: true });
    await ask(test, 'tell me about instances');
    const { audit } = test.services.sovereignty;
    const read = async () =>
      (await audit.read({ after: 0, limit: 100 })).map(({ json: text }) => text).join('\n');
    await expect.poll(async () => (await read()).match(/"wording"/g)?.length).toBe(2);
    expect((await read()).match(/"understanding"/g)).toHaveLength(2);
    expect(await read()).not.toContain(ACCOUNT);
  });
});
