import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { collect } from '../test/collect.ts';
import { SILENT_LOG } from '../test/request-context.ts';
import { HEARTBEAT, orAborted, untilAborted, withHeartbeats } from './interruption.ts';

const NEVER = new Promise<never>(() => undefined);

function hangingIterator() {
  const calls: string[] = [];
  const iterator: AsyncIterator<string> = {
    next: () => NEVER,
    return: () => {
      calls.push('return');
      return NEVER;
    },
  };
  return { iterator, calls };
}

describe('until aborted', () => {
  it('throws the reason at once, and closes a source that ignores the signal without waiting for it', async () => {
    const { iterator, calls } = hangingIterator();
    const controller = new AbortController();
    const items = untilAborted(iterator, { signal: controller.signal, log: SILENT_LOG });
    const read = items.next();
    controller.abort(new Error('client left'));
    await expect(read).rejects.toThrow('client left');
    expect(calls).toEqual(['return']);
  });

  it('closes the source when its reader stops', async () => {
    let closed = false;
    async function* source() {
      try {
        for (;;) yield 'x';
      } finally {
        closed = true;
      }
    }
    const { signal } = new AbortController();
    for await (const item of untilAborted(source(), { signal, log: SILENT_LOG })) {
      expect(item).toBe('x');
      break;
    }
    expect(closed).toBe(true);
  });

  it('does not close a source that came to its end, and leaves no listener behind', async () => {
    const calls: string[] = [];
    const source: AsyncIterator<string> = {
      next: () => Promise.resolve({ done: true, value: undefined }),
      return: () => Promise.resolve({ done: true, value: calls.push('return') }),
    };
    const { signal } = new AbortController();
    let listeners = 0;
    const counted = Object.assign(signal, {
      addEventListener: () => (listeners += 1),
      removeEventListener: () => (listeners -= 1),
    });
    await collect(untilAborted(source, { signal: counted, log: SILENT_LOG }));
    expect([calls, listeners]).toEqual([[], 0]);
  });

  it('lets timers run beside a source that never waits', async () => {
    const controller = new AbortController();
    async function* endless() {
      for (;;) yield 'x';
    }
    setTimeout(() => controller.abort(new Error('enough')), 20);
    const { signal } = controller;
    const items = untilAborted(endless(), { signal, log: SILENT_LOG });
    await expect(collect(items)).rejects.toThrow('enough');
  });

  it('logs a source that fails while it is closed', async () => {
    const warnings: unknown[] = [];
    const source: AsyncIterator<string> = {
      next: () => Promise.resolve({ done: false, value: 'x' }),
      return: () => Promise.reject(new Error('cannot close')),
    };
    const log = { ...SILENT_LOG, warn: (fields: object) => warnings.push(fields) };
    const items = untilAborted(source, { signal: new AbortController().signal, log });
    await items.next();
    await items.return();
    await sleep(0);
    expect(warnings).toEqual([{ reason: 'cannot close' }]);
  });
});

describe('or aborted', () => {
  it('gives the result, the failure, or the reason of the abort', async () => {
    const { signal } = new AbortController();
    expect(await orAborted(Promise.resolve(1), signal)).toBe(1);
    await expect(orAborted(Promise.reject(new Error('no')), signal)).rejects.toThrow('no');
    await expect(orAborted(NEVER, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
  });
});

describe('heartbeats', () => {
  it('fill the silence and lose no item', async () => {
    async function* slow() {
      yield 'a';
      await sleep(70);
      yield 'b';
    }
    const items = await collect(withHeartbeats(slow(), 20));
    expect(items.filter((item) => item !== HEARTBEAT)).toEqual(['a', 'b']);
    expect(items.filter((item) => item === HEARTBEAT).length).toBeGreaterThanOrEqual(2);
    expect([items[0], items.at(-1)]).toEqual(['a', 'b']);
  });

  it('stay away while items come', async () => {
    async function* quick() {
      for (let index = 0; index < 20; index += 1) {
        await sleep(5);
        yield index;
      }
    }
    expect(await collect(withHeartbeats(quick(), 500))).toHaveLength(20);
  });

  it('pass on a failure', async () => {
    async function* failing() {
      yield 'a';
      throw new Error('boom');
    }
    await expect(collect(withHeartbeats(failing(), 1_000))).rejects.toThrow('boom');
  });
});
