import { describe, expect, it, onTestFinished } from 'vitest';
import type { ChatBody } from '../contracts/chat.ts';
import type { ModelEvent, Route } from '../contracts/models.ts';
import type { DataClass } from '../contracts/sovereignty.ts';
import type { GateDecision, SovereigntyGate } from '../contracts/sovereignty-gate.ts';
import { collect } from '../test/collect.ts';
import { openAiStream } from '../test/fake-upstreams/answers.ts';
import {
  type FakeResponder,
  type FakeUpstream,
  json,
  startFakeUpstream,
} from '../test/fake-upstreams/fake-upstream.ts';
import { testRoute } from '../test/model-routes.ts';
import { ALICE, SILENT_LOG } from '../test/request-context.ts';
import { connectRoutes } from './connect-routes.ts';
import { allowListOf } from './egress/allow-list.ts';
import { createEgressClient } from './egress/egress-client.ts';
import { AUTOMATIC_MODEL, createGateway, type GatewayRequest } from './gateway.ts';
import { createModelPort } from './model-port.ts';

const HELLO = openAiStream({ text: ['Hello'], inputTokens: 1_000_000, outputTokens: 100_000 });
const DOWN = json({ error: { message: 'down' } }, 500);

interface Place {
  readonly upstream: FakeUpstream;
  readonly route: Route;
}

async function place(respond: FakeResponder, differences: Partial<Route>): Promise<Place> {
  const upstream = await startFakeUpstream(respond);
  onTestFinished(() => upstream.close());
  return { upstream, route: testRoute({ baseUrl: `${upstream.url}/v1`, ...differences }) };
}

/** A cloud and a local route, each on an upstream of its own. */
async function twoPlaces(cloud: FakeResponder = () => HELLO, local: FakeResponder = () => HELLO) {
  return {
    cloud: await place(cloud, {
      id: 'cloud',
      place: 'cloud',
      models: ['big'],
      maximumClass: 'INTERNAL',
      fallbacks: ['local'],
      prices: { big: { inputUsd: 3, outputUsd: 15, cacheReadUsd: 0.3, cacheWriteUsd: 3.75 } },
    }),
    local: await place(local, { id: 'local', models: ['small'], fallbacks: ['cloud'] }),
  };
}

const NOTHING_LIMITED = {
  reserve: async () => ({ settle: async () => undefined, release: async () => undefined }),
};

function gatewayOn(places: readonly Place[], gate: SovereigntyGate) {
  const routes = places.map(({ route }) => route);
  const times = { connectMs: 500, firstByteMs: 500, idleMs: 500 };
  const egress = createEgressClient(allowListOf(routes, false), times);
  onTestFinished(() => egress.close());
  const connected = connectRoutes(
    routes.map((route) => ({ route, apiKey: null })),
    egress,
  );
  return createGateway({
    routes: connected,
    gate,
    budgets: NOTHING_LIMITED,
    maskAnswer: null,
    guardRequest: (body) => body,
    log: SILENT_LOG,
  });
}

/** A gate that finds everything to be of a class and allows the routes that it is given. */
function gateOf(
  dataClass: DataClass,
  routes: readonly string[],
  more: Partial<GateDecision> = {},
): SovereigntyGate {
  return {
    decide: ({ body }) =>
      Promise.resolve({
        action: 'allow',
        class: dataClass,
        sentClass: dataClass,
        reason: `The chat is ${dataClass}.`,
        rule: 'test',
        found: {},
        redacted: {},
        pseudonymised: {},
        routes,
        body,
        ...more,
      }),
  };
}

function request(modelId: string, more: Partial<GatewayRequest> = {}): GatewayRequest {
  const body: ChatBody = {
    model: modelId,
    stream: true,
    messages: [{ role: 'user', content: 'Hi' }],
  };
  return {
    principal: ALICE,
    chatId: null,
    purpose: 'chat',
    body,
    modelId,
    leastClass: 'PUBLIC',
    signal: new AbortController().signal,
    ...more,
  };
}

async function* shout(events: AsyncIterable<ModelEvent>): AsyncGenerator<ModelEvent, void> {
  for await (const event of events) {
    yield event.type === 'text' ? { ...event, text: event.text.toUpperCase() } : event;
  }
}

describe('the gateway', () => {
  it('answers with the chosen model and tells what it cost', async () => {
    const { cloud, local } = await twoPlaces();
    const gateway = gatewayOn([cloud, local], gateOf('INTERNAL', ['cloud', 'local']));
    const answer = await gateway.answer(request('cloud-big'));
    expect(await collect(answer.events)).toContainEqual({ type: 'text', text: 'Hello' });
    expect(answer).toMatchObject({ model: 'big', isChosen: true });
    expect(answer.facts()).toMatchObject({
      route: 'cloud',
      place: 'cloud',
      class: 'INTERNAL',
      usage: { inputTokens: 1_000_000, outputTokens: 100_000 },
      costUsd: 4.5,
      attempts: [{ route: 'cloud', model: 'big', outcome: 'answered' }],
    });
  });

  it('leaves the automatic choice to the order of the routes and the class', async () => {
    const { cloud, local } = await twoPlaces();
    const free = gatewayOn([cloud, local], gateOf('PUBLIC', ['cloud', 'local']));
    expect((await free.answer(request(AUTOMATIC_MODEL))).route.id).toBe('cloud');
    const bound = gatewayOn([cloud, local], gateOf('RESTRICTED', ['local']));
    expect((await bound.answer(request(AUTOMATIC_MODEL))).route.id).toBe('local');
  });

  it('never uses a route that may not carry the class, even when the gate names it', async () => {
    const { cloud, local } = await twoPlaces(undefined, () => DOWN);
    const gateway = gatewayOn([cloud, local], gateOf('CONFIDENTIAL', ['cloud', 'local']));
    for (const model of ['cloud-big', AUTOMATIC_MODEL, 'local-small']) {
      await expect(gateway.answer(request(model))).rejects.toThrow('The chat is CONFIDENTIAL.');
    }
    expect(cloud.upstream.received).toEqual([]);
  });

  it('refuses clearly when the local model is down, and asks no cloud', async () => {
    const { cloud, local } = await twoPlaces();
    const gateway = gatewayOn(
      [cloud, local],
      gateOf('RESTRICTED', ['local'], { action: 'route-local' }),
    );
    await local.upstream.close();
    await expect(gateway.answer(request('local-small'))).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/local cannot be reached.*No other model was asked/),
    });
    await expect(gateway.answer(request('cloud-big'))).rejects.toMatchObject({
      code: 'unavailable',
    });
    expect(cloud.upstream.received).toEqual([]);
  });

  it('falls back to another route that may carry the class', async () => {
    const { cloud, local } = await twoPlaces(() => DOWN);
    const gateway = gatewayOn([cloud, local], gateOf('INTERNAL', ['cloud', 'local']));
    const answer = await gateway.answer(request('cloud-big'));
    expect(answer).toMatchObject({ model: 'small', isChosen: false });
    expect(answer.facts().attempts.map(({ route, outcome }) => `${route} ${outcome}`)).toEqual([
      'cloud unavailable',
      'cloud unavailable',
      'cloud unavailable',
      'local answered',
    ]);
  });

  it('tries again on the same route, as long as the provider wants to wait', async () => {
    let calls = 0;
    const { cloud } = await twoPlaces(() => {
      calls += 1;
      return calls === 1 ? json({}, 429, { 'retry-after': '1' }) : HELLO;
    });
    const gateway = gatewayOn([cloud], gateOf('PUBLIC', ['cloud']));
    const startedAt = performance.now();
    expect((await gateway.answer(request('cloud-big'))).isChosen).toBe(true);
    expect(performance.now() - startedAt).toBeGreaterThan(990);
  });

  it('passes on a wait that is too long for us', async () => {
    const { cloud } = await twoPlaces(() => json({}, 429, { 'retry-after': '60' }));
    const gateway = gatewayOn([cloud], gateOf('PUBLIC', ['cloud']));
    const failure = { code: 'rate-limited', retryAfterSeconds: 60 };
    await expect(gateway.answer(request('cloud-big'))).rejects.toMatchObject(failure);
    expect(cloud.upstream.received).toHaveLength(1);
  });

  it('leaves a route alone that failed again and again', async () => {
    const { cloud } = await twoPlaces(() => DOWN);
    const gateway = gatewayOn([cloud], gateOf('PUBLIC', ['cloud']));
    await expect(gateway.answer(request('cloud-big'))).rejects.toThrow(/HTTP 500/);
    await expect(gateway.answer(request('cloud-big'))).rejects.toThrow(/left alone for 15 seconds/);
    const asked = cloud.upstream.received.length;
    await expect(gateway.answer(request('cloud-big'))).rejects.toMatchObject({
      code: 'unavailable',
      retryAfterSeconds: 15,
    });
    expect(cloud.upstream.received).toHaveLength(asked);
  });

  it('does not repeat a request that is wrong, here or elsewhere', async () => {
    const { cloud, local } = await twoPlaces(() => json({ error: {} }, 400));
    const gateway = gatewayOn([cloud, local], gateOf('PUBLIC', ['cloud', 'local']));
    await expect(gateway.answer(request('cloud-big'))).rejects.toMatchObject({
      code: 'invalid-request',
    });
    expect([cloud.upstream.received.length, local.upstream.received.length]).toEqual([1, 0]);
  });

  it('sends what the gate gives in place of what came, and puts back what it took', async () => {
    const { cloud } = await twoPlaces();
    const body = { model: 'x', stream: true, messages: [{ role: 'user', content: 'masked' }] };
    const more = { action: 'pseudonymise', class: 'CONFIDENTIAL', body, restore: shout } as const;
    const gateway = gatewayOn([cloud], gateOf('INTERNAL', ['cloud'], more));
    const answer = await gateway.answer(request('cloud-big'));
    expect(await collect(answer.events)).toContainEqual({ type: 'text', text: 'HELLO' });
    expect(cloud.upstream.received[0]?.text).toContain('masked');
    expect(cloud.upstream.received[0]?.text).not.toContain('Hi');
    expect(answer.facts()).toMatchObject({ class: 'CONFIDENTIAL', sentClass: 'INTERNAL' });
  });

  it('sends nothing when the gate blocks or fails', async () => {
    const { cloud } = await twoPlaces();
    const blocking = gatewayOn([cloud], gateOf('PUBLIC', ['cloud'], { action: 'block' }));
    await expect(blocking.answer(request('cloud-big'))).rejects.toMatchObject({ code: 'blocked' });
    const failing = gatewayOn([cloud], { decide: () => Promise.reject(new Error('broken')) });
    await expect(failing.answer(request('cloud-big'))).rejects.toMatchObject({
      code: 'blocked',
      message: expect.stringContaining('could not be classified'),
    });
    expect(cloud.upstream.received).toEqual([]);
  });

  it('refuses a model that no route offers', async () => {
    const { cloud } = await twoPlaces();
    const gateway = gatewayOn([cloud], gateOf('PUBLIC', ['cloud']));
    await expect(gateway.answer(request('nope'))).rejects.toMatchObject({ code: 'unknown-model' });
  });

  it('offers what a route lists, under ids that need no encoding, and keeps it while the route is silent', async () => {
    const list = { data: [{ id: 'openai/gpt-4o:latest' }, { id: 'cloud-x' }] };
    const listing: FakeResponder = ({ path }) => (path === '/v1/models' ? json(list) : HELLO);
    const { cloud } = await twoPlaces(listing);
    const open = { ...cloud, route: { ...cloud.route, models: [] } };
    const gateway = gatewayOn([open], gateOf('PUBLIC', ['cloud']));
    const ids = (await gateway.offered.refresh()).map(({ id }) => id);
    expect(ids).toEqual(['cloud-openai-gpt-4o-latest', 'cloud-x']);
    await gateway.answer(request('cloud-openai-gpt-4o-latest'));
    expect(cloud.upstream.received.at(-1)?.json['model']).toBe('openai/gpt-4o:latest');
    cloud.upstream.respond(() => DOWN);
    expect((await gateway.offered.refresh()).map(({ id }) => id)).toEqual(ids);
  });
});

describe('the port of the flows', () => {
  it('asks any model that may carry the question, and reads JSON', async () => {
    const text = ['```json\n{"a":', ' 1}\n```'];
    const { cloud } = await twoPlaces(() => openAiStream({ text }));
    const told: unknown[] = [];
    const port = createModelPort(gatewayOn([cloud], gateOf('PUBLIC', ['cloud'])), (asked, facts) =>
      told.push([asked.purpose, facts.usage?.outputTokens]),
    );
    const answer = await port.complete({
      purpose: 'plan',
      principal: ALICE,
      chatId: null,
      messages: [{ role: 'user', content: 'Plan' }],
      schema: { type: 'object' },
      signal: new AbortController().signal,
    });
    expect(answer.json).toEqual({ a: 1 });
    expect(answer.facts.route).toBe('cloud');
    expect(told).toEqual([['plan', 5]]);
    expect(cloud.upstream.received[0]?.json).toMatchObject({
      response_format: { type: 'json_schema', json_schema: { schema: { type: 'object' } } },
    });
  });

  it('gives text as it comes, asks for no more than so many tokens, and tells of answers that are left', async () => {
    const { cloud } = await twoPlaces(() =>
      openAiStream({ text: ['One ', 'two'] }, { pauseMs: 20 }),
    );
    const told: string[] = [];
    const gateway = gatewayOn([cloud], gateOf('PUBLIC', ['cloud']));
    const port = createModelPort(gateway, ({ purpose }) => told.push(purpose));
    const question = { purpose: 'wording', principal: ALICE, chatId: null, maximumTokens: 9 };
    const { signal } = new AbortController();
    const messages = [{ role: 'user', content: 'Say' }];
    const stream = await port.stream({ ...question, messages, signal });
    for await (const piece of stream.text) {
      expect(piece).toBe('One ');
      break;
    }
    expect(told).toEqual(['wording']);
    expect(cloud.upstream.received[0]?.json).toMatchObject({
      stream: true,
      max_completion_tokens: 9,
    });
  });

  it('tells text from JSON', async () => {
    const { cloud } = await twoPlaces(() => openAiStream({ text: ['Sure!'] }));
    const port = createModelPort(gatewayOn([cloud], gateOf('PUBLIC', ['cloud'])), () => undefined);
    const { signal } = new AbortController();
    const question = { purpose: 'plan', principal: ALICE, chatId: null, schema: {}, signal };
    const answer = await port.complete({
      ...question,
      messages: [{ role: 'user', content: 'Plan' }],
    });
    expect(answer).toMatchObject({ text: 'Sure!', json: null });
  });

  it('says so when no model is configured', async () => {
    const port = createModelPort(null, () => undefined);
    expect(port.available).toBe(false);
    const question = { purpose: 'x', principal: ALICE, chatId: null, messages: [] };
    const { signal } = new AbortController();
    await expect(port.complete({ ...question, signal })).rejects.toThrow(/No model is configured/);
  });
});
