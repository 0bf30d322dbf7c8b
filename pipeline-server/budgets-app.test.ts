import { describe, expect, it, onTestFinished } from 'vitest';
import { openAiStream } from './test/fake-upstreams/answers.ts';
import { json, startFakeUpstream } from './test/fake-upstreams/fake-upstream.ts';
import { createTestClock } from './test/request-context.ts';
import { bearer, startTestApp } from './test/start-test-app.ts';

const DAY_MS = 86_400_000;
const ANSWER = openAiStream({ text: ['Hi.'], inputTokens: 40, outputTokens: 10 });

/** A server with one model, whose uses are limited. */
async function limitedServer(limits: readonly object[], isDown = () => false) {
  const upstream = await startFakeUpstream(() =>
    isDown() ? json({ error: { message: 'down' } }, 400) : ANSWER,
  );
  onTestFinished(() => upstream.close());
  const price = { inputUsd: 10_000, outputUsd: 10_000 };
  const route = {
    id: 'cloud',
    provider: 'openai',
    place: 'cloud',
    baseUrl: `${upstream.url}/v1`,
    models: ['big'],
    prices: { big: price },
  };
  const clock = createTestClock();
  const environment = {
    XOPS_ROUTES: JSON.stringify([route]),
    OPENAI_API_KEY: 'sk-key',
    XOPS_MODEL_BUDGETS: JSON.stringify(limits),
  };
  const { app, services } = await startTestApp({ environment, clock });
  const ask = (more: object = {}) =>
    app.inject({
      method: 'POST',
      url: '/v1/chat/completions',
      headers: bearer(),
      payload: {
        model: 'gateway.cloud-big',
        messages: [{ role: 'user', content: 'Hello' }],
        max_tokens: 100,
        ...more,
      },
    });
  return { ask, clock, upstream, services };
}

describe('budgets of models', () => {
  it('refuse with what is left and when it resets, and count tokens as the provider does', async () => {
    const { ask, clock, upstream } = await limitedServer([{ for: 'user', tokens: 200 }]);
    expect((await ask()).statusCode).toBe(200);
    const asked = upstream.received.length;
    const refused = await ask();
    expect(refused.statusCode).toBe(200);
    const third = await ask();
    expect(third.statusCode).toBe(429);
    expect(upstream.received.length).toBe(asked + 1);
    expect(third.json().detail).toMatch(/100 of 200 tokens are left today.*resets at .* 00:00 UTC/);
    const seconds = Number(third.headers['retry-after']);
    expect(seconds).toBeGreaterThan(0);
    clock.advance(seconds * 1000);
    expect((await ask()).statusCode).toBe(200);
  });

  it('say so in a stream before it begins, too', async () => {
    const { ask } = await limitedServer([{ for: 'everyone', tokens: 10 }]);
    const refused = await ask({ stream: true });
    expect(refused.statusCode).toBe(429);
    expect(refused.json().error.code).toBe('rate-limited');
  });

  it('count money by the prices of the settings', async () => {
    const { ask } = await limitedServer([{ for: 'model', name: 'big', usd: 1.6 }]);
    expect((await ask()).statusCode).toBe(200);
    const refused = await ask();
    expect(refused.statusCode).toBe(429);
    expect(refused.json().detail).toContain('USD 1.10 of USD 1.60');
    const other = await limitedServer([{ for: 'model', name: 'small', usd: 0 }]);
    expect((await other.ask()).statusCode).toBe(200);
  });

  it('let no more of 100 requests at once through than fit with their reservations', async () => {
    const { ask, services } = await limitedServer([{ for: 'user', tokens: 600 }]);
    const answers = await Promise.all(Array.from({ length: 100 }, () => ask()));
    const passed = answers.filter(({ statusCode }) => statusCode === 200).length;
    expect(passed).toBeGreaterThan(0);
    expect(passed * 50).toBeLessThanOrEqual(600);
    expect(answers.every(({ statusCode }) => statusCode === 200 || statusCode === 429)).toBe(true);
    const day = createTestClock().now().toISOString().slice(0, 10);
    const used = await services.budgets.read(day);
    expect(used).toContainEqual(expect.objectContaining({ kind: 'user', tokens: passed * 50 }));
  });

  it('do not count what was never answered, nor background tasks', async () => {
    let isDown = true;
    const { ask, services, clock } = await limitedServer(
      [{ for: 'user', tokens: 200 }],
      () => isDown,
    );
    for (let attempt = 0; attempt < 3; attempt += 1) expect((await ask()).statusCode).not.toBe(429);
    isDown = false;
    expect((await ask()).statusCode).toBe(200);
    const task = { metadata: { task: 'title_generation' } };
    for (let attempt = 0; attempt < 5; attempt += 1) expect((await ask(task)).statusCode).toBe(200);
    const used = await services.budgets.read(clock.now().toISOString().slice(0, 10));
    expect(used).toContainEqual(expect.objectContaining({ kind: 'everyone', tokens: 50 }));
    clock.advance(DAY_MS);
    expect(await services.budgets.read(clock.now().toISOString().slice(0, 10))).toEqual([]);
  });
});
