import { describe, expect, it } from 'vitest';
import { createLog } from './telemetry/log.ts';
import { type Craft, startCraftingProvider } from './test/crafting-provider.ts';
import { bearer, startTestApp } from './test/start-test-app.ts';

const HTML = { accept: 'text/html' };
const AUDIENCE = 'https://xops.example.com/api';

async function start(environment: Readonly<Record<string, string>> = {}) {
  const provider = await startCraftingProvider();
  const lines: string[] = [];
  const test = await startTestApp({
    log: createLog('trace', { write: (line) => void lines.push(line) }),
    environment: {
      XOPS_PUBLIC_URL: 'http://127.0.0.1:2',
      XOPS_OIDC_ISSUER: provider.issuer,
      XOPS_OIDC_CLIENT_ID: 'xops',
      XOPS_OIDC_AUDIENCE: AUDIENCE,
      ...environment,
    },
  });
  return { ...test, provider, logged: () => lines.join('') };
}

type World = Awaited<ReturnType<typeof start>>;

/** A whole sign-in whose ID token is written to order; its nonce is the right one unless the order says otherwise. */
async function signIn({ app, provider }: World, order: Craft, more = '') {
  const begun = await app.inject({ url: '/signin/oidc', headers: HTML });
  const { searchParams } = new URL(String(begun.headers.location));
  const claims = { nonce: searchParams.get('nonce'), ...order.claims };
  provider.idToken = { ...order, claims };
  const state = searchParams.get('state') ?? '';
  const cookie = String(begun.headers['set-cookie']).split(';')[0] ?? '';
  const url = `/signin/oidc/callback?${new URLSearchParams({ code: 'a-code', state })}${more}`;
  return await app.inject({ url, headers: { ...HTML, cookie } });
}

const PAST = Math.floor(Date.now() / 1000) - 600;

const BAD_TOKENS: readonly (readonly [string, Craft])[] = [
  ['of another issuer', { claims: { iss: 'https://evil.example' } }],
  ['without an issuer', { claims: { iss: undefined } }],
  ['for another client', { claims: { aud: 'another' } }],
  ['without an audience', { claims: { aud: undefined } }],
  ['that has expired', { claims: { exp: PAST } }],
  ['that never expires', { claims: { exp: undefined } }],
  ['from the future', { claims: { nbf: PAST + 6000 } }],
  ['signed by a stranger', { by: 'stranger' }],
  ['signed by a stranger with a key id of their own', { by: 'stranger', header: { kid: 'two' } }],
  ['signed with the public key as a secret (HS256)', { by: 'public' }],
  ['without a signature (none)', { by: 'none' }],
];

describe('an ID token is refused', () => {
  it('and an honest one is not', async () => {
    const world = await start();
    const answer = await signIn(world, {});
    expect([answer.statusCode, answer.body.includes('Signed in')]).toEqual([200, true]);
    expect(world.provider.exchanges[0]?.get('code_verifier')).toMatch(/^[\w-]{43}$/);
    expect(world.provider.exchanges[0]?.get('client_secret')).toBeNull();
  });

  it.each<readonly [string, Craft]>([
    ...BAD_TOKENS,
    ['with another nonce', { claims: { nonce: 'another' } }],
    ['without a nonce', { claims: { nonce: undefined } }],
    ['for several clients, and another was asked', { claims: { aud: ['xops', 'b'], azp: 'b' } }],
  ])('%s', async (_what, craft) => {
    const answer = await signIn(await start(), craft);
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(answer.body).toContain('This sign-in was not completed: ');
  });

  it('with the address of somebody else that is not verified', async () => {
    const claims = { email: 'boss@example.com', email_verified: 'false' };
    const environment = { XOPS_OIDC_TRUST_ADDRESSES: '1' };
    expect((await signIn(await start(environment), { claims })).statusCode).toBe(403);
    const silent = { email: 'boss@example.com', email_verified: undefined };
    expect((await signIn(await start(), { claims: silent })).statusCode).toBe(403);
    expect((await signIn(await start(environment), { claims: silent })).statusCode).toBe(200);
  });

  it('when the answer names another provider (mix-up, RFC 9207)', async () => {
    const world = await start();
    world.provider.document['authorization_response_iss_parameter_supported'] = true;
    const other = `&iss=${encodeURIComponent('https://evil.example')}`;
    expect((await signIn(world, {}, other)).statusCode).toBe(401);
    expect((await signIn(world, {})).statusCode).toBe(401);
    const own = `&iss=${encodeURIComponent(world.provider.issuer)}`;
    expect((await signIn(world, {}, own)).statusCode).toBe(200);
  });
});

describe('a person of a token', () => {
  it('fits into a cookie, however much the provider says, and the allowed groups come first', async () => {
    const world = await start({ XOPS_OIDC_ALLOWED_GROUPS: '["approvers"]' });
    const claims = {
      name: '😀'.repeat(500),
      sub: 's'.repeat(255),
      groups: [...Array.from({ length: 500 }, (_, index) => `gruppe-ü-${index}`), 'approvers'],
    };
    const answer = await signIn(world, { claims });
    const [cookie = ''] = [answer.headers['set-cookie']].flat().map(String);
    expect(cookie.length).toBeLessThan(4096);
    const session = await world.services.sessions.read(cookie.split(';')[0]);
    expect(session?.principal.groups[0]).toBe('approvers');
  });

  it('has the groups of the claim of the settings, and no others', async () => {
    const world = await start({ XOPS_OIDC_GROUPS_CLAIM: 'cognito:groups' });
    const claims = {
      'cognito:groups': ['a', 7, null, '', { b: 1 }],
      groups: ['production-approvers'],
    };
    const answer = await signIn(world, { claims });
    const [cookie = ''] = [answer.headers['set-cookie']].flat().map(String);
    const session = await world.services.sessions.read(cookie.split(';')[0]);
    expect(session?.principal.groups).toEqual(['a']);
  });
});

describe('a discovery document is refused', () => {
  it.each([
    ['of another issuer', { issuer: 'https://evil.example' }],
    ['without keys', { jwks_uri: undefined }],
  ])('%s', async (_what, document) => {
    const world = await start();
    Object.assign(world.provider.document, document);
    const answer = await world.app.inject({ url: '/signin/oidc', headers: HTML });
    expect(answer.statusCode).toBe(503);
    expect(answer.body).toContain('The identity provider does not answer as it should (');
  });

  it('as far as it leads from a provider on this machine to elsewhere', async () => {
    const world = await start();
    world.provider.document['token_endpoint'] = 'http://192.0.2.1/token';
    const answer = await signIn(world, {});
    expect([answer.statusCode, world.provider.exchanges.length]).toEqual([503, 0]);
  });
});

describe('an access token is refused', () => {
  const claims = { aud: AUDIENCE };
  const header = { typ: 'at+jwt' };

  it('and an honest one is not', async () => {
    const { app, provider } = await start();
    for (const craft of [{ claims, header }, { claims }, { claims: { aud: ['x', AUDIENCE] } }]) {
      const headers = bearer(await provider.craft(craft));
      expect((await app.inject({ url: '/api/approvals', headers })).statusCode).toBe(200);
    }
  });

  it('when anything about it is wrong, and never repeated', async () => {
    const { app, provider } = await start();
    const crafts: readonly (readonly [string, Craft])[] = [
      ...BAD_TOKENS.map(
        ([what, craft]) => [what, { ...craft, claims: { ...claims, ...craft.claims } }] as const,
      ),
      ['that is an ID token (nonce)', { claims: { ...claims, nonce: 'x' } }],
      ['that is bound to a key (cnf)', { claims: { ...claims, cnf: { jkt: 'x' } } }],
      ['that is for logging out (typ)', { claims, header: { typ: 'logout+jwt' } }],
      ['without a subject', { claims: { ...claims, sub: undefined } }],
    ];
    for (const [what, craft] of crafts) {
      const token = await provider.craft(craft);
      const answer = await app.inject({ url: '/api/approvals', headers: bearer(token) });
      expect([what, answer.statusCode]).toEqual([what, 401]);
      expect(answer.json().detail).toMatch(/^The access token is not taken: /);
      expect(answer.json().detail).not.toContain(token);
    }
  });

  it('of nobody whose address is proved', async () => {
    const { app, provider } = await start();
    for (const over of [
      { email: undefined },
      { email_verified: false },
      { email: 'a@b.c\nd@e.f' },
    ]) {
      const token = await provider.craft({ claims: { ...claims, ...over } });
      const answer = await app.inject({ url: '/api/approvals', headers: bearer(token) });
      expect(answer.statusCode).toBe(403);
    }
  });

  it('of somebody in no allowed group', async () => {
    const { app, provider } = await start({ XOPS_OIDC_ALLOWED_GROUPS: '["admins"]' });
    const token = await provider.craft({ claims });
    const answer = await app.inject({ url: '/api/approvals', headers: bearer(token) });
    expect(answer.statusCode).toBe(403);
  });
});

describe('the log', () => {
  it('says why somebody was refused, and holds nothing with which one could sign in', async () => {
    const secret = 'the secret of xops';
    const world = await start({ OIDC_CLIENT_SECRET: secret });
    const { app, provider } = world;
    const token = await provider.craft({ by: 'stranger', claims: { aud: AUDIENCE } });
    await app.inject({ url: '/api/approvals', headers: bearer(token) });
    await signIn(world, { claims: { aud: 'another' } });
    const good = await signIn(world, {});
    const [exchange] = provider.exchanges;
    const session = String([good.headers['set-cookie']].flat()[0]).split(/[=;]/)[1];
    const answer = await app.inject({
      url: '/approvals',
      headers: { ...HTML, cookie: `xops_session=${session}` },
    });
    expect(answer.statusCode).toBe(200);
    expect(exchange?.get('code')).toBe('a-code');
    const logged = world.logged();
    expect(logged).toContain('a sign-in was refused');
    expect(logged).toContain('OAUTH_JWT_CLAIM_COMPARISON_FAILED');
    const secrets = [token, secret, 'a-code', exchange?.get('code_verifier'), session, 'opaque'];
    for (const each of secrets) {
      expect(each?.length).toBeGreaterThan(5);
      expect(logged).not.toContain(each);
    }
  });
});
