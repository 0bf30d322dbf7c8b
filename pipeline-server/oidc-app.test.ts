import { createHash } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createLedger } from './approvals/create-approvals.ts';
import type { ApprovalDraft } from './contracts/approvals.ts';
import type { Principal } from './contracts/principal.ts';
import {
  API_AUDIENCE,
  type CertifiedProvider,
  type ClaimsOfPerson,
  startCertifiedProvider,
  TERMINAL,
} from './test/certified-provider.ts';
import { draftOf } from './test/ledger-fakes.ts';
import { openLedgerWorld } from './test/ledger-world.ts';
import { openBrowserAtProvider } from './test/sign-in-at-provider.ts';
import { bearer, startTestApp, type TestApp, type TestAppOptions } from './test/start-test-app.ts';

const PUBLIC_URL = 'http://127.0.0.1:2/xops';
const HTML = { accept: 'text/html' };
const MARY: ClaimsOfPerson = {
  email: 'Mary@Example.com',
  email_verified: true,
  name: 'Mary',
  groups: ['approvers', 'production-approvers'],
};

interface Wish extends TestAppOptions {
  readonly people?: Readonly<Record<string, ClaimsOfPerson>>;
}

async function start({ people = { mary: MARY }, environment = {}, ...more }: Wish = {}) {
  const provider = await startCertifiedProvider({ publicUrl: PUBLIC_URL, people });
  onTestFinished(() => provider.close());
  const test = await startTestApp({
    ...more,
    environment: {
      XOPS_PUBLIC_URL: PUBLIC_URL,
      XOPS_OIDC_ISSUER: provider.issuer,
      XOPS_OIDC_CLIENT_ID: 'xops',
      OIDC_CLIENT_SECRET: provider.clientSecret,
      XOPS_OIDC_AUDIENCE: API_AUDIENCE,
      XOPS_OIDC_LABEL: 'Acme <SSO>',
      ...environment,
    },
  });
  return { ...test, provider };
}

function cookiesOf(answer: { readonly headers: object }): readonly string[] {
  const set: unknown = Reflect.get(answer.headers, 'set-cookie');
  return (Array.isArray(set) ? set : [set]).map(String);
}

const pairOf = (cookie: string | undefined) => cookie?.split(';')[0] ?? '';

/** A browser that has begun, and has been at the provider. */
async function goToProvider({ app }: TestApp, login = 'mary', next = '/approvals') {
  const query = new URLSearchParams({ next });
  const begun = await app.inject({ url: `/signin/oidc?${query}`, headers: HTML });
  expect(begun.statusCode).toBe(303);
  const [ticket] = cookiesOf(begun);
  const location = String(begun.headers.location);
  const back = await openBrowserAtProvider().signIn(location, login);
  expect(back.startsWith(`${PUBLIC_URL}/signin/oidc/callback?`)).toBe(true);
  return { ticket, location, callback: back.slice(PUBLIC_URL.length) };
}

/** What the provider would send a browser back with that has begun. */
function backFrom(
  { provider }: { readonly provider: CertifiedProvider },
  begun: { readonly headers: object },
  code: string,
): URLSearchParams {
  const location = new URL(String(Reflect.get(begun.headers, 'location')));
  const state = location.searchParams.get('state') ?? '';
  return new URLSearchParams({ code, state, iss: provider.issuer });
}

function comeBack({ app }: TestApp, url: string, cookie: string) {
  // As browsers send what another site begins.
  const headers = { ...HTML, cookie, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
  return app.inject({ url, headers });
}

async function signIn(test: TestApp, login = 'mary') {
  const { ticket, callback } = await goToProvider(test, login);
  const answer = await comeBack(test, callback, pairOf(ticket));
  return { answer, cookie: pairOf(cookiesOf(answer)[0]) };
}

describe('signing in at a certified provider', () => {
  it('leads there with a code challenge, and by our own page back to where it began', async () => {
    const test = await start();
    const { ticket, location, callback } = await goToProvider(test, 'mary', '/approvals/7?x=1');
    const asked = Object.fromEntries(new URL(location).searchParams);
    expect(asked).toMatchObject({
      response_type: 'code',
      client_id: 'xops',
      scope: 'openid email profile',
      code_challenge_method: 'S256',
      redirect_uri: `${PUBLIC_URL}/signin/oidc/callback`,
    });
    expect(new Set([asked['state'], asked['nonce'], asked['code_challenge']]).size).toBe(3);
    expect(ticket).toMatch(
      /^xops_oidc=\S+; Path=\/xops\/signin\/oidc; Max-Age=600; HttpOnly; SameSite=Lax$/,
    );
    for (const secret of [asked['nonce'], asked['state']]) expect(ticket).not.toContain(secret);
    const answer = await comeBack(test, callback, pairOf(ticket));
    expect([answer.statusCode, answer.headers.location]).toEqual([200, undefined]);
    expect(answer.body).toContain('http-equiv="refresh" content="0;url=/xops/approvals/7?x=1"');
    expect(answer.body).toContain('You are Mary.');
    const [session, gone] = cookiesOf(answer);
    expect(session).toMatch(/^xops_session=~\S+; Path=\/; .*SameSite=Strict$/);
    expect(gone).toMatch(/^xops_oidc=; .*Max-Age=0;/);
  });

  it('makes a person of what the provider signed', async () => {
    const test = await start();
    const { cookie } = await signIn(test);
    const session = await test.services.sessions.read(cookie);
    const person: Principal = {
      id: `${test.provider.issuer}#mary`,
      email: 'mary@example.com',
      name: 'Mary',
      roles: [],
      groups: ['approvers', 'production-approvers'],
      proof: 'oidc',
      scopes: [],
    };
    expect(session?.principal).toEqual(person);
    const page = await test.app.inject({ url: '/approvals', headers: { ...HTML, cookie } });
    expect(page.body).toContain('You are Mary (mary@example.com), in approvers, production');
  });

  it('is offered on the sign-in page beside keys, and not where no provider is set', async () => {
    const test = await start();
    const page = await test.app.inject({ url: '/signin?next=/approvals/1', headers: HTML });
    expect(page.body).toContain(
      '<a class="button" href="/xops/signin/oidc?next=%2Fapprovals%2F1">Sign in with Acme &lt;SSO&gt;</a>',
    );
    expect(page.body).toContain('name="key"');
    const without = await startTestApp();
    expect((await without.app.inject({ url: '/signin' })).body).not.toContain('/signin/oidc');
    expect((await without.app.inject({ url: '/signin/oidc' })).statusCode).toBe(404);
  });

  it.each([
    'https://evil.example/',
    '//evil.example/approvals',
    '/\\evil.example',
    '/approvals\\..\\x',
    '/signout',
    'javascript:alert(1)',
  ])('goes on to none but our own pages: %s', async (next) => {
    const test = await start();
    const { ticket, callback } = await goToProvider(test, 'mary', next);
    const answer = await comeBack(test, callback, pairOf(ticket));
    expect(answer.body).toContain('content="0;url=/xops/dashboard"');
    expect(answer.body).not.toContain('evil');
  });
});

describe('a sign-in is refused', () => {
  it('in another browser, and without a beginning', async () => {
    const test = await start();
    const mine = await goToProvider(test);
    const other = await goToProvider(test);
    for (const cookie of [pairOf(other.ticket), '', 'xops_oidc=a.b.c.d']) {
      const answer = await comeBack(test, mine.callback, cookie);
      expect(answer.statusCode).toBe(401);
      expect(answer.body).toMatch(/role="alert">This sign-in was not completed: .*Sign in again/);
      expect(cookiesOf(answer)).toEqual(['undefined']);
    }
    expect((await comeBack(test, mine.callback, pairOf(mine.ticket))).statusCode).toBe(200);
  });

  it('with a state that was changed or is there twice, and the right one still works', async () => {
    const test = await start();
    const { ticket, callback } = await goToProvider(test);
    const changed = callback.replace(/state=[^&]+/, `state=${'A'.repeat(43)}`);
    for (const url of [changed, `${callback}&state=x`, callback.replace(/state=[^&]+&?/, '')]) {
      expect((await comeBack(test, url, pairOf(ticket))).statusCode).toBe(401);
    }
    expect((await comeBack(test, callback, pairOf(ticket))).statusCode).toBe(200);
  });

  it('a second time', async () => {
    const test = await start();
    const { ticket, callback } = await goToProvider(test);
    const both = await Promise.all([1, 2].map(() => comeBack(test, callback, pairOf(ticket))));
    expect(new Set(both.map(({ statusCode }) => statusCode))).toEqual(new Set([200, 401]));
    const late = await comeBack(test, callback, pairOf(ticket));
    expect(late.body).toContain('it was completed before');
  });

  it('after ten minutes, whatever its cookie says', async () => {
    const time = { now: Date.now() };
    const test = await start({ clock: { now: () => new Date(time.now) } });
    const { ticket, callback } = await goToProvider(test);
    const [id, , ...rest] = pairOf(ticket).split('.');
    time.now += 600_000;
    for (const cookie of [pairOf(ticket), [id, '9999999999', ...rest].join('.')]) {
      const answer = await comeBack(test, callback, cookie);
      expect(answer.body).toContain('not begun in this browser within the last ten minutes');
    }
    time.now -= 2000;
    expect((await comeBack(test, callback, pairOf(ticket))).statusCode).toBe(200);
  });

  it('when the person said no at the provider', async () => {
    const test = await start();
    const { ticket, callback } = await goToProvider(test);
    const text = encodeURIComponent('Call 555-0100 <b>now</b>');
    const denied = callback.replace(/code=[^&]+/, `error=access_denied&error_description=${text}`);
    const answer = await comeBack(test, denied, pairOf(ticket));
    expect(answer.statusCode).toBe(401);
    expect(answer.body).toContain('the provider refused it (access_denied)');
    expect(answer.body).not.toContain('555');
  });

  it('with a code that the provider does not know', async () => {
    const test = await start();
    const { ticket, callback } = await goToProvider(test);
    const forged = callback.replace(/code=[^&]+/, 'code=forged');
    const answer = await comeBack(test, forged, pairOf(ticket));
    expect([answer.statusCode, answer.body.includes('(invalid_grant)')]).toEqual([401, true]);
  });

  it.each([
    ['has no address', { name: 'Mary' }, /no mail address/],
    ['has an address that is not verified', { ...MARY, email_verified: false }, /is not verified/],
    ['has one of which nothing is said', { ...MARY, email_verified: undefined }, /trustAddresses/],
    ['has two addresses in one', { ...MARY, email: 'a@b.c d@e.f' }, /no mail address/],
  ])('when the person %s', async (_what, mary, reason) => {
    const test = await start({ people: { mary } });
    const { answer } = await signIn(test);
    expect(answer.statusCode).toBe(403);
    expect(answer.body).toMatch(reason);
    expect(cookiesOf(answer)).toEqual(['undefined']);
  });

  it('when the person is in no group that may sign in', async () => {
    const environment = { XOPS_OIDC_ALLOWED_GROUPS: '["cloud-admins"]' };
    const test = await start({ environment });
    const { answer } = await signIn(test);
    expect([answer.statusCode, answer.body.includes('none of the groups')]).toEqual([403, true]);
    test.provider.people.set('mary', { ...MARY, groups: ['cloud-admins'] });
    expect((await signIn(test)).answer.statusCode).toBe(200);
  });

  it('after five for which the provider was asked from one address', async () => {
    const test = await start();
    const { ticket, callback } = await goToProvider(test);
    // Another site can make a browser send these.
    for (let count = 0; count < 6; count += 1) await comeBack(test, callback, '');
    for (let count = 0; count < 5; count += 1) {
      const begun = await test.app.inject({ url: '/signin/oidc', headers: HTML });
      const forged = `/signin/oidc/callback?${backFrom(test, begun, 'forged')}`;
      const answer = await comeBack(test, forged, pairOf(cookiesOf(begun)[0]));
      expect([answer.statusCode, answer.body.includes('(invalid_grant)')]).toEqual([401, true]);
    }
    const answer = await comeBack(test, callback, pairOf(ticket));
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([429, '60']);
    expect(answer.body).toContain('Too many sign-ins failed. Try again in 60 seconds.');
  });

  it('while the provider is down, which says so and is no fault of who signs in', async () => {
    const test = await start();
    await goToProvider(test);
    await test.provider.close();
    const ended = async () => {
      const begun = await test.app.inject({ url: '/signin/oidc', headers: HTML });
      const state = new URL(String(begun.headers.location)).searchParams.get('state');
      const query = new URLSearchParams({
        code: 'x',
        state: state ?? '',
        iss: test.provider.issuer,
      });
      return await comeBack(test, `/signin/oidc/callback?${query}`, pairOf(cookiesOf(begun)[0]));
    };
    for (let count = 0; count < 6; count += 1) {
      const answer = await ended();
      expect(answer.statusCode).toBe(503);
      expect(answer.body).toContain('The identity provider does not answer as it should (');
      expect(answer.body).toContain('name="key"');
    }
  });

  it('where the provider never was, with a detail for programs', async () => {
    const test = await start({ environment: { XOPS_OIDC_ISSUER: 'http://127.0.0.1:9' } });
    const answer = await test.app.inject({ url: '/signin/oidc' });
    expect(answer.statusCode).toBe(503);
    expect(answer.json().detail).toMatch(/^The identity provider does not answer as it should \(/);
  });
});

describe('a session from a provider', () => {
  it('ends when the settings do not let its person in any more', async () => {
    const test = await start();
    const { cookie } = await signIn(test);
    const { services } = test;
    const session = await services.sessions.read(cookie);
    if (session === null) throw new Error('not signed in');
    expect(services.oidc.admits(session.principal)).toBe(true);
    const elsewhere = { ...session.principal, id: 'https://other.example#mary' };
    expect(services.oidc.admits(elsewhere)).toBe(false);
    const without = await startTestApp();
    expect(await without.services.approvers.isCurrent(session.principal)).toBe(false);
  });
});

/** A request in the ledger of the server. */
async function ask({ services }: TestApp, over: Partial<ApprovalDraft> = {}) {
  const { deps } = await openLedgerWorld({ clock: services.clock });
  const { store, approvers } = services.approvals;
  return await createLedger({ ...deps, store, approvers }).approvals.request(
    draftOf(['i-1'], over),
  );
}

function decide(test: TestApp, id: string, sent: { headers: object; seenHash: string }) {
  return test.app.inject({
    method: 'POST',
    url: `/api/approvals/${id}/decision`,
    headers: { ...sent.headers },
    payload: { verdict: 'approve', seenHash: sent.seenHash },
  });
}

/** Who asked in Open WebUI is known by its signed token. */
function requesterOf({ services }: TestApp, email: string) {
  return services.approvals.people.ofPrincipal({
    id: 'user-of-open-webui',
    email,
    name: null,
    roles: ['user'],
    groups: [],
    proof: 'jwt',
    scopes: [],
  });
}

describe('an approver from a provider', () => {
  it('decides on the request of somebody else', async () => {
    const test = await start();
    const request = await ask(test);
    const { cookie } = await signIn(test);
    const seenHash = request.hashes.artifact;
    const answer = await decide(test, request.id, { headers: { cookie }, seenHash });
    expect([answer.statusCode, answer.json().approval?.status]).toEqual([200, 'APPROVED']);
    const details = await test.services.approvals.approvals.read(request.id);
    expect(details?.decisions[0]?.approver).toMatchObject({
      id: 'mary@example.com',
      proof: 'oidc',
    });
  });

  it.each([
    ['the same address', 'mary@example.com', ''],
    ['the address in capitals', 'MARY@EXAMPLE.COM', ''],
    [
      'an alias of it',
      'mary.admin@example.com',
      'approvals: { people: [{ email: mary@example.com, aliases: [mary.admin@example.com] }] }',
    ],
    [
      'the address of which it is an alias',
      'm.jones@example.com',
      'approvals: { people: [{ email: m.jones@example.com, aliases: [mary@example.com] }] }',
    ],
  ])(
    'does not approve what they asked for in Open WebUI with %s',
    async (_what, email, settings) => {
      const test = await start({ settings });
      const request = await ask(test, { requester: requesterOf(test, email) });
      const { cookie } = await signIn(test);
      const seenHash = request.hashes.artifact;
      const answer = await decide(test, request.id, { headers: { cookie }, seenHash });
      expect(answer.statusCode).toBe(403);
      expect(answer.json().detail).toContain('You asked for this yourself');
      const key = await personalKey(test, 'mary@example.com');
      const byKey = await decide(test, request.id, { headers: bearer(key), seenHash });
      expect(byKey.json().detail).toContain('You asked for this yourself');
    },
  );
});

async function personalKey({ services }: TestApp, person: string): Promise<string> {
  const expiresAt = new Date(services.clock.now().getTime() + 3_600_000).toISOString();
  const groups = ['approvers', 'production-approvers'];
  return (await services.approvals.keys.create({ person, groups, expiresAt })).text;
}

/** An access token of a person for our API, or for another audience, as a terminal gets it. */
async function accessToken({ issuer }: CertifiedProvider, audience = API_AUDIENCE) {
  const { client_id, redirect_uri } = TERMINAL;
  const code_verifier = 'v'.repeat(43);
  const digest = createHash('sha256').update(code_verifier).digest('base64url');
  const query = new URLSearchParams({
    client_id,
    redirect_uri,
    response_type: 'code',
    scope: 'openid email approvals',
    code_challenge: digest,
    code_challenge_method: 'S256',
    resource: audience,
  });
  const back = await openBrowserAtProvider().signIn(`${issuer}/auth?${query}`, 'mary');
  const code = new URL(back).searchParams.get('code') ?? '';
  return await tokenOf(issuer, {
    grant_type: 'authorization_code',
    client_id,
    redirect_uri,
    code,
    code_verifier,
    resource: audience,
  });
}

async function tokenOf(issuer: string, form: Readonly<Record<string, string>>) {
  const answer = await fetch(`${issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  const tokens = (await answer.json()) as { access_token: string; id_token?: string };
  expect(answer.status).toBe(200);
  return tokens;
}

describe('an access token of the provider', () => {
  it('lets a program of a person list and decide', async () => {
    const test = await start();
    const request = await ask(test);
    const { access_token } = await accessToken(test.provider);
    const headers = bearer(access_token);
    const list = await test.app.inject({ url: '/api/approvals?waiting=me', headers });
    expect(list.json().approvals.map(({ id }: { id: string }) => id)).toEqual([request.id]);
    const answer = await decide(test, request.id, { headers, seenHash: request.hashes.artifact });
    expect([answer.statusCode, answer.json().approval?.status]).toEqual([200, 'APPROVED']);
  });

  it('opens nothing that is for API keys, and no session', async () => {
    const test = await start();
    const { access_token } = await accessToken(test.provider);
    for (const url of ['/models', '/pipelines', '/tools/openapi.json', '/metrics']) {
      const answer = await test.app.inject({ url, headers: bearer(access_token) });
      expect([401, 403, 404]).toContain(answer.statusCode);
    }
    const payload = new URLSearchParams({ key: access_token }).toString();
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await test.app.inject({
      method: 'POST',
      url: '/signin',
      headers: form,
      payload,
    });
    expect(answer.statusCode).toBe(401);
  });

  it('is refused for another audience, as an ID token, and of a program without a person', async () => {
    const test = await start();
    const { issuer, clientSecret } = test.provider;
    const other = await accessToken(test.provider, 'https://other.example.com');
    const own = await accessToken(test.provider);
    const robot = await tokenOf(issuer, {
      grant_type: 'client_credentials',
      client_id: 'robot',
      client_secret: clientSecret,
      resource: API_AUDIENCE,
    });
    const tokens = [other.access_token, own.id_token ?? '', robot.access_token];
    const answers = await Promise.all(
      tokens.map((token) => test.app.inject({ url: '/api/approvals', headers: bearer(token) })),
    );
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([401, 401, 403]);
    expect(answers.map(({ body }) => body)).toEqual([
      expect.stringMatching(/its claim ..aud.. is wrong/),
      expect.stringMatching(/its claim ..aud.. is wrong/),
      expect.stringContaining('it names no mail address'),
    ]);
  });

  it('is no key where no audience is set', async () => {
    const test = await start({ environment: { XOPS_OIDC_AUDIENCE: '' } });
    const { access_token } = await accessToken(test.provider);
    const headers = bearer(access_token);
    const answer = await test.app.inject({ url: '/api/approvals', headers });
    expect([answer.statusCode, answer.json().detail]).toEqual([401, 'Invalid API key']);
  });
});
