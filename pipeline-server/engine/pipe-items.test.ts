import { describe, expect, it } from 'vitest';
import { collect } from '../test/collect.ts';
import { pipeItems } from './pipe-items.ts';

async function all(answer: unknown): Promise<readonly unknown[]> {
  const iterator = pipeItems(() => answer);
  return collect({ [Symbol.asyncIterator]: () => iterator });
}

describe('pipe items', () => {
  it.each([
    ['nothing', undefined, []],
    ['null', null, []],
    ['a text', 'ab', ['ab']],
    ['an object', { a: 1 }, [{ a: 1 }]],
    ['a promise', Promise.resolve('later'), ['later']],
    ['a list', ['a', 'b'], ['a', 'b']],
    ['a set', new Set(['a']), ['a']],
    ['promises in a list', [Promise.resolve('a')], ['a']],
    ['bytes, as one item', Buffer.from('ab'), [Buffer.from('ab')]],
  ])('of %s', async (_, answer, expected) => {
    expect(await all(answer)).toEqual(expected);
  });

  it('of generators, plain and asynchronous', async () => {
    function* plain() {
      yield 'a';
    }
    async function* later() {
      yield 'b';
    }
    expect([await all(plain()), await all(later()), await all(Promise.resolve(plain()))]).toEqual([
      ['a'],
      ['b'],
      ['a'],
    ]);
  });

  it('of a web stream', async () => {
    expect(await all(new Blob(['x']).stream().pipeThrough(new TextDecoderStream()))).toEqual(['x']);
  });

  it('calls nothing before it is read, and fails like the pipe', async () => {
    let called = 0;
    const iterator = pipeItems(() => {
      called += 1;
      throw new Error('boom');
    });
    expect(called).toBe(0);
    await expect(iterator.next()).rejects.toThrow('boom');
    await expect(iterator.next()).rejects.toThrow('boom');
    expect(called).toBe(1);
  });

  it("reaches the pipe's own return() while a read is pending", async () => {
    let returned = false;
    const source = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise<never>(() => undefined),
        return: () => {
          returned = true;
          return Promise.resolve({ done: true as const, value: undefined });
        },
      }),
    };
    const iterator = pipeItems(() => source);
    void iterator.next();
    await iterator.return?.();
    expect(returned).toBe(true);
  });

  it('closes a stream that the pipe hands over too late', async () => {
    let closed = false;
    async function* stream() {
      try {
        yield 'a';
        yield 'b';
      } finally {
        closed = true;
      }
    }
    let handOver: (value: unknown) => void = () => undefined;
    const iterator = pipeItems(() => new Promise((resolve) => (handOver = resolve)));
    const first = iterator.next();
    const closing = iterator.return?.();
    handOver(stream());
    expect(await first).toEqual({ done: false, value: 'a' });
    await closing;
    expect(closed).toBe(true);
  });
});
