import { describe, expect, it } from 'vitest';
import { createProvider } from './provider.ts';

const ISSUER = 'https://login.example.com';
const DOCUMENT = {
  issuer: ISSUER,
  authorization_endpoint: `${ISSUER}/authorize`,
  token_endpoint: 'https://tokens.example.com/token',
  userinfo_endpoint: 'https://people.example.com/me',
  jwks_uri: 'https://keys.example.com/keys',
};

/** A provider that does not answer until a test lets it. */
function world(document: object = DOCUMENT, issuer = ISSUER) {
  const state = { now: 1000, up: false, asked: 0, closed: 0 };
  const reached: (readonly string[])[] = [];
  const provider = createProvider({
    settings: { issuer, clientId: 'xops', clientSecret: 'secret' },
    openEgress(urls) {
      reached.push(urls);
      return {
        async fetch(url) {
          state.asked += 1;
          expect(url).toBe(`${issuer}/.well-known/openid-configuration`);
          if (!state.up)
            throw new TypeError('fetch failed', { cause: new Error('10.0.0.7 refused') });
          return Response.json(document);
        },
        async close() {
          state.closed += 1;
        },
      };
    },
    clock: { now: () => new Date(state.now) },
  });
  return { state, provider, reached };
}

const UNAVAILABLE = { code: 'XOPS_OIDC_UNAVAILABLE' };

describe('a provider', () => {
  it('is asked what it is once, and reached where it says and nowhere else', async () => {
    const { state, provider, reached } = world();
    state.up = true;
    await Promise.all([provider.open(), provider.open(), provider.open()]);
    expect(state.asked).toBe(1);
    expect(reached).toEqual([
      [ISSUER],
      [DOCUMENT.token_endpoint, DOCUMENT.userinfo_endpoint, DOCUMENT.jwks_uri],
    ]);
    await provider.close();
    expect(state.closed).toBe(2);
  });

  it('that is down is asked again after five seconds and no earlier, whoever wants to sign in', async () => {
    const { state, provider } = world();
    for (let count = 0; count < 10; count += 1) {
      await expect(provider.open()).rejects.toMatchObject(UNAVAILABLE);
    }
    expect(state.asked).toBe(1);
    state.up = true;
    state.now += 4999;
    await expect(provider.open()).rejects.toMatchObject(UNAVAILABLE);
    state.now += 1;
    await provider.open();
    expect(state.asked).toBe(2);
  });

  it('that is down is not described to whoever asks', async () => {
    const { provider } = world();
    await expect(provider.open()).rejects.toThrow('(it cannot be reached)');
  });

  it.each([
    ['of another issuer', { ...DOCUMENT, issuer: 'https://login.example.com/other' }],
    ['without keys', { ...DOCUMENT, jwks_uri: undefined }],
  ])('is not taken by a document %s', async (_what, document) => {
    const { state, provider } = world(document);
    state.up = true;
    await expect(provider.open()).rejects.toMatchObject(UNAVAILABLE);
  });

  it('for the people of every tenant is not taken, though the library would', async () => {
    const entra = 'https://login.microsoftonline.com';
    const document = { ...DOCUMENT, issuer: `${entra}/{tenantid}/v2.0` };
    const { state, provider } = world(document, `${entra}/common/v2.0`);
    state.up = true;
    await expect(provider.open()).rejects.toThrow('not of auth.oidc.issuer');
  });
});
