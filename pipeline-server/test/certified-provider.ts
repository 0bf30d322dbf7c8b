import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import { Provider } from 'oidc-provider';

/** What the provider says of a person besides their subject. */
export type ClaimsOfPerson = Readonly<Record<string, unknown>>;

/** The audience of its access tokens for our API. */
export const API_AUDIENCE = 'https://xops.example.com/api';

/** A client of the provider besides ours, with which a terminal of a person gets access tokens. */
export const TERMINAL = { client_id: 'terminal', redirect_uri: 'http://127.0.0.1:1/back' } as const;

/** A certified OpenID Connect provider on loopback, with people and its own sign-in pages. */
export interface CertifiedProvider {
  readonly issuer: string;
  /** Claims by login name; a test may change them. */
  readonly people: Map<string, ClaimsOfPerson>;
  readonly clientSecret: string;
  close(): Promise<void>;
}

const CLIENT_SECRET = 'the secret of xops at the provider';

/** Starts it. Whoever names a login name of its people is let in, whatever the password. */
export async function startCertifiedProvider(options: {
  /** Where xOps is reached. */
  readonly publicUrl: string;
  readonly people: Readonly<Record<string, ClaimsOfPerson>>;
  /** Its name for this machine; `localhost` is another site than 127.0.0.1 for a browser. */
  readonly host?: 'localhost';
}): Promise<CertifiedProvider> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { host = '127.0.0.1' } = options;
  const issuer = `http://${host}:${(server.address() as AddressInfo).port}`;
  const people = new Map(Object.entries(options.people));
  const provider = new Provider(issuer, await configurationOf(people, options.publicUrl));
  const answer = provider.callback();
  server.on('request', (request, response) => void answer(request, response));
  return { issuer, people, clientSecret: CLIENT_SECRET, close: () => stop(server) };
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

async function configurationOf(
  people: ReadonlyMap<string, ClaimsOfPerson>,
  publicUrl: string,
): Promise<NonNullable<ConstructorParameters<typeof Provider>[1]>> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true });
  const jwk = { ...(await exportJWK(privateKey)), kid: 'one', alg: 'RS256', use: 'sig' };
  return {
    clients: [
      {
        client_id: 'xops',
        client_secret: CLIENT_SECRET,
        redirect_uris: [`${publicUrl}/signin/oidc/callback`],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
      {
        client_id: TERMINAL.client_id,
        token_endpoint_auth_method: 'none',
        redirect_uris: [TERMINAL.redirect_uri],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
      {
        client_id: 'robot',
        client_secret: CLIENT_SECRET,
        redirect_uris: [],
        grant_types: ['client_credentials'],
        response_types: [],
      },
    ],
    jwks: { keys: [jwk] },
    cookies: { keys: ['a key for the cookies of the provider'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    findAccount: (_context, id) => {
      const claims = people.get(id);
      if (claims === undefined) return undefined;
      return { accountId: id, claims: async () => ({ ...claims, sub: id }) };
    },
    extraTokenClaims: (_context, token) =>
      'accountId' in token ? { ...people.get(String(token.accountId)) } : {},
    pkce: { required: () => true },
    ttl: {
      Session: 3600,
      Interaction: 600,
      Grant: 3600,
      AccessToken: 600,
      IdToken: 600,
      ClientCredentials: 600,
    },
    features: {
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_context, audience) => ({
          scope: 'approvals',
          audience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: 600,
        }),
      },
    },
  };
}
