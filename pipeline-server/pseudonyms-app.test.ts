import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openAiStream } from './test/fake-upstreams/answers.ts';
import { startFakeUpstream } from './test/fake-upstreams/fake-upstream.ts';
import { contentOf, readSse } from './test/read-sse.ts';
import { bearer, startTestApp } from './test/start-test-app.ts';

const POLICY = `
version: 1
name: pseudonyms
rules:
  - { id: open, classes: [PUBLIC, INTERNAL], action: allow, places: [local, vpc, cloud], reason: Nothing sensitive. }
  - { id: named, classes: [CONFIDENTIAL, RESTRICTED], action: pseudonymise, places: [local, vpc, cloud], reason: Values are replaced. }
`;

const QUESTION =
  'Mail jane.citizen@bigbank.com.au about role arn:aws:iam::482193057716:role/PayrollExport.';

/** A server with one model in the cloud, which repeats the question letter by letter. */
async function echoingServer() {
  const cloud = await startFakeUpstream(({ text }) => {
    const { messages = [] } = JSON.parse(text || '{}') as { messages?: { content: string }[] };
    return openAiStream({ text: (messages.at(-1)?.content ?? '').split('') });
  });
  onTestFinished(() => cloud.close());
  const folder = await mkdtemp(path.join(tmpdir(), 'xops-policy-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'policy.yaml');
  await writeFile(file, POLICY);
  const routes = [
    {
      id: 'cloud',
      provider: 'openai',
      place: 'cloud',
      baseUrl: `${cloud.url}/v1`,
      models: ['big'],
    },
  ];
  const environment = {
    XOPS_ROUTES: JSON.stringify(routes),
    OPENAI_API_KEY: 'sk-key',
    XOPS_POLICY_FILE: file,
  };
  const { app } = await startTestApp({ environment });
  const ask = async (contents: readonly string[]) => {
    const answer = await app.inject({
      method: 'POST',
      url: '/v1/chat/completions',
      headers: { ...bearer(), 'x-openwebui-chat-id': 'chat-1' },
      payload: {
        model: 'gateway.cloud-big',
        messages: contents.map((content) => ({ role: 'user', content })),
        stream: true,
      },
    });
    return contentOf(readSse(answer.body));
  };
  return { ask, sent: () => cloud.received.map(({ text }) => text).filter((text) => text !== '') };
}

it('sends pseudonyms to a model in the cloud, the same in each turn, and shows the values in the answer', async () => {
  const { ask, sent } = await echoingServer();
  const answer = await ask([QUESTION]);
  expect(answer).toContain(QUESTION);
  expect(answer).toContain('pseudonymise by rule named');
  expect(await ask([QUESTION, 'And does 482193057716 have others?'])).toContain(
    'And does 482193057716 have others?',
  );
  const [first = '', second = ''] = sent();
  expect(first).toMatch(/Mail user-\w{6}@mail about role arn:aws:iam::acct-\w{6}:role\/name-\w{6}/);
  expect(second).toContain(/Mail [^"]*/.exec(first)?.[0]);
  expect(sent().join()).not.toMatch(/jane|bigbank|482193057716|PayrollExport/);
});
