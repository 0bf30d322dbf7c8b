import type { Static } from 'typebox';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import type { RequestContext } from '../pipeline-server/contracts/context.ts';
import { Refusal } from '../pipeline-server/contracts/plugin.ts';
import { createMemoryBudgetLedger } from '../pipeline-server/state/budget-ledger.ts';
import { ALICE, createTestClock, requestContext } from '../pipeline-server/test/request-context.ts';
import { createBudget } from './budget.ts';
import { RESERVED_MS } from './use-reservations.ts';

const HOUR_MS = 3_600_000;
const BODY = { model: 'xops', messages: [{ role: 'user', content: 'hello' }] };

type Valves = Static<ReturnType<typeof createBudget>['valves']>;

/** A budget whose inlet is called with one question after another. */
function startBudget(differences: Partial<Valves>) {
  const ledger = createMemoryBudgetLedger();
  const filter = createBudget({ ledger });
  const valves = {
    ...Value.Create(filter.valves),
    enabled: true,
    answer_tokens: 0,
    ...differences,
  };
  const clock = createTestClock();
  const ask = async (more: Partial<RequestContext> = {}): Promise<unknown> =>
    await filter.inlet?.(BODY, {
      ...requestContext({ clock, ...more }),
      valves,
      user: null,
      servedHere: false,
    });
  const answer = async (body: object, more: Partial<RequestContext> = {}): Promise<unknown> =>
    await filter.outlet?.(
      { model: 'gpt-4o', ...body },
      {
        ...requestContext({ clock, ...more }),
        valves,
        user: null,
        servedHere: false,
      },
    );
  return { ask, answer, clock };
}

async function refusalOf(ask: () => Promise<unknown>): Promise<Refusal> {
  try {
    await ask();
  } catch (error) {
    if (error instanceof Refusal) return error;
  }
  throw new Error('was not refused');
}

describe('budget', () => {
  it('lets the payload through unchanged up to the limit, then refuses with the time to wait', async () => {
    const { ask, clock } = startBudget({ per_hour: 2 });
    expect([await ask(), await ask()]).toEqual([BODY, BODY]);
    clock.advance(20 * 60_000);
    const refusal = await refusalOf(() => ask());
    expect(refusal.status).toBe(429);
    expect(refusal.message).toBe(
      'The limit of questions in an hour is 2. Ask again in 40 minutes.',
    );
  });

  it('allows again exactly when the named time is over', async () => {
    const { ask, clock } = startBudget({ per_hour: 1 });
    await ask();
    clock.advance(HOUR_MS - 1);
    expect((await refusalOf(() => ask())).message).toContain('1 minute.');
    clock.advance(1);
    expect(await ask()).toBe(BODY);
  });

  it('names the limit which lasts longest', async () => {
    const { ask } = startBudget({ per_hour: 1, per_day: 1 });
    await ask();
    expect((await refusalOf(() => ask())).message).toContain(
      'The limit of questions in a day is 1. Ask again in 24 hours.',
    );
  });

  it('does not count refused questions', async () => {
    const { ask, clock } = startBudget({ per_hour: 1, per_day: 2 });
    await ask();
    for (let attempt = 0; attempt < 5; attempt += 1) await refusalOf(() => ask());
    clock.advance(HOUR_MS);
    expect(await ask()).toBe(BODY);
  });

  it('counts a message once, however often its turn is resumed', async () => {
    const { ask } = startBudget({ per_hour: 1 });
    for (let call = 0; call < 5; call += 1) expect(await ask({ messageId: 'm1' })).toBe(BODY);
    await refusalOf(() => ask({ messageId: 'm2' }));
    expect(await ask({ messageId: 'm1' })).toBe(BODY);
  });

  it('does not count background tasks, not even when the limit is reached', async () => {
    const { ask } = startBudget({ per_hour: 1 });
    for (let call = 0; call < 5; call += 1) await ask({ task: 'title_generation' });
    await ask();
    expect(await ask({ task: 'tags_generation' })).toBe(BODY);
  });

  it('counts each user alone', async () => {
    const { ask } = startBudget({ per_hour: 1 });
    await ask();
    expect(await ask({ principal: { ...ALICE, id: 'bob' } })).toBe(BODY);
  });

  it('limits nothing while it is off or its limits are 0', async () => {
    for (const valves of [
      { enabled: false, per_hour: 1 },
      { per_hour: 0, per_day: 0 },
    ]) {
      const { ask } = startBudget(valves);
      expect([await ask(), await ask(), await ask()]).toEqual([BODY, BODY, BODY]);
    }
  });

  it('fills its message in literally', async () => {
    const { ask } = startBudget({ per_hour: 1, message: "{limit} $& {wait} $'" });
    await ask();
    expect((await refusalOf(() => ask())).message).toBe("1 $& 1 hour $'");
  });
});

/** What Open WebUI hands an outlet after an answer. */
function answered(usage: object | null, id = 'a1') {
  const answer = { id, role: 'assistant', content: 'x'.repeat(30) };
  return {
    id,
    messages: [
      { role: 'user', content: 'y'.repeat(270) },
      usage === null ? answer : { ...answer, usage },
    ],
  };
}

const USAGE = { prompt_tokens: 900, completion_tokens: 100 };

describe('the budget of tokens and USD', () => {
  it('refuses from the limit on, names what was used, and begins anew on the next day', async () => {
    const { ask, answer, clock } = startBudget({ user_tokens_per_day: 1000 });
    expect(await ask()).toBe(BODY);
    const body = answered(USAGE);
    expect(await answer(body)).toEqual({ model: 'gpt-4o', ...body });
    const { status, message } = await refusalOf(() => ask());
    expect(status).toBe(429);
    expect(message).toMatch(
      /^Your budget of 1,000 tokens a day for models is used up: 1,000 tokens were used\. It begins anew at \d{4}-\d\d-\d\d 00:00 UTC; an administrator can raise it/,
    );
    expect(await ask({ principal: { ...ALICE, id: 'bob' } })).toBe(BODY);
    clock.advance(24 * HOUR_MS);
    expect(await ask()).toBe(BODY);
  });

  it('adds up a month', async () => {
    const { ask, answer, clock } = startBudget({ user_tokens_per_month: 1500 });
    const day = clock.now().getUTCDate();
    clock.advance((day < 20 ? 1 : -2) * 24 * HOUR_MS);
    await answer(answered(USAGE));
    clock.advance(24 * HOUR_MS);
    expect(await ask()).toBe(BODY);
    await answer(answered(USAGE, 'a2'));
    expect((await refusalOf(() => ask())).message).toContain('2,000 tokens were used');
  });

  it('says how much is estimated, where a model reports nothing', async () => {
    const { ask, answer } = startBudget({ user_tokens_per_day: 100 });
    await answer(answered(null));
    expect((await refusalOf(() => ask())).message).toContain(
      '100 tokens were used, 100 tokens of it estimated',
    );
  });

  it.each([
    ['OpenAI', USAGE],
    ['Anthropic', { input_tokens: 900, output_tokens: 100 }],
    ['Ollama', { prompt_eval_count: 900, eval_count: 100 }],
  ])('counts what %s reports', async (_who, usage) => {
    const { ask, answer } = startBudget({ user_tokens_per_day: 1000 });
    await answer(answered(usage));
    expect((await refusalOf(() => ask())).message).toContain('1,000 tokens were used. ');
  });

  it.each([
    ['negative', { prompt_tokens: -5, completion_tokens: 1 }],
    ['text', { prompt_tokens: '9', completion_tokens: 'x' }],
    ['none', {}],
  ])('estimates where what is reported is %s', async (_what, usage) => {
    const { ask, answer } = startBudget({ user_tokens_per_day: 100 });
    await answer(answered(usage));
    expect((await refusalOf(() => ask())).message).toContain('100 tokens of it estimated');
  });

  it('counts USD by the price of the model, and only tokens of one without', async () => {
    const { ask, answer } = startBudget({ user_usd_per_day: 0.003, prices: ['gpt-4o 2.5 10'] });
    await answer({ ...answered(USAGE), model: 'other' });
    expect(await ask()).toBe(BODY);
    await answer(answered(USAGE, 'a2'));
    expect((await refusalOf(() => ask())).message).toContain('Your budget of USD 0.00');
  });

  it('counts the members of a group together', async () => {
    const { ask, answer } = startBudget({ group_tokens_per_day: 1500 });
    const bob = { ...ALICE, id: 'bob', groups: ['finops'] };
    const carol = { ...ALICE, id: 'carol', groups: ['finops'] };
    await answer(answered(USAGE), { principal: bob });
    expect(await ask({ principal: carol })).toBe(BODY);
    await answer(answered(USAGE, 'a2'), { principal: carol });
    expect((await refusalOf(() => ask({ principal: bob }))).message).toContain(
      'The budget of the group finops of 1,500 tokens a day',
    );
    expect(await ask({ principal: { ...ALICE, groups: [] } })).toBe(BODY);
  });

  it('counts an answer once, however often it is handed in', async () => {
    const { ask, answer } = startBudget({ user_tokens_per_day: 1500 });
    for (let call = 0; call < 3; call += 1) await answer(answered(USAGE));
    expect(await ask()).toBe(BODY);
  });

  it.each([[{}], [{ messages: 'none' }], [{ messages: [null, 7] }], [{ messages: [] }]])(
    'counts nothing of %j',
    async (body) => {
      const { ask, answer } = startBudget({ user_tokens_per_day: 4 });
      await answer(body);
      expect(await ask()).toBe(BODY);
    },
  );
});

describe('questions at the same time', () => {
  const TEN = { user_tokens_per_day: 1000, answer_tokens: 98 };

  async function admitted(asked: readonly Promise<unknown>[]): Promise<number> {
    const ends = await Promise.allSettled(asked);
    return ends.filter(({ status }) => status === 'fulfilled').length;
  }

  it('lets ten of a hundred through a budget for ten, and counts what they used', async () => {
    const { ask, answer } = startBudget(TEN);
    const hundred = Array.from({ length: 100 }, (_, index) => `m${index}`);
    const asked = hundred.map((messageId) => ask({ messageId }));
    expect(await admitted(asked)).toBe(10);
    const { message } = await refusalOf(() => ask({ messageId: 'late' }));
    expect(message).toContain(
      '0 tokens were used, 1,000 tokens are reserved for answers that are still being written, and it may need 100 tokens.',
    );
    const usage = { prompt_tokens: 2, completion_tokens: 48 };
    for (const messageId of hundred.slice(0, 10)) {
      await answer(answered(usage, messageId), { messageId });
    }
    expect(await admitted(hundred.map((id) => ask({ messageId: `next-${id}` })))).toBe(5);
  });

  it('settles and asks in any order without passing the budget', async () => {
    const { ask, answer } = startBudget(TEN);
    const first = Array.from({ length: 10 }, (_, index) => `m${index}`);
    expect(await admitted(first.map((messageId) => ask({ messageId })))).toBe(10);
    const usage = { prompt_tokens: 2, completion_tokens: 98 };
    const [more] = await Promise.all([
      admitted(first.map((messageId) => ask({ messageId: `next-${messageId}` }))),
      ...first.map((messageId) => answer(answered(usage, messageId), { messageId })),
    ]);
    expect(more).toBe(0);
    expect((await refusalOf(() => ask())).message).toContain('1,000 tokens were used');
  });

  it('reserves once for a question that is presented again', async () => {
    const { ask } = startBudget(TEN);
    for (let call = 0; call < 30; call += 1) expect(await ask({ messageId: 'm1' })).toBe(BODY);
    expect(await ask({ messageId: 'm2' })).toBe(BODY);
  });

  it('reserves nothing for a background task, nor for a question that is one too many', async () => {
    const { ask } = startBudget({ ...TEN, user_tokens_per_day: 200, per_hour: 1 });
    for (let call = 0; call < 30; call += 1) await ask({ task: 'title_generation' });
    expect(await ask({ messageId: 'm1' })).toBe(BODY);
    const { message } = await refusalOf(() => ask({ messageId: 'm2' }));
    expect(message).toContain('The limit of questions');
    expect((await refusalOf(() => ask({ messageId: 'm3' }))).message).toBe(message);
  });

  it('forgets an answer that never came', async () => {
    const { ask, clock } = startBudget({ ...TEN, user_tokens_per_day: 100 });
    expect(await ask({ messageId: 'm1' })).toBe(BODY);
    clock.advance(RESERVED_MS - 1);
    expect((await refusalOf(() => ask({ messageId: 'm2' }))).status).toBe(429);
    clock.advance(1);
    expect(await ask({ messageId: 'm2' })).toBe(BODY);
  });

  it('ends the oldest reservation of a user whose requests name no answer', async () => {
    const { ask, answer } = startBudget({ ...TEN, user_tokens_per_day: 200 });
    expect(await admitted([ask(), ask(), ask()])).toBe(2);
    await answer(answered({ prompt_tokens: 0, completion_tokens: 50 }, 'a1'), { messageId: 'a1' });
    expect((await refusalOf(() => ask())).message).toContain('100 tokens are reserved');
  });

  it('reserves of the budget of a group what its members ask', async () => {
    const { ask } = startBudget({ group_tokens_per_day: 200, answer_tokens: 98 });
    const member = (id: string) => ({ principal: { ...ALICE, id, groups: ['finops'] } });
    expect(await admitted(['a', 'b', 'c', 'd'].map((id) => ask(member(id))))).toBe(2);
  });

  it('reserves USD by the price of the model', async () => {
    const { ask } = startBudget({
      user_usd_per_day: 1,
      answer_tokens: 50_000,
      prices: ['xops 0 10'],
    });
    expect(await admitted([ask(), ask(), ask(), ask()])).toBe(2);
  });
});
