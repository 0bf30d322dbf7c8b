import { expect, it } from 'vitest';
import { bearer, startTestApp } from './test/start-test-app.ts';

const USER = { id: 'u1', role: 'user', email: 'u1@example.com', name: 'U' };

async function withBudget(valves: object) {
  const { app } = await startTestApp({ productPlugins: true });
  const post = (url: string, payload: object) =>
    app.inject({ method: 'POST', url: `/v1/budget/${url}`, headers: bearer(), payload });
  const set = await post('valves/update', { enabled: true, ...valves });
  const inlet = () =>
    post('filter/inlet', {
      user: USER,
      body: { model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }] },
    });
  const outlet = (usage: object, id: string) => {
    const messages = [
      { role: 'user', content: 'Hi' },
      { id, role: 'assistant', content: 'Hello', usage },
    ];
    return post('filter/outlet', { user: USER, body: { model: 'gpt-4o', id, messages } });
  };
  return { set, inlet, outlet };
}

it('refuses readably once the models that Open WebUI asks have used up the budget of a person', async () => {
  const { inlet, outlet } = await withBudget({ user_usd_per_month: 1, prices: ['gpt-4o 2.50 10'] });
  expect((await inlet()).statusCode).toBe(200);
  const answer = await outlet({ prompt_tokens: 200_000, completion_tokens: 50_000 }, 'a1');
  expect(answer.statusCode).toBe(200);
  const refused = await inlet();
  expect(refused.statusCode).toBe(429);
  expect(refused.json<{ detail: string }>().detail).toContain(
    'Your budget of USD 1.00 a month for models is used up: USD 1.00 were used.',
  );
});

it.each([['gpt-4o'], ['gpt-4o 2.5'], ['gpt-4o -1 2'], ['gpt 4o 1 2']])(
  'refuses %j as a price',
  async (price) => {
    const { set } = await withBudget({ prices: [price] });
    expect(set.statusCode).toBe(422);
  },
);
