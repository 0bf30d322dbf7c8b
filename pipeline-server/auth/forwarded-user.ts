import type { IncomingHttpHeaders } from 'node:http';
import { errors, jwtVerify } from 'jose';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Principal } from '../contracts/principal.ts';
import { xopsError } from '../errors.ts';
import type { KnownKey } from './api-keys.ts';

/** Tells who is behind a request whose key was recognised. */
export type ForwardedUserReader = (
  headers: IncomingHttpHeaders,
  key: KnownKey,
) => Promise<Principal>;

/** Claims of Open WebUI's forwarded user (0.12, `utils/headers.py`). */
const CLAIMS = Type.Object({
  sub: Type.String({ minLength: 1 }),
  email: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  name: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  role: Type.Optional(Type.Union([Type.String(), Type.Null()])),
});

/**
 * Reads the user whom Open WebUI forwards. With a secret only `X-OpenWebUI-User-Jwt` counts (proof `jwt`): plain
 * headers could be written by any holder of the key, so they are ignored. Without a secret the plain headers
 * are taken as a claim (proof `unsigned`). Without either, the principal is the key itself.
 *
 * Groups come from the header `X-User-Groups`, which a connection template fills with `{{USER_GROUPS}}`; Open WebUI does
 * not sign it, so groups are as trustworthy as the holder of the API key.
 * @throws XOPS_USER_TOKEN_INVALID when a secret is set and the token is malformed, expired or signed by another.
 */
export function createForwardedUserReader(secret: string | null): ForwardedUserReader {
  const signingKey = secret === null ? null : new TextEncoder().encode(secret);
  return async (headers, key) => {
    const token = header(headers, 'x-openwebui-user-jwt');
    if (signingKey === null) return unsignedUser(headers, key) ?? keyPrincipal(key);
    if (token === null) return keyPrincipal(key);
    return await signedUser(token, { signingKey, headers, key });
  };
}

interface Verification {
  readonly signingKey: Uint8Array;
  readonly headers: IncomingHttpHeaders;
  readonly key: KnownKey;
}

async function signedUser(token: string, verification: Verification): Promise<Principal> {
  const claims = await verifiedClaims(token, verification.signingKey);
  return {
    id: claims.sub,
    email: claims.email ?? null,
    name: claims.name ?? null,
    roles: list(claims.role),
    groups: groupsOf(verification.headers),
    proof: 'jwt',
    scopes: verification.key.scopes,
  };
}

async function verifiedClaims(token: string, signingKey: Uint8Array) {
  try {
    const { payload } = await jwtVerify(token, signingKey, {
      algorithms: ['HS256'],
      issuer: 'open-webui',
      requiredClaims: ['exp', 'sub'],
    });
    return Value.Parse(CLAIMS, payload);
  } catch (error) {
    throw xopsError('XOPS_USER_TOKEN_INVALID', { reason: tokenProblem(error) }, { cause: error });
  }
}

function tokenProblem(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'it has expired';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'its signature does not match';
  if (error instanceof errors.JWTClaimValidationFailed)
    return `its claim "${error.claim}" is wrong`;
  return 'it is malformed';
}

function unsignedUser(headers: IncomingHttpHeaders, key: KnownKey): Principal | null {
  const id = header(headers, 'x-openwebui-user-id');
  if (id === null) return null;
  return {
    id,
    email: header(headers, 'x-openwebui-user-email'),
    name: header(headers, 'x-openwebui-user-name'),
    roles: list(header(headers, 'x-openwebui-user-role')),
    groups: groupsOf(headers),
    proof: 'unsigned',
    scopes: key.scopes,
  };
}

/** The principal of a key whose holder is not known further. */
export function keyPrincipal(key: KnownKey): Principal {
  return {
    id: `key:${key.name}`,
    email: null,
    name: key.name,
    roles: [],
    groups: [],
    proof: 'api-key',
    scopes: key.scopes,
  };
}

function groupsOf(headers: IncomingHttpHeaders): readonly string[] {
  const groups = header(headers, 'x-user-groups') ?? '';
  return groups
    .split(',')
    .map((group) => group.trim())
    .filter((group) => group !== '');
}

/** A header's text; Open WebUI percent-encodes what is not plain ASCII. Null when absent or empty. */
function header(headers: IncomingHttpHeaders, name: string): string | null {
  const raw = headers[name];
  const text = Array.isArray(raw) ? raw[0] : raw;
  if (text === undefined || text === '') return null;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function list(value: string | null | undefined): readonly string[] {
  return value === null || value === undefined ? [] : [value];
}
