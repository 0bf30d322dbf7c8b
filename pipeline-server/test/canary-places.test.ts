import { describe, expect, it } from 'vitest';
import { createFilters } from '../../filters/registry.ts';
import type { Clock } from '../contracts/context.ts';
import { HIDING_PLACES } from './canaries/hiding-places.ts';
import { fakeHooksPorts } from './fake-hooks.ts';
import { ollamaStream } from './fake-upstreams/answers.ts';
import { type FakeReply, json } from './fake-upstreams/fake-upstream.ts';
import { createTestClock } from './request-context.ts';
import { bearer, startTestApp, type TestApp } from './start-test-app.ts';
import { CLOUD_MODEL, startTwoPlaces } from './two-places.ts';

const SENSITIVE = 'The tax file number of the applicant is 876 543 210.';

const IN_CHAT = { 'x-openwebui-chat-id': 'chat-1' };
const user = (content: unknown) => ({ role: 'user', content });

interface Wishes {
  readonly answerLocally?: () => FakeReply;
  readonly clock?: Clock;
}

async function twoPlaces({ answerLocally, ...overrides }: Wishes = {}) {
  const { environment, ...places } = await startTwoPlaces(answerLocally);
  return { ...places, test: await startTestApp({ environment, ...overrides }) };
}

function ask({ app }: TestApp, body: object, headers: Readonly<Record<string, string>> = IN_CHAT) {
  return app.inject({
    method: 'POST',
    url: '/v1/chat/completions',
    headers: { ...bearer(), ...headers },
    payload: { model: CLOUD_MODEL, ...body },
  });
}

describe('a value that hides in', () => {
  it.each(HIDING_PLACES.map((place) => [place.name, place] as const))(
    '%s does not reach the cloud',
    async (_name, { body, outcome }) => {
      const { test, cloud, local } = await twoPlaces();
      const answer = await ask(test, body);
      expect(cloud.received).toEqual([]);
      expect(answer.statusCode).toBe(outcome === 'local' ? 200 : outcome);
      if (outcome === 'local') expect(answer.body).toContain('From here.');
      else expect(local.received).toEqual([]);
    },
  );
});

describe('a chat without anything sensitive', () => {
  it.each([
    ['a question', 'How do I resize an EBS volume?'],
    ["the access key of AWS's documentation", 'What does AKIAIOSFODNN7EXAMPLE stand for?'],
    ["the account of AWS's documentation", 'Why is 123456789012 in every example of AWS?'],
  ])('reaches the cloud: %s', async (_name, text) => {
    const { test, cloud, local } = await twoPlaces();
    const answer = await ask(test, { messages: [user(text)] });
    expect(answer.body).toContain('From the cloud.');
    expect(JSON.stringify(cloud.received)).toContain(text);
    expect(local.received).toEqual([]);
  });
});

describe('a sensitive chat stays', () => {
  it('in its second turn, which leaves the value out', async () => {
    const { test, cloud } = await twoPlaces();
    await ask(test, { messages: [user(SENSITIVE)] });
    expect((await ask(test, { messages: [user('And what is EBS?')] })).body).toContain(
      'From here.',
    );
    expect(cloud.received).toEqual([]);
  });

  it('after a year', async () => {
    const clock = createTestClock();
    const { test, cloud } = await twoPlaces({ clock });
    await ask(test, { messages: [user(SENSITIVE)] });
    clock.advance(366 * 86_400_000);
    expect((await ask(test, { messages: [user('And what is EBS?')] })).body).toContain(
      'From here.',
    );
    expect(cloud.received).toEqual([]);
  });

  it('after the clock was set back', async () => {
    const clock = createTestClock();
    const { test, cloud } = await twoPlaces({ clock });
    await ask(test, { messages: [user(SENSITIVE)] });
    clock.advance(-3650 * 86_400_000);
    expect((await ask(test, { messages: [user('And what is EBS?')] })).body).toContain(
      'From here.',
    );
    expect(cloud.received).toEqual([]);
  });

  it('without the id of a chat, by its history', async () => {
    const { test, cloud } = await twoPlaces();
    const messages = [user(SENSITIVE), { role: 'assistant', content: 'Yes.' }, user('And now?')];
    expect((await ask(test, { messages }, {})).body).toContain('From here.');
    expect(cloud.received).toEqual([]);
  });

  it('with the automatic model', async () => {
    const { test, cloud } = await twoPlaces();
    const model = 'gateway.xops-auto';
    expect((await ask(test, { model, messages: [user(SENSITIVE)] })).body).toContain('From here.');
    expect(cloud.received).toEqual([]);
  });

  it('in the tasks of Open WebUI about it', async () => {
    const { test, cloud } = await twoPlaces();
    for (const task of ['title_generation', 'tags_generation', 'query_generation']) {
      const headers = { ...IN_CHAT, 'x-task': task };
      const answer = await ask(test, { messages: [user(SENSITIVE)] }, headers);
      expect(answer.statusCode, task).toBe(200);
    }
    expect(cloud.received).toEqual([]);
  });
});

describe('when the local model fails, nothing goes to the cloud that it has for a fallback', () => {
  const failures: readonly [string, () => FakeReply][] = [
    ['answers 500', () => json({ error: 'down' }, 500)],
    ['answers 429', () => json({ error: 'busy' }, 429)],
    ['answers 404', () => json({ error: 'model not found' }, 404)],
    ['breaks in the middle', () => ollamaStream({ text: ['From here', ' and'] }, { cutAfter: 1 })],
    ['answers nothing', () => ollamaStream({ text: [] }, { cutAfter: 0 })],
    ['answers what is no JSON', () => ({ pieces: [Buffer.from('<html>')] })],
  ];
  it.each(failures)('and it %s', async (_name, answerLocally) => {
    const { test, cloud, local } = await twoPlaces({ answerLocally });
    const answer = await ask(test, { messages: [user(SENSITIVE)], stream: true });
    expect(answer.body).not.toContain('From the cloud.');
    expect(answer.body).not.toContain('876 543 210');
    expect(local.received.length).toBeGreaterThan(0);
    expect(cloud.received).toEqual([]);
  });

  it('and it is gone', async () => {
    const { test, cloud, local } = await twoPlaces();
    await local.close();
    const answer = await ask(test, { messages: [user(SENSITIVE)] });
    expect(answer.statusCode).toBe(503);
    expect(answer.json().detail).toContain('No other model was asked');
    expect(answer.body).not.toContain('876 543 210');
    expect(cloud.received).toEqual([]);
  });
});

describe('other ways to a model', () => {
  it.each([
    ['/v1/embeddings', { model: CLOUD_MODEL, input: SENSITIVE }],
    ['/v1/completions', { model: CLOUD_MODEL, prompt: SENSITIVE }],
    ['/v1/responses', { model: CLOUD_MODEL, input: SENSITIVE }],
    ['/v1/messages', { model: CLOUD_MODEL, messages: [user(SENSITIVE)] }],
    ['/api/chat', { model: CLOUD_MODEL, messages: [user(SENSITIVE)] }],
    ['/api/generate', { model: CLOUD_MODEL, prompt: SENSITIVE }],
  ])('do not exist: %s', async (url, payload) => {
    const { test, cloud, local } = await twoPlaces();
    const answer = await test.app.inject({ method: 'POST', url, headers: bearer(), payload });
    expect(answer.statusCode).toBe(404);
    expect(answer.body).not.toContain('876 543 210');
    expect([cloud.received, local.received]).toEqual([[], []]);
  });
});

describe('the filter for models that are served elsewhere', () => {
  /** The server with the filter switched on, as an admin does it. */
  async function withFilter(): Promise<TestApp> {
    const { services } = await startTestApp();
    const filters = createFilters(services.sovereignty.filterPorts, fakeHooksPorts(), {
      ledger: services.budgets,
    });
    const test = await startTestApp({ plugins: filters });
    await test.app.inject({
      method: 'POST',
      url: '/v1/sovereignty/valves/update',
      headers: bearer(),
      payload: { enabled: true },
    });
    return test;
  }

  function inlet({ app }: TestApp, name: string, body: Readonly<Record<string, unknown>>) {
    const metadata = { ...Object(body['metadata']), chat_id: name, message_id: 'm' };
    const payload = { user: { id: 'u', role: 'user' }, body: { model: 'gpt', ...body, metadata } };
    return app.inject({
      method: 'POST',
      url: '/v1/sovereignty/filter/inlet',
      headers: bearer(),
      payload,
    });
  }

  it('refuses a value in every one of these places, and does not repeat it', async () => {
    const test = await withFilter();
    const passed: string[] = [];
    for (const { name, body } of HIDING_PLACES) {
      const answer = await inlet(test, name, body);
      if (answer.statusCode !== 403) passed.push(name);
      expect(answer.body).not.toMatch(/876 ?543|AKIAZ3MX/);
    }
    expect(passed).toEqual([]);
  });

  it('lets pass what is not sensitive, as it came', async () => {
    const test = await withFilter();
    const body = { messages: [user('What does AKIAIOSFODNN7EXAMPLE stand for?')] };
    expect((await inlet(test, 'plain', body)).json()).toMatchObject(body);
  });

  it('takes no offence at our own tools, which go along with every question where they are switched on', async () => {
    const test = await withFilter();
    expect(test.services.tools.length).toBeGreaterThan(25);
    for (const { id: name, description, parameters } of test.services.tools) {
      const tools = [{ type: 'function', function: { name, description, parameters } }];
      const answer = await inlet(test, name, { messages: [user('Hello')], tools });
      expect([name, answer.statusCode]).toEqual([name, 200]);
    }
  });
});
