import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { json, startFakeUpstream } from '../../test/fake-upstreams/fake-upstream.ts';
import { testRoute } from '../../test/model-routes.ts';
import { allowListOf, targetOf } from './allow-list.ts';
import { createEgressClient } from './egress-client.ts';
import { isLoopbackAddress, isPrivateAddress } from './private-address.ts';

const TIMES = { connectMs: 500, firstByteMs: 500, idleMs: 500 };
const GET = { method: 'GET', headers: {} } as const;

function clientFor(...baseUrls: readonly string[]) {
  const routes = baseUrls.map((baseUrl, index) => testRoute({ id: `r${index}`, baseUrl }));
  const client = createEgressClient(allowListOf(routes, false), TIMES);
  onTestFinished(() => client.close());
  return client;
}

/** A listener that counts who came. */
async function decoy(): Promise<{ readonly port: number; arrived(): number }> {
  let arrived = 0;
  const server: Server = createServer((socket) => {
    arrived += 1;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { port: address.port, arrived: () => arrived };
}

const signal = new AbortController().signal;

describe('the egress client', () => {
  it('reaches what is on its list, by request and by fetch', async () => {
    const upstream = await startFakeUpstream(() => json({ ok: true }));
    onTestFinished(() => upstream.close());
    const client = clientFor(upstream.url);
    expect((await client.request(`${upstream.url}/x`, { ...GET, signal })).statusCode).toBe(200);
    expect(await (await client.fetch(`${upstream.url}/x`)).json()).toEqual({ ok: true });
  });

  it('reaches nothing else: another port, another name of the same machine, a redirect', async () => {
    const trap = await decoy();
    const location = `http://127.0.0.1:${trap.port}/`;
    const upstream = await startFakeUpstream(() => json({}, 307, { location }));
    onTestFinished(() => upstream.close());
    const client = clientFor(upstream.url);
    await expect(client.request(location, { ...GET, signal })).rejects.toThrow(/allow-list/);
    await expect(client.fetch(location)).rejects.toMatchObject({
      cause: { name: 'EgressRefused' },
    });
    const renamed = upstream.url.replace('127.0.0.1', 'localhost');
    await expect(client.request(renamed, { ...GET, signal })).rejects.toThrow(/allow-list/);
    expect((await client.fetch(upstream.url, { method: 'POST', body: 'x' })).status).toBe(307);
    expect(trap.arrived()).toBe(0);
  });

  it('does not use a proxy of the environment', async () => {
    const trap = await decoy();
    const upstream = await startFakeUpstream(() => json({ ok: true }));
    onTestFinished(() => upstream.close());
    const names = ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'NODE_USE_ENV_PROXY'];
    for (const name of names) process.env[name] = `http://127.0.0.1:${trap.port}`;
    onTestFinished(() => {
      for (const name of names) delete process.env[name];
    });
    const client = clientFor(upstream.url);
    expect((await client.fetch(upstream.url)).status).toBe(200);
    expect(trap.arrived()).toBe(0);
  });

  it('refuses a local route whose name leads out of the own network', async () => {
    const client = clientFor('http://example.com:80/v1');
    const request = client.request('http://example.com/', { ...GET, signal });
    // Without a resolver the name leads nowhere, which is refused as well.
    await expect(request).rejects.toThrow(/leads to no private address|ENOTFOUND|EAI_AGAIN/);
  });
});

describe('the allow-list', () => {
  it('holds each host and port once, with the routes that need it', () => {
    const routes = [
      testRoute({ id: 'a', baseUrl: 'http://127.0.0.1:4000/v1' }),
      testRoute({ id: 'b', baseUrl: 'http://127.0.0.1:4000/other' }),
      testRoute({ id: 'c', place: 'cloud', baseUrl: 'https://api.example.com' }),
      testRoute({ id: 'd', place: 'vpc', baseUrl: 'https://[fd00::1]/x' }),
    ];
    expect(allowListOf(routes, false)).toEqual([
      { host: '127.0.0.1', port: 4000, addresses: 'private', routes: ['a', 'b'] },
      { host: 'api.example.com', port: 443, addresses: 'any', routes: ['c'] },
      { host: 'fd00::1', port: 443, addresses: 'any', routes: ['d'] },
    ]);
  });

  it('allows loopback only when air-gapped', () => {
    const [rule] = allowListOf([testRoute({ place: 'cloud' })], true);
    expect(rule?.addresses).toBe('loopback');
  });

  it('knows the port of every URL', () => {
    expect(targetOf(new URL('http://a/'))).toEqual({ host: 'a', port: 80 });
    expect(targetOf(new URL('https://A.b:8443/'))).toEqual({ host: 'a.b', port: 8443 });
  });
});

describe('addresses', () => {
  it.each([
    ['127.0.0.1', true, true],
    ['127.255.255.254', true, true],
    ['::1', true, true],
    ['::ffff:127.0.0.1', true, true],
    ['10.1.2.3', false, true],
    ['172.16.0.1', false, true],
    ['172.32.0.1', false, false],
    ['192.168.1.1', false, true],
    ['100.64.0.1', false, true],
    ['fd12::1', false, true],
    ['::ffff:8.8.8.8', false, false],
    ['8.8.8.8', false, false],
    ['169.254.169.254', false, false],
    ['2001:db8::1', false, false],
    ['localhost', false, false],
    ['', false, false],
  ])('%s is loopback: %s, private: %s', (address, loopback, isPrivate) => {
    expect([isLoopbackAddress(address), isPrivateAddress(address)]).toEqual([loopback, isPrivate]);
  });

  it('of the Internet are never private', () => {
    const first = fc
      .integer({ min: 1, max: 223 })
      .filter((n) => ![10, 100, 127, 172, 192].includes(n));
    fc.assert(
      fc.property(first, fc.ipV4(), (start, rest) => {
        const address = [start, ...rest.split('.').slice(1)].join('.');
        expect(isPrivateAddress(address)).toBe(false);
      }),
    );
  });
});
