import type * as OpenIdClient from 'openid-client';
import type { ReplayMemory } from '../../contracts/notifications.ts';
import type { Principal } from '../../contracts/principal.ts';
import { XopsError, xopsError } from '../../errors.ts';
import { personOfClaims } from './person-of-claims.ts';
import { type OidcSettings, type OpenedProvider, type Provider, unavailable } from './provider.ts';
import type { Ticket, Tickets } from './tickets.ts';

/** Sign-in of people at a provider: authorization code with PKCE (OpenID Connect Core 1.0, 3.1; RFC 7636). */
export interface OidcSignIn {
  /** Where a browser has to go, and what it has to keep. @throws XOPS_OIDC_UNAVAILABLE */
  begin(next: string): Promise<{ readonly location: string; readonly cookie: string }>;
  /**
   * Who came back, and where they wanted to go.
   * @throws XOPS_OIDC_NOT_BEGUN, XOPS_OIDC_INVALID, XOPS_OIDC_NOT_ADMITTED, XOPS_OIDC_UNAVAILABLE
   */
  finish(callback: Callback): Promise<{ readonly person: Principal; readonly next: string }>;
}

/** A browser that comes back from the provider. */
interface Callback {
  /** With the question mark; empty when there is none. */
  readonly query: string;
  readonly cookieHeader: string | undefined;
}

/** What signing in needs. */
export interface OidcSignInOptions {
  readonly provider: Provider;
  readonly settings: OidcSettings;
  readonly tickets: Tickets;
  readonly replays: Pick<ReplayMemory, 'remember'>;
  /** Address that the provider sends browsers back to, as it is registered there. */
  readonly redirectUri: string;
}

/** Makes the sign-in of a provider. */
export function createOidcSignIn(options: OidcSignInOptions): OidcSignIn {
  const { provider, settings, tickets, redirectUri } = options;
  return {
    async begin(next) {
      const { client, configuration } = await provider.open();
      const { ticket, cookie } = await tickets.issue(next);
      const location = client.buildAuthorizationUrl(configuration, {
        redirect_uri: redirectUri,
        scope: settings.scopes,
        state: ticket.state,
        nonce: ticket.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(ticket.codeVerifier),
        code_challenge_method: 'S256',
      });
      return { location: location.href, cookie };
    },
    async finish(callback) {
      const ticket = await takeTicket(callback, options);
      const opened = await provider.open();
      const claims = await claimsOf(new URL(redirectUri + callback.query), {
        ...opened,
        ticket,
        settings,
      });
      return { person: personOfClaims(claims, settings), next: ticket.next };
    },
  };
}

/** The ticket of the browser that comes back, once. What only looks like coming back leaves the ticket as it is. */
async function takeTicket(
  { query, cookieHeader }: Callback,
  { tickets, replays }: OidcSignInOptions,
): Promise<Ticket> {
  const ticket = await tickets.read(cookieHeader);
  if (ticket === null) {
    throw notBegun('it was not begun in this browser within the last ten minutes');
  }
  const [state, ...more] = new URLSearchParams(query).getAll('state');
  if (state !== ticket.state || more.length > 0) {
    throw notBegun('it belongs to another that was begun before or elsewhere (state)');
  }
  if (await replays.remember(`oidc ${ticket.id}`, ticket.expires)) return ticket;
  throw notBegun('it was completed before');
}

interface CodeExchange extends OpenedProvider {
  readonly ticket: Ticket;
  readonly settings: OidcSettings;
}

/** Exchanges the code. The library checks state, `iss`, `aud`, `exp`, nonce and, by our settings of it, the signature. */
async function claimsOf(
  url: URL,
  exchange: CodeExchange,
): Promise<Readonly<Record<string, unknown>>> {
  const { client, configuration, ticket } = exchange;
  try {
    const tokens = await client.authorizationCodeGrant(configuration, url, {
      expectedState: ticket.state,
      expectedNonce: ticket.nonce,
      pkceCodeVerifier: ticket.codeVerifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims();
    if (claims === undefined) throw invalid('the provider sent no ID token');
    return await completed(claims, { ...exchange, accessToken: tokens.access_token });
  } catch (error) {
    throw error instanceof XopsError ? error : asXopsError(error, client);
  }
}

/** Some providers tell address and groups by the userinfo endpoint only; what is signed goes before. */
async function completed(
  claims: OpenIdClient.IDToken,
  { client, configuration, settings, accessToken }: CodeExchange & { readonly accessToken: string },
): Promise<Readonly<Record<string, unknown>>> {
  const isComplete = claims['email'] !== undefined && claims[settings.groupsClaim] !== undefined;
  if (isComplete || configuration.serverMetadata().userinfo_endpoint === undefined) return claims;
  const more = await client.fetchUserInfo(configuration, accessToken, claims.sub);
  const { email, email_verified } = claims['email'] === undefined ? more : claims;
  return { ...more, ...claims, email, email_verified };
}

/** Codes of errors by which a provider is at fault, and nobody who signs in. */
const FAULTS: ReadonlySet<string> = new Set([
  'OAUTH_TIMEOUT',
  'OAUTH_ABORT',
  'OAUTH_PARSE_ERROR',
  'OAUTH_RESPONSE_IS_NOT_JSON',
  'OAUTH_RESPONSE_IS_NOT_CONFORM',
  'OAUTH_MISSING_SERVER_METADATA',
  'OAUTH_INVALID_SERVER_METADATA',
]);

function asXopsError(error: unknown, client: typeof OpenIdClient): XopsError {
  if (
    error instanceof client.AuthorizationResponseError ||
    error instanceof client.ResponseBodyError
  ) {
    return invalid(`the provider refused it${codeOf(error.error)}`, error);
  }
  if (error instanceof client.ClientError && !FAULTS.has(error.code ?? '')) {
    return invalid(`what the provider sent does not hold${codeOf(error.code)}`, error);
  }
  return unavailable(error);
}

/** A code of the standard is shown; a text that somebody wrote into an address is not. */
function codeOf(code: string | undefined): string {
  return code !== undefined && /^\w{1,60}$/.test(code) ? ` (${code})` : '';
}

function notBegun(reason: string): XopsError {
  return xopsError('XOPS_OIDC_NOT_BEGUN', { reason });
}

function invalid(reason: string, cause?: unknown): XopsError {
  return xopsError('XOPS_OIDC_INVALID', { reason }, { cause });
}
