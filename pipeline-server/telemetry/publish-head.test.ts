import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readAll } from 'node:stream/consumers';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createHeadBucket } from './head-bucket.ts';
import { createHeadPublisher, type PublishedHead } from './publish-head.ts';

const START = Date.parse('2026-11-28T10:00:00.000Z');
const HEAD = { at: '2026-11-28T10:00:00.000Z', sequence: 42, hash: `sha256:${'a1'.repeat(32)}` };

afterEach(() => {
  vi.useRealTimers();
});

/** A publisher whose place keeps what it gets, or is away. */
function start(isAway = false) {
  vi.useFakeTimers({ now: START });
  const put: PublishedHead[] = [];
  const errors: unknown[] = [];
  const log = { debug() {}, info() {}, warn() {}, error: (what: unknown) => errors.push(what) };
  const place = {
    id: 'fake',
    put: async (head: PublishedHead) => {
      if (isAway) throw new Error('away');
      put.push(head);
    },
  };
  const publish = createHeadPublisher({ log, clock: { now: () => new Date() }, places: [place] });
  const publishNext = (sequence: number) => publish({ sequence, hash: HEAD.hash });
  return { publishNext, put, errors };
}

describe('the head of the audit chain', () => {
  it('is published at once, then at most once a minute, and the last is not left out', async () => {
    const { publishNext, put } = start();
    for (const sequence of [1, 2, 3]) publishNext(sequence);
    expect(put.map(({ sequence }) => sequence)).toEqual([1]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(put.map(({ sequence }) => sequence)).toEqual([1, 3]);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(put).toHaveLength(2);
    publishNext(4);
    expect(put.at(-1)).toEqual({ ...HEAD, at: '2026-11-28T10:03:00.000Z', sequence: 4 });
  });

  it('that cannot be published is an error in the log and keeps nobody waiting', async () => {
    const { publishNext, errors } = start(true);
    publishNext(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(errors).toEqual([expect.objectContaining({ place: 'fake', sequence: 1 })]);
  });
});

describe('a bucket with Object Lock', () => {
  it('gets each head as an object that stays until its time', async () => {
    const asked: { url: string; headers: IncomingHttpHeaders; body: string }[] = [];
    const server = createServer((request, response) => {
      void readAll(request).then((body) => {
        asked.push({ url: request.url ?? '', headers: request.headers, body });
        response.end();
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
    vi.stubEnv('AWS_REGION', 'eu-west-1');
    onTestFinished(() => void vi.unstubAllEnvs());
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const place = createHeadBucket({ bucket: 'heads', retainDays: 365, endpoint });
    await place.put(HEAD, AbortSignal.timeout(10_000));
    expect(asked[0]?.url).toContain('/heads/xops-audit/2026-11-28/000000000000042.json');
    expect(asked[0]?.headers).toMatchObject({
      'x-amz-object-lock-mode': 'COMPLIANCE',
      'x-amz-object-lock-retain-until-date': expect.stringContaining('2027-11-28T10:00:00'),
    });
    expect(asked[0]?.body).toContain(JSON.stringify(HEAD));
  });
});
