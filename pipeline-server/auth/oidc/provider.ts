import { createRemoteJWKSet, type JWTVerifyGetKey, customFetch as keysFetch } from 'jose';
import type * as OpenIdClient from 'openid-client';
import type { Clock } from '../../contracts/context.ts';
import { XopsError, xopsError } from '../../errors.ts';

/** How xOps is registered at an OpenID Connect provider. */
export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** Null for a public client. */
  readonly clientSecret: string | null;
  readonly scopes: string;
  readonly groupsClaim: string;
  /** Everybody whom the provider lets in when empty. */
  readonly allowedGroups: readonly string[];
  /** Whether an address without `email_verified` is taken. */
  readonly trustAddresses: boolean;
  /** Of access tokens; null when none are taken. */
  readonly audience: string | null;
}

/** The only way out to the provider. */
export interface ProviderEgress {
  readonly fetch: (url: string, options: object) => Promise<Response>;
  close(): Promise<void>;
}

/** A provider that was asked what it is. */
export interface OpenedProvider {
  readonly client: typeof OpenIdClient;
  readonly configuration: OpenIdClient.Configuration;
  /** Its public keys; fetched when needed and kept for ten minutes. */
  readonly keys: JWTVerifyGetKey;
}

/** The provider of the settings; nothing is asked of it before it is needed. */
export interface Provider {
  /** @throws XOPS_OIDC_UNAVAILABLE */
  open(): Promise<OpenedProvider>;
  close(): Promise<void>;
}

/** What a provider is reached by. */
export interface ProviderOptions {
  readonly settings: Pick<OidcSettings, 'issuer' | 'clientId' | 'clientSecret'>;
  /** Makes a way out that reaches the hosts of these addresses and no other. */
  readonly openEgress: (urls: readonly string[]) => ProviderEgress;
  readonly clock: Clock;
}

const TIMEOUT_SECONDS = 10;
/** Whoever asks for a sign-in while the provider is down has it asked no more often than this. */
const RETRY_AFTER_MS = 5000;

/**
 * Opens a provider by its discovery document (OpenID Connect Discovery 1.0) once, and keeps it. The document has to name the
 * issuer of the settings to the letter: a document for many tenants would let in the people of all of them.
 */
export function createProvider(options: ProviderOptions): Provider {
  const { settings, openEgress, clock } = options;
  const egresses: ProviderEgress[] = [];
  let opening: Promise<OpenedProvider> | null = null;
  let failedAt = 0;

  const egressTo = (urls: readonly string[]): ProviderEgress => {
    const egress = openEgress(urls);
    egresses.push(egress);
    return egress;
  };
  const discoveryEgress = egressTo([settings.issuer]);

  async function discover(): Promise<OpenedProvider> {
    const client = await import('openid-client');
    const configuration = await readDocument(client, settings, discoveryEgress.fetch);
    const metadata = configuration.serverMetadata();
    const { jwks_uri } = metadata;
    if (jwks_uri === undefined) throw badDocument('names no jwks_uri');
    const { fetch } = egressTo(endpointsOf(metadata));
    configuration[client.customFetch] = fetch;
    const keys = createRemoteJWKSet(new URL(jwks_uri), {
      [keysFetch]: fetch,
      timeoutDuration: TIMEOUT_SECONDS * 1000,
    });
    return { client, configuration, keys };
  }

  return {
    async open() {
      if (opening !== null && failedAt > 0 && clock.now().getTime() - failedAt >= RETRY_AFTER_MS) {
        opening = null;
      }
      if (opening === null) {
        failedAt = 0;
        opening = discover();
        opening.catch(() => {
          failedAt = clock.now().getTime();
        });
      }
      try {
        return await opening;
      } catch (error) {
        throw unavailable(error);
      }
    },
    async close() {
      await Promise.all(egresses.map((egress) => egress.close()));
    },
  };
}

async function readDocument(
  client: typeof OpenIdClient,
  { issuer, clientId, clientSecret }: ProviderOptions['settings'],
  fetch: ProviderEgress['fetch'],
): Promise<OpenIdClient.Configuration> {
  const authentication =
    clientSecret === null ? client.None() : authenticateBy(client, clientSecret);
  const configuration = await client.discovery(
    new URL(issuer),
    clientId,
    undefined,
    authentication,
    {
      [client.customFetch]: fetch,
      timeout: TIMEOUT_SECONDS,
      execute: [
        client.enableNonRepudiationChecks,
        // The settings take such an issuer on loopback addresses only.
        ...(issuer.startsWith('http:') ? [client.allowInsecureRequests] : []),
      ],
    },
  );
  const named = configuration.serverMetadata().issuer;
  if (new URL(named).href !== new URL(issuer).href) {
    throw badDocument(`is of ${named}, not of auth.oidc.issuer`);
  }
  return configuration;
}

/** As the provider wants it; HTTP Basic where it does not say (OpenID Connect Discovery 1.0, 3). */
function authenticateBy(client: typeof OpenIdClient, secret: string): OpenIdClient.ClientAuth {
  const [basic, post] = [client.ClientSecretBasic(secret), client.ClientSecretPost(secret)];
  return (...request) => {
    const [server] = request;
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const authenticate = methods.includes('client_secret_basic') ? basic : post;
    authenticate(...request);
  };
}

/** Addresses that we call ourselves; a browser goes to the others. */
function endpointsOf(metadata: OpenIdClient.ServerMetadata): readonly string[] {
  const { token_endpoint, userinfo_endpoint, jwks_uri } = metadata;
  return [token_endpoint, userinfo_endpoint, jwks_uri].filter((url) => url !== undefined);
}

/** The error of a provider that cannot be asked. */
export function unavailable(cause: unknown): XopsError {
  if (cause instanceof XopsError) return cause;
  return xopsError('XOPS_OIDC_UNAVAILABLE', { reason: codeOf(cause) }, { cause });
}

/** The code of an error alone: its text may name addresses of the own network, and whoever asks is not signed in. */
function codeOf(error: unknown): string {
  const cause = error instanceof TypeError && error.cause instanceof Error ? error.cause : error;
  const code: unknown = cause instanceof Error ? Reflect.get(cause, 'code') : undefined;
  return typeof code === 'string' ? code : 'it cannot be reached';
}

function badDocument(reason: string): XopsError {
  return xopsError('XOPS_OIDC_UNAVAILABLE', { reason: `its discovery document ${reason}` });
}
