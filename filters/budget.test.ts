import type { Static } from 'typebox';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import type { RequestContext } from '../pipeline-server/contracts/context.ts';
import { Refusal } from '../pipeline-server/contracts/plugin.ts';
import { ALICE, createTestClock, requestContext } from '../pipeline-server/test/request-context.ts';
import { createBudget } from './budget.ts';

const HOUR_MS = 3_600_000;
const BODY = { model: 'xops', messages: [{ role: 'user', content: 'hello' }] };

type Valves = Static<ReturnType<typeof createBudget>['valves']>;

/** A budget whose inlet is called with one question after another. */
function startBudget(differences: Partial<Valves>) {
  const filter = createBudget();
  const valves = { ...Value.Create(filter.valves), enabled: true, ...differences };
  const clock = createTestClock();
  const ask = (more: Partial<RequestContext> = {}): unknown =>
    filter.inlet?.(BODY, { ...requestContext({ clock, ...more }), valves, user: null });
  return { ask, clock };
}

function refusalOf(ask: () => unknown): Refusal {
  try {
    ask();
  } catch (error) {
    if (error instanceof Refusal) return error;
  }
  throw new Error('was not refused');
}

describe('budget', () => {
  it('lets the payload through unchanged up to the limit, then refuses with the time to wait', () => {
    const { ask, clock } = startBudget({ per_hour: 2 });
    expect([ask(), ask()]).toEqual([BODY, BODY]);
    clock.advance(20 * 60_000);
    const refusal = refusalOf(() => ask());
    expect(refusal.status).toBe(429);
    expect(refusal.message).toBe(
      'The limit of questions in an hour is 2. Ask again in 40 minutes.',
    );
  });

  it('allows again exactly when the named time is over', () => {
    const { ask, clock } = startBudget({ per_hour: 1 });
    ask();
    clock.advance(HOUR_MS - 1);
    expect(refusalOf(() => ask()).message).toContain('1 minute.');
    clock.advance(1);
    expect(ask()).toBe(BODY);
  });

  it('names the limit which lasts longest', () => {
    const { ask } = startBudget({ per_hour: 1, per_day: 1 });
    ask();
    expect(refusalOf(() => ask()).message).toContain(
      'The limit of questions in a day is 1. Ask again in 24 hours.',
    );
  });

  it('does not count refused questions', () => {
    const { ask, clock } = startBudget({ per_hour: 1, per_day: 2 });
    ask();
    for (let attempt = 0; attempt < 5; attempt += 1) refusalOf(() => ask());
    clock.advance(HOUR_MS);
    expect(ask()).toBe(BODY);
  });

  it('counts a message once, however often its turn is resumed', () => {
    const { ask } = startBudget({ per_hour: 1 });
    for (let call = 0; call < 5; call += 1) expect(ask({ messageId: 'm1' })).toBe(BODY);
    refusalOf(() => ask({ messageId: 'm2' }));
    expect(ask({ messageId: 'm1' })).toBe(BODY);
  });

  it('does not count background tasks, not even when the limit is reached', () => {
    const { ask } = startBudget({ per_hour: 1 });
    for (let call = 0; call < 5; call += 1) ask({ task: 'title_generation' });
    ask();
    expect(ask({ task: 'tags_generation' })).toBe(BODY);
  });

  it('counts each user alone', () => {
    const { ask } = startBudget({ per_hour: 1 });
    ask();
    expect(ask({ principal: { ...ALICE, id: 'bob' } })).toBe(BODY);
  });

  it('limits nothing while it is off or its limits are 0', () => {
    for (const valves of [
      { enabled: false, per_hour: 1 },
      { per_hour: 0, per_day: 0 },
    ]) {
      const { ask } = startBudget(valves);
      expect([ask(), ask(), ask()]).toEqual([BODY, BODY, BODY]);
    }
  });

  it('fills its message in literally', () => {
    const { ask } = startBudget({ per_hour: 1, message: "{limit} $& {wait} $'" });
    ask();
    expect(refusalOf(() => ask()).message).toBe("1 $& 1 hour $'");
  });
});
