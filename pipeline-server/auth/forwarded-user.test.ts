import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { createForwardedUserReader } from './forwarded-user.ts';

const SECRET = 'the secret that Open WebUI and we share';
const KEY = { name: 'admin', scopes: ['chat'] as const };

interface TokenOptions {
  readonly secret?: string;
  readonly issuer?: string;
  readonly expires?: string;
  readonly claims?: Record<string, unknown>;
}

function token(options: TokenOptions = {}): Promise<string> {
  const claims = { sub: 'u1', email: 'ann@example.com', name: 'Ann', role: 'user' };
  return new SignJWT({ ...claims, ...options.claims })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer(options.issuer ?? 'open-webui')
    .setIssuedAt()
    .setExpirationTime(options.expires ?? '5m')
    .sign(new TextEncoder().encode(options.secret ?? SECRET));
}

const signed = createForwardedUserReader(SECRET);
const unsigned = createForwardedUserReader(null);

describe('with the secret', () => {
  it('knows the user by signature, groups from the header', async () => {
    const headers = {
      'x-openwebui-user-jwt': await token(),
      'x-user-groups': 'finops, Zürich%2C%20ops',
    };
    expect(await signed(headers, KEY)).toEqual({
      id: 'u1',
      email: 'ann@example.com',
      name: 'Ann',
      roles: ['user'],
      groups: ['finops', 'Zürich', 'ops'],
      proof: 'jwt',
      scopes: ['chat'],
    });
  });

  it.each<[string, TokenOptions, RegExp]>([
    ['an expired token', { expires: '-1m' }, /it has expired/],
    ['a token of another signer', { secret: 'another' }, /signature does not match/],
    ['a token of another issuer', { issuer: 'somebody' }, /claim "iss" is wrong/],
    ['a token without a user', { claims: { sub: '' } }, /malformed/],
    ['a token whose claims have other types', { claims: { email: 7 } }, /malformed/],
  ])('refuses %s', async (_what, options, message) => {
    const headers = { 'x-openwebui-user-jwt': await token(options) };
    await expect(signed(headers, KEY)).rejects.toMatchObject({
      status: 401,
      message: expect.stringMatching(message),
    });
  });

  it('refuses an unsigned token and text that is no token', async () => {
    const claims = Buffer.from('{"sub":"root","iss":"open-webui","exp":9999999999}').toString(
      'base64url',
    );
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`;
    for (const text of [none, 'x', 'a.b.c']) {
      await expect(signed({ 'x-openwebui-user-jwt': text }, KEY)).rejects.toMatchObject({
        status: 401,
      });
    }
  });

  it('does not believe plain headers, which any holder of the key can write', async () => {
    const principal = await signed({ 'x-openwebui-user-id': 'root' }, KEY);
    expect(principal).toMatchObject({ id: 'key:admin', proof: 'api-key', roles: [] });
  });
});

describe('without the secret', () => {
  it('takes plain headers as a claim and decodes them', async () => {
    const headers = {
      'x-openwebui-user-id': 'u1',
      'x-openwebui-user-name': 'Ann%20M%C3%BCller',
      'x-openwebui-user-email': 'ann@example.com',
      'x-openwebui-user-role': 'admin',
    };
    expect(await unsigned(headers, KEY)).toEqual({
      id: 'u1',
      email: 'ann@example.com',
      name: 'Ann Müller',
      roles: ['admin'],
      groups: [],
      proof: 'unsigned',
      scopes: ['chat'],
    });
  });

  it('ignores a token that it cannot check', async () => {
    const principal = await unsigned({ 'x-openwebui-user-jwt': await token() }, KEY);
    expect(principal.proof).toBe('api-key');
  });

  it('takes a name that is not well encoded as it is', async () => {
    const headers = { 'x-openwebui-user-id': 'u1', 'x-openwebui-user-name': '100%' };
    expect((await unsigned(headers, KEY)).name).toBe('100%');
  });
});
