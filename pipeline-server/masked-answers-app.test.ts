import { expect, it, onTestFinished } from 'vitest';
import { openAiStream } from './test/fake-upstreams/answers.ts';
import { startFakeUpstream } from './test/fake-upstreams/fake-upstream.ts';
import { contentOf, readSse } from './test/read-sse.ts';
import { bearer, startTestApp } from './test/start-test-app.ts';

const OWN = 'jane.citizen@bigbank.com.au';
const FOREIGN = 'john.smith@otherbank.com.au';
const TOKEN = 'ghp_9fK2mQ7xR4tV1wZ8bN3cJ6hL5pS0dG2aY7eU';
const ANSWER = `You are ${OWN}; the other one is ${FOREIGN} with ${TOKEN} in account 482193057716, role arn:aws:iam::482193057716:role/PayrollExport; write to user@example.com.`;

/** A server whose model answers the same to everything, letter by letter. */
async function serverAnswering(text: string, environment: Record<string, string> = {}) {
  const upstream = await startFakeUpstream(() => openAiStream({ text: text.split('') }));
  onTestFinished(() => upstream.close());
  const route = {
    id: 'local',
    provider: 'openai',
    place: 'local',
    baseUrl: `${upstream.url}/v1`,
    models: ['small'],
  };
  const { app } = await startTestApp({
    environment: { XOPS_ROUTES: JSON.stringify([route]), OPENAI_API_KEY: 'sk-key', ...environment },
  });
  return async (messages: readonly object[]) => {
    const answer = await app.inject({
      method: 'POST',
      url: '/v1/chat/completions',
      headers: { ...bearer(), 'x-openwebui-chat-id': 'chat-1' },
      payload: { model: 'gateway.local-small', messages, stream: true },
    });
    return contentOf(readSse(answer.body));
  };
}

const QUESTION = { role: 'user', content: `I am ${OWN}. Who else is there?` };
const DOCUMENT = { role: 'system', content: `Staff: ${FOREIGN}` };

it('masks secrets and data of others in an answer, keeps the own and what is of AWS, and counts', async () => {
  const ask = await serverAnswering(ANSWER);
  const text = await ask([DOCUMENT, QUESTION]);
  expect(text).toContain(
    `You are ${OWN}; the other one is [email removed] with [vendor-token removed] in account 482193057716, role arn:aws:iam::482193057716:role/PayrollExport; write to user@example.com.`,
  );
  expect(text).not.toContain(FOREIGN);
  expect(text).not.toContain(TOKEN);
  expect(text).toContain('| Masked in the answer | 1 email, 1 vendor-token |');
});

it('masks answers of chats in which nothing was found by what is in them', async () => {
  const text = await (await serverAnswering(ANSWER))([{ role: 'user', content: 'Hello' }]);
  expect(text).toContain('the other one is [email removed] with [vendor-token removed] in');
  expect(text).not.toContain(FOREIGN);
  expect(text).not.toContain(TOKEN);
  expect(text).toContain('| Masked in the answer | 2 email, 1 vendor-token |');
});

it('shows answers as they come when it is off', async () => {
  const ask = await serverAnswering(ANSWER, { XOPS_MASK_ANSWERS: 'false' });
  expect(await ask([DOCUMENT, QUESTION])).toContain(FOREIGN);
});
