import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type CryptoKey, exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { onTestFinished } from 'vitest';

/** A token that is written to order. */
export interface Craft {
  /** Claims over those of an honest token; undefined leaves one out. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  /** `stranger`: a key of nobody; `public`: the public key as the secret of an HMAC; `none`: no signature. */
  readonly by?: 'provider' | 'stranger' | 'public' | 'none';
}

/** A provider that signs whatever a test wants. */
export interface CraftingProvider {
  readonly issuer: string;
  /** The ID token of the next exchange of a code. */
  idToken: Craft;
  /** What its discovery document says besides. */
  readonly document: Record<string, unknown>;
  /** An access token. */
  craft(craft: Craft): Promise<string>;
  /** Bodies that its token endpoint was sent, in order. */
  readonly exchanges: URLSearchParams[];
}

const AUDIENCE = 'xops';

const own = await generateKeyPair('RS256', { extractable: true });
const stranger = await generateKeyPair('RS256');

/** Starts it for one test. */
export async function startCraftingProvider(): Promise<CraftingProvider> {
  const jwk = { ...(await exportJWK(own.publicKey)), kid: 'one', use: 'sig', alg: 'RS256' };
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const keys = {
    provider: own.privateKey,
    stranger: stranger.privateKey,
    public: new TextEncoder().encode(JSON.stringify(jwk)),
  };
  const provider: CraftingProvider = {
    issuer,
    idToken: {},
    document: {},
    exchanges: [],
    craft: (craft) => write(craft, issuer, keys),
  };
  const pages: Readonly<Record<string, (body: string) => Promise<unknown>>> = {
    '/.well-known/openid-configuration': async () => ({
      ...documentOf(issuer),
      ...provider.document,
    }),
    '/jwks': async () => ({ keys: [jwk] }),
    '/token': async (body) => {
      provider.exchanges.push(new URLSearchParams(body));
      const id_token = await provider.craft(provider.idToken);
      return { access_token: 'opaque', token_type: 'Bearer', expires_in: 60, id_token };
    },
  };
  server.on('request', (request, response) => void answer(request, response, pages));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return provider;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  pages: Readonly<Record<string, (body: string) => Promise<unknown>>>,
): Promise<void> {
  const page = pages[request.url ?? ''];
  const body = await page?.(await text(request));
  response.writeHead(page === undefined ? 404 : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body ?? {}));
}

function documentOf(issuer: string): Readonly<Record<string, unknown>> {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    // As many providers have it: what it could do says nothing of what is right.
    id_token_signing_alg_values_supported: ['RS256', 'HS256', 'none'],
  };
}

async function write(
  { claims = {}, header = {}, by = 'provider' }: Craft,
  issuer: string,
  keys: Readonly<Record<'provider' | 'stranger' | 'public', CryptoKey | Uint8Array>>,
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const honest = {
    iss: issuer,
    sub: 'mary',
    aud: AUDIENCE,
    iat: now,
    exp: now + 300,
    email: 'mary@example.com',
    email_verified: true,
    groups: ['approvers'],
  };
  const payload = { ...honest, ...claims };
  if (by === 'none') return new UnsecuredJWT(payload).encode();
  const alg = by === 'public' ? 'HS256' : 'RS256';
  return await new SignJWT(payload)
    .setProtectedHeader({ alg, kid: 'one', ...header })
    .sign(keys[by]);
}
