import { describe, expect, it } from 'vitest';
import { fakeHooksPorts } from './test/fake-hooks.ts';
import { contentOf, readSse } from './test/read-sse.ts';
import { bearer, startTestApp, type TestApp } from './test/start-test-app.ts';
import { CLOUD_MODEL, startTwoPlaces } from './test/two-places.ts';

const TFN = '876 543 210';
const SENSITIVE = `The tax file number of the applicant is ${TFN}.`;

/** A server with a model in the cloud and one on its own network. */
async function twoPlaces() {
  const { environment, ...upstreams } = await startTwoPlaces();
  return { test: await startTestApp({ environment }), ...upstreams };
}

async function ask({ app }: TestApp, messages: readonly object[], chatId = 'chat-1') {
  const answer = await app.inject({
    method: 'POST',
    url: '/v1/chat/completions',
    headers: { ...bearer(), 'x-openwebui-chat-id': chatId },
    payload: { model: CLOUD_MODEL, messages, stream: true },
  });
  return contentOf(readSse(answer.body));
}

const user = (content: unknown) => ({ role: 'user', content });

describe('a chat through the gateway', () => {
  it('goes to the chosen model when nothing in it is sensitive', async () => {
    const { test, cloud, local } = await twoPlaces();
    const text = await ask(test, [user('How do I resize an EBS volume?')]);
    expect(text).toContain('From the cloud.');
    expect(text).toContain('nothing sensitive');
    expect([cloud.received.length > 0, local.received.length]).toEqual([true, 0]);
  });

  it('stays on the own network when it is sensitive, and so does what follows', async () => {
    const { test, cloud } = await twoPlaces();
    const first = await ask(test, [user(SENSITIVE)]);
    expect(first).toContain('From here.');
    expect(first).toMatch(/Data class \| RESTRICTED/);
    expect(first).toContain('1 tfn');
    expect(first).not.toContain(TFN);
    expect(await ask(test, [user('And what is an EBS volume?')])).toContain('From here.');
    expect(cloud.received).toHaveLength(0);
  });

  it('gives the receipt of an answer to no model', async () => {
    const { test, cloud } = await twoPlaces();
    const first = await ask(test, [user('Hello')]);
    await ask(test, [user('Hello'), { role: 'assistant', content: first }, user('Again')]);
    const sent = JSON.stringify(cloud.received.at(-1));
    expect(sent).toContain('From the cloud.');
    expect(sent).not.toContain('Receipt');
  });
});

describe('the policy over HTTP', () => {
  const explain = ({ app }: TestApp, payload: object) =>
    app.inject({ method: 'POST', url: '/policy/explain', headers: bearer(), payload });

  it('explains a text', async () => {
    const { test } = await twoPlaces();
    const answer = await explain(test, { text: SENSITIVE });
    expect(answer.json()).toEqual({
      class: 'RESTRICTED',
      sensitive: true,
      findings: [
        {
          rule: 'au-tfn',
          kind: 'tfn',
          start: SENSITIVE.indexOf(TFN),
          end: SENSITIVE.indexOf(TFN) + TFN.length,
          confidence: expect.any(Number),
        },
      ],
      action: 'route-local',
      route: 'local',
      rule: 'restricted-stays-local',
      reason: expect.stringContaining('own network'),
    });
    expect(answer.body).not.toContain(TFN);
  });

  it('explains a chat, and says in which message something was found', async () => {
    const { test } = await twoPlaces();
    const messages = [user('Hello'), user(SENSITIVE)];
    const answer = await explain(test, { messages, model: CLOUD_MODEL });
    expect(answer.json()).toMatchObject({
      sensitive: true,
      findings: [{ pointer: '/messages/1/content' }],
    });
  });

  it.each([
    ['nothing', {}],
    ['both', { text: 'a', messages: [user('b')] }],
    ['a text that is none', { text: 7 }],
    ['a member that nobody knows', { text: 'a', colour: 'red' }],
    ['no messages', { messages: [] }],
  ])('refuses %s', async (_what, payload) => {
    const test = await startTestApp();
    const answer = await explain(test, payload);
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toHaveProperty('detail');
  });

  it('takes a text of five megabytes', async () => {
    const test = await startTestApp();
    const answer = await explain(test, { text: 'a quiet word '.repeat(400_000) });
    expect(answer.json()).toMatchObject({ sensitive: false });
  });

  it('lowers the class of a chat for an admin, who says why, and writes it down', async () => {
    const { test, cloud } = await twoPlaces();
    const lower = (chatId: string, payload: object) =>
      test.app.inject({
        method: 'POST',
        url: `/policy/chats/${chatId}/class`,
        headers: bearer(),
        payload,
      });
    const order = { class: 'PUBLIC', reason: 'A made-up number of a training course.' };
    expect((await lower('chat-1', order)).statusCode).toBe(404);
    await ask(test, [user(SENSITIVE)]);
    expect((await lower('chat-1', { class: 'PUBLIC' })).statusCode).toBe(422);
    expect((await lower('chat-1', order)).json()).toEqual({ chatId: 'chat-1', class: 'PUBLIC' });
    expect(await ask(test, [user(SENSITIVE)])).toContain('From the cloud.');
    expect(cloud.received.length).toBeGreaterThan(0);
    const records = await test.services.sovereignty.audit.read({ after: 0, limit: 100 });
    expect(records.map(({ json }) => (JSON.parse(json) as { kind: string }).kind)).toContain(
      'chat.class.lowered',
    );
    expect(JSON.stringify(records)).not.toContain(TFN);
  });

  it('shows the policy in force to admins', async () => {
    const test = await startTestApp();
    const answer = await test.app.inject({ url: '/policy', headers: bearer() });
    expect(answer.json()).toMatchObject({ name: 'default', hash: expect.any(String) });
  });
});

describe('the filter for models that are served elsewhere', () => {
  async function filter(hook: string, body: object) {
    const { createFilters } = await import('../filters/registry.ts');
    const test = await startTestApp();
    const [sovereignty] = createFilters(test.services.sovereignty.filterPorts, fakeHooksPorts(), {
      ledger: test.services.budgets,
    });
    const served = await startTestApp({ plugins: sovereignty === undefined ? [] : [sovereignty] });
    await served.app.inject({
      method: 'POST',
      url: '/v1/sovereignty/valves/update',
      headers: bearer(),
      payload: { enabled: true },
    });
    return await served.app.inject({
      method: 'POST',
      url: `/v1/sovereignty/filter/${hook}`,
      headers: bearer(),
      payload: { user: { id: 'u', role: 'user' }, body },
    });
  }

  it('refuses a sensitive chat readably, and lets others pass', async () => {
    const refused = await filter('inlet', { model: 'gpt', messages: [user(SENSITIVE)] });
    expect(refused.statusCode).toBe(403);
    expect(refused.json().detail).toMatch(
      /restricted data.*may not be sent it.*gateway\.xops-auto/,
    );
    expect(refused.json().detail).not.toContain('OLLAMA_BASE_URL');
    const body = { model: 'gpt', messages: [user('What is a subnet?')] };
    expect((await filter('inlet', body)).json()).toEqual(body);
  });

  it('masks by the rule of the gateway: data of people and secrets, but not what is of AWS', async () => {
    const answer = (content: string) => ({
      messages: [user('Who?'), { role: 'assistant', content }],
    });
    const content =
      'Ask john.smith@otherbank.com.au, not user@example.com, for account 482193057716 and role arn:aws:iam::482193057716:role/PayrollExport today.';
    const masked = content.replace('john.smith@otherbank.com.au', '[email removed]');
    expect((await filter('outlet', answer(content))).json()).toEqual(answer(masked));
  });

  it('masks a key in an answer', async () => {
    const content = 'Use aws_secret_access_key = wJalrXUtnFEMI2K7MDENGbPxRfiCYzzzzzzzzzzz then.';
    const messages = [user('Which key?'), { role: 'assistant', content }];
    const answer = await filter('outlet', { model: 'gpt', messages });
    expect(answer.body).not.toContain('wJalrXUtnFEMI2K7');
    expect(answer.body).toContain('removed]');
  });
});
