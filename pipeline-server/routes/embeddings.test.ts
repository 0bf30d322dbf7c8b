import OpenAI from 'openai';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type FakeReply, json, startFakeUpstream } from '../test/fake-upstreams/fake-upstream.ts';
import { bearer, startTestApp, type TestAppOptions } from '../test/start-test-app.ts';

const HASH = 'hash-1024-1';

async function open(options: TestAppOptions = {}) {
  const { app } = await startTestApp(options);
  const post = async (url: string, payload: object, key?: string) => {
    const answer = await app.inject({ method: 'POST', url, payload, headers: bearer(key) });
    return { status: answer.statusCode, body: answer.json(), headers: answer.headers };
  };
  return { app, post };
}

/** A server of vectors of eight numbers, the last text first. */
async function openWithServer(
  environment: Readonly<Record<string, string>> = {},
  reply?: FakeReply,
) {
  const server = await startFakeUpstream(({ path, json: body }) => {
    if (path !== '/v1/embeddings') return null;
    const input = body['input'] as readonly string[];
    const data = input.map((text, index) => ({
      index,
      embedding: Array.from({ length: 8 }, (_, at) => (at === text.length % 8 ? 3 : 0)),
    }));
    return reply ?? json({ data: data.toReversed() });
  });
  onTestFinished(() => server.close());
  const opened = await open({
    environment: {
      XOPS_EMBEDDING_BASE_URL: `${server.url}/v1`,
      XOPS_EMBEDDING_API_KEY: 'embedding-secret',
      XOPS_EMBEDDING_MODEL: 'nomic-embed-text:latest',
      XOPS_EMBEDDING_DIMENSIONS: '8',
      XOPS_EMBEDDING_BATCH_SIZE: '2',
      ...environment,
    },
  });
  return { ...opened, server, model: 'openai-nomic-embed-text-latest-10886753-8' };
}

describe('POST /embeddings', () => {
  it.each(['/embeddings', '/v1/embeddings'])(
    'answers %s in the order of the texts',
    async (url) => {
      const { post } = await open();
      const input = ['rotate keys', 'stop the instance', 'rotate keys'];
      const { status, body } = await post(url, { model: HASH, input });
      expect(status).toBe(200);
      expect(body).toMatchObject({
        object: 'list',
        model: HASH,
        data: input.map((_text, index) => ({ object: 'embedding', index })),
        usage: { prompt_tokens: 7, total_tokens: 7 },
      });
      const [first, second, third] = body.data.map(
        ({ embedding }: { embedding: number[] }) => embedding,
      );
      expect(first).toHaveLength(1024);
      expect(Math.hypot(...first)).toBeCloseTo(1, 5);
      expect(third).toEqual(first);
      expect(second).not.toEqual(first);
    },
  );

  it("serves OpenAI's own client, which asks for base64", async () => {
    const { app, post } = await open();
    const address = await app.listen({ port: 0, host: '127.0.0.1' });
    onTestFinished(() => app.close());
    const client = new OpenAI({ baseURL: `${address}/v1`, apiKey: 'test-key-with-all-scopes' });
    const { data } = await client.embeddings.create({ model: HASH, input: 'rotate keys' });
    const { body } = await post('/embeddings', { model: HASH, input: 'rotate keys' });
    expect(data[0]?.embedding).toEqual(body.data[0].embedding);
  });

  it.each([
    [{ input: 'a' }, 422],
    [{ model: HASH }, 422],
    [{ model: HASH, input: '' }, 422],
    [{ model: HASH, input: [] }, 422],
    [{ model: HASH, input: ['a', ''] }, 422],
    [{ model: HASH, input: [[1, 2, 3]] }, 422],
    [{ model: HASH, input: { text: 'a' } }, 422],
    [{ model: HASH, input: Array(2049).fill('a') }, 422],
    [{ model: HASH, input: 'a', encoding_format: 'hex' }, 422],
    [{ model: HASH, input: 'a', dimensions: 256 }, 400],
    [{ model: 'text-embedding-3-small', input: 'a' }, 404],
  ])('refuses %j', async (payload, expected) => {
    const { post } = await open();
    const { status, body } = await post('/v1/embeddings', payload);
    expect(status).toBe(expected);
    expect(body).toMatchObject({
      detail: expect.anything(),
      error: { message: expect.any(String) },
    });
  });

  it('takes keys with the scope chat or tools, and no other', async () => {
    const settings = ['chat', 'tools', 'filter']
      .map((scope) => `  - { name: ${scope}, key: key-of-scope-${scope}, scopes: [${scope}] }`)
      .join('\n');
    const { app, post } = await open({ settings: `keys:\n${settings}` });
    const payload = { model: HASH, input: 'a' };
    const statuses = ['chat', 'tools', 'filter'].map(async (scope) => {
      const { status } = await post('/embeddings', payload, `key-of-scope-${scope}`);
      return status;
    });
    expect(await Promise.all(statuses)).toEqual([200, 200, 403]);
    const { statusCode } = await app.inject({ method: 'POST', url: '/v1/embeddings', payload });
    expect(statusCode).toBe(403);
  });
});

describe('POST /embeddings with a server of vectors', () => {
  it('passes texts on in batches, and gives vectors of length one in their order', async () => {
    const { post, server, model } = await openWithServer();
    const { status, body } = await post('/embeddings', { model, input: ['a', 'bb', 'ccc'] });
    expect(status).toBe(200);
    expect(body.data.map(({ embedding }: { embedding: number[] }) => embedding.indexOf(1))).toEqual(
      [1, 2, 3],
    );
    expect(server.received.map(({ json: sent }) => sent['input'])).toEqual([['a', 'bb'], ['ccc']]);
    expect(server.received[0]?.json['model']).toBe('nomic-embed-text:latest');
    expect(server.received[0]?.headers.authorization).toBe('Bearer embedding-secret');
  });

  it('lets some wait and refuses the rest, saying when to come back', async () => {
    const slow = { ...json({ data: [{ embedding: [1, 0, 0, 0, 0, 0, 0, 0] }] }), delayMs: 20 };
    const { post, model } = await openWithServer({}, slow);
    const payload = { model, input: 'a' };
    const asked = Array.from({ length: 300 }, () => post('/embeddings', payload));
    const answers = await Promise.all(asked);
    const refused = answers.filter(({ status }) => status === 503);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(256);
    expect(refused).toHaveLength(44);
    expect(refused[0]?.body.detail).toMatch(/fewer requests at once/);
    expect(refused[0]?.headers['retry-after']).toBe('1');
  });

  it('sends nothing that is above the class of its place', async () => {
    const { post, server, model } = await openWithServer({ XOPS_EMBEDDING_PLACE: 'cloud' });
    const input = ['rotate keys', 'The tax file number of the applicant is 876 543 210.'];
    const { status, body } = await post('/embeddings', { model, input });
    expect(status).toBe(403);
    expect(body.detail).toMatch(/RESTRICTED.*cloud.*INTERNAL at most/);
    expect(body.detail).not.toContain('876');
    expect(server.received).toEqual([]);
    expect((await post('/embeddings', { model, input: 'rotate keys' })).status).toBe(200);
  });

  it.each<[string, FakeReply, RegExp]>([
    ['an error', json({ error: 'embedding-secret' }, 500), /status 500/],
    ['no JSON', { pieces: [Buffer.from('<html>')] }, /no JSON/],
    ['another shape', json({ vectors: [] }), /shape/],
    ['too few', json({ data: [] }), /0 vectors of 1 texts/],
    ['other dimensions', json({ data: [{ embedding: [1, 2] }] }), /2 dimensions.*say 8/],
    ['a vector without length', json({ data: [{ embedding: Array(8).fill(0) }] }), /no length/],
  ])('says what is wrong when it answers with %s', async (_what, reply, reason) => {
    const { post, model } = await openWithServer({}, reply);
    const { status, body } = await post('/embeddings', { model, input: 'a' });
    expect(status).toBe(502);
    expect(body.detail).toMatch(reason);
    expect(JSON.stringify(body)).not.toContain('embedding-secret');
  });

  it('says so when it cannot be reached', async () => {
    const nowhere = { XOPS_EMBEDDING_BASE_URL: 'http://127.0.0.1:1/v1' };
    const { post, model } = await openWithServer(nowhere);
    const { status, body } = await post('/embeddings', { model, input: 'a' });
    expect(status).toBe(502);
    expect(body.detail).toMatch(
      /nomic-embed-text:latest from http:\/\/127.0.0.1:1\/v1: it cannot be reached/,
    );
  });
});

describe('POST /rerank', () => {
  const documents = [
    'Buy savings plans for steady use.',
    'To rotate an access key, create a second one, then delete the old one.',
    'Access to the building.',
    '',
  ];

  it.each(['/rerank', '/v1/rerank'])(
    'scores every document for %s, the best first',
    async (url) => {
      const { post } = await open();
      const { status, body } = await post(url, {
        model: 'x',
        query: 'rotate access keys',
        documents,
        top_n: 4,
      });
      expect(status).toBe(200);
      const { results } = body as { results: { index: number; relevance_score: number }[] };
      expect(results.map(({ index }) => index).toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3]);
      expect(results.slice(0, 2).map(({ index }) => index)).toEqual([1, 2]);
      for (const { relevance_score: score } of results) {
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
      }
    },
  );

  it('takes documents as objects, and gives as many as are asked for', async () => {
    const { post } = await open();
    const payload = {
      query: 'rotate keys',
      documents: documents.map((text) => ({ text })),
      top_n: 1,
    };
    const { body } = await post('/v1/rerank', payload);
    expect(body.results).toEqual([{ index: 1, relevance_score: expect.any(Number) }]);
  });

  it.each([
    { query: 'a' },
    { query: 'a', documents: [] },
    { query: '', documents: ['a'] },
    { query: 'a', documents: [1] },
    { query: 'a', documents: ['a'], top_n: 0 },
    { query: 'a', documents: Array(1001).fill('a') },
  ])('refuses %j', async (payload) => {
    const { post } = await open();
    const { status, body } = await post('/v1/rerank', payload);
    expect(status).toBe(422);
    expect(body.detail).toBeDefined();
  });
});
