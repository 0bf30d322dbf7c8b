import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limitOf, limitsOfSource, RATE_LIMITS } from './rate-limits.ts';
import { createScheduler, type Scheduler } from './scheduler.ts';
import { createTestTimer, type TestTimer } from './test/test-timer.ts';

const FREE = new AbortController().signal;
const THROTTLED = Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });

/** What happens to one call of a property test. */
interface Planned {
  readonly api: string;
  readonly accountId: string | null;
  /** Milliseconds until it is asked for, and until AWS answers. */
  readonly at: number;
  readonly takes: number;
  readonly outcome: 'answer' | 'fail' | 'throttle-once';
  /** Milliseconds until it is cancelled, or null. */
  readonly cancelledAt: number | null;
}

const PLANNED = fc.record({
  api: fc.constantFrom(
    'organizations:ListAccounts',
    'securityhub:GetFindings',
    'acm:ListCertificates',
    'sts:AssumeRole',
    'other:Read',
  ),
  accountId: fc.constantFrom(null, '111111111111', '222222222222'),
  at: fc.nat(3_000),
  takes: fc.integer({ min: 1, max: 2_000 }),
  outcome: fc.constantFrom<Planned['outcome'][]>('answer', 'fail', 'throttle-once'),
  cancelledAt: fc.option(fc.nat(4_000), { freq: 4 }),
});

interface Started {
  readonly lane: string;
  readonly api: string;
  readonly time: number;
}

/** Plays the plan in made-up time. */
async function play(plan: readonly Planned[], timer: TestTimer, scheduler: Scheduler) {
  const started: Started[] = [];
  const late: Planned[] = [];
  const running = new Map<string, number>();
  const most = new Map<string, number>();
  const count = (name: string, step: number) => {
    const now = (running.get(name) ?? 0) + step;
    running.set(name, now);
    most.set(name, Math.max(most.get(name) ?? 0, now));
  };
  const outcomes = plan.map(async (call) => {
    const controller = new AbortController();
    const lane = `${limitOf(call.api).name} ${call.accountId}`;
    let attempts = 0;
    await timer.pass(call.at);
    if (call.cancelledAt !== null) timer.after(call.cancelledAt, () => controller.abort());
    return scheduler.run({ ...call, region: null, signal: controller.signal }, async () => {
      attempts += 1;
      if (controller.signal.aborted) late.push(call);
      started.push({ lane, api: call.api, time: timer.now() });
      count(lane, 1);
      count('all', 1);
      await timer.pass(call.takes);
      count(lane, -1);
      count('all', -1);
      if (call.outcome === 'fail') throw new Error('refused');
      if (call.outcome === 'throttle-once' && attempts === 1) throw THROTTLED;
      return call.outcome;
    });
  });
  const settled = Promise.allSettled(outcomes);
  await timer.runAll();
  return { settled: await settled, started, late, most };
}

/** Most starts within any second that begins with a start. */
function busiestSecond(times: readonly number[]): number {
  return Math.max(
    0,
    ...times.map((from) => times.filter((time) => time >= from && time < from + 1_000).length),
  );
}

describe('createScheduler', () => {
  it('keeps every limit, starves nobody, never runs a cancelled waiter and loses no place', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(PLANNED, { maxLength: 40 }), async (plan) => {
        const timer = createTestTimer();
        const scheduler = createScheduler({ timer, maximum: 6 });
        const { settled, started, late, most } = await play(plan, timer, scheduler);

        expect(settled).toHaveLength(plan.length);
        settled.forEach((each, index) => {
          const call = plan[index];
          if (each.status === 'rejected' && call?.cancelledAt === null)
            expect(call.outcome).toBe('fail');
        });
        expect(late).toEqual([]);
        expect(most.get('all') ?? 0).toBeLessThanOrEqual(6);
        for (const lane of new Set(started.map((each) => each.lane))) {
          const own = started.filter((each) => each.lane === lane);
          const { limit } = limitOf(own[0]?.api ?? '');
          expect(most.get(lane)).toBeLessThanOrEqual(limit.concurrent);
          const atMost = limit.perSecond === null ? Infinity : limit.burst + limit.perSecond;
          expect(busiestSecond(own.map(({ time }) => time))).toBeLessThanOrEqual(atMost);
        }
        // Every place is free again: as many calls as ever start at once.
        const api = 'sts:AssumeRole';
        await timer.pass(60_000, true);
        const again = Array.from({ length: 6 }, () => ({
          api,
          accountId: null,
          at: 0,
          takes: 5,
          outcome: 'answer' as const,
          cancelledAt: null,
        }));
        const after = await play(again, timer, scheduler);
        expect(after.most.get('all')).toBe(6);
      }),
      { numRuns: 60 },
    );
  });

  it('starts calls of one limit in the order in which they came', async () => {
    const timer = createTestTimer();
    const scheduler = createScheduler({ timer });
    const order: number[] = [];
    const call = { api: 'organizations:ListAccounts', accountId: null, region: null, signal: FREE };
    const calls = Array.from({ length: 8 }, (_, index) =>
      scheduler.run(call, async () => {
        order.push(index);
        await timer.pass(10);
      }),
    );
    await timer.runAll();
    await Promise.all(calls);
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('lets a cancelled waiter go at once and gives its place to the next', async () => {
    const timer = createTestTimer();
    const scheduler = createScheduler({ timer });
    const call = { api: 'organizations:ListAccounts', accountId: null, region: null };
    const controller = new AbortController();
    const first = scheduler.run({ ...call, signal: FREE }, () => timer.pass(1_000));
    const second = scheduler.run({ ...call, signal: controller.signal }, async () => 'second');
    const third = scheduler.run({ ...call, signal: FREE }, async () => 'third');
    controller.abort(new Error('left'));
    await expect(second).rejects.toThrow('left');
    await timer.runAll();
    await first;
    expect(await third).toBe('third');
    const late = scheduler.run({ ...call, signal: controller.signal }, async () => 'late');
    await expect(late).rejects.toThrow('left');
  });

  it('sends nothing when the call is cancelled in the moment in which it could start', async () => {
    const timer = createTestTimer();
    const controller = new AbortController();
    const call = {
      api: 'sts:AssumeRole',
      accountId: null,
      region: null,
      signal: controller.signal,
    };
    let sent = false;
    const run = createScheduler({ timer }).run(call, async () => {
      sent = true;
    });
    controller.abort(new Error('left'));
    await expect(run).rejects.toThrow('left');
    expect(sent).toBe(false);
  });

  it('gives up on a call that is throttled five times, and slows the others down', async () => {
    const timer = createTestTimer();
    const scheduler = createScheduler({ timer });
    const call = {
      api: 'acm:ListCertificates',
      accountId: '111111111111',
      region: 'us-east-1',
      signal: FREE,
    };
    const sent: number[] = [];
    const refused = scheduler.run(call, async () => {
      sent.push(timer.now());
      throw THROTTLED;
    });
    const outcome = expect(refused).rejects.toBe(THROTTLED);
    await timer.runAll();
    await outcome;
    expect(sent).toEqual([0, 200, 600, 1_400, 3_000]);

    const before = timer.now();
    const other = scheduler.run(call, async () => timer.now());
    await timer.runAll();
    expect((await other) - before).toBeGreaterThan(1_000);
    const elsewhere = scheduler.run({ ...call, region: 'eu-west-1' }, async () => timer.now());
    const asked = timer.now();
    expect(await elsewhere).toBe(asked);
  });
});

describe('RATE_LIMITS', () => {
  it.each(Object.entries(RATE_LIMITS))('names where the limit of %s comes from', (_api, limit) => {
    expect(limit.source.length).toBeGreaterThan(10);
    expect(limit.concurrent).toBeGreaterThan(0);
    expect(limit.burst).toBeGreaterThan(0);
  });

  it('shares a limit of a service among the operations without their own', () => {
    expect(limitOf('securityhub:GetFindings').limit.perSecond).toBe(3);
    expect(limitOf('securityhub:ListMembers').name).toBe('securityhub:*');
    expect(limitOf('unknown:Read').limit.concurrent).toBe(2);
  });

  it('bounds the sample organisation by concurrency and its throttling alone', async () => {
    const api = 'securityhub:GetFindings';
    const ofSample = limitsOfSource('sample')(api).limit;
    expect(ofSample.perSecond).toBeNull();
    expect(ofSample.concurrent).toBe(limitOf(api).limit.concurrent);
    expect(limitsOfSource('live')(api)).toEqual(limitOf(api));

    const lasting = async (kind: 'sample' | 'live') => {
      const timer = createTestTimer();
      const scheduler = createScheduler({ timer, limits: limitsOfSource(kind) });
      const call = { api, accountId: null, region: null, signal: FREE };
      const calls = Array.from({ length: 12 }, () => scheduler.run(call, () => timer.pass(10)));
      await timer.runAll();
      await Promise.all(calls);
      return timer.now();
    };
    expect(await lasting('sample')).toBe(60);
    expect(await lasting('live')).toBeGreaterThanOrEqual(2_000);
  });
});
