import { type AccessTokenReader, createAccessTokenReader } from './auth/oidc/access-tokens.ts';
import { isStillAdmitted } from './auth/oidc/person-of-claims.ts';
import {
  createProvider,
  type OidcSettings,
  type Provider,
  type ProviderEgress,
} from './auth/oidc/provider.ts';
import { createOidcSignIn, type OidcSignIn } from './auth/oidc/sign-in.ts';
import { createTickets } from './auth/oidc/tickets.ts';
import type { KnownByProvider } from './auth/read-approver.ts';
import type { Config } from './config.ts';
import type { Clock } from './contracts/context.ts';
import type { ReplayMemory } from './contracts/notifications.ts';
import { targetOf } from './gateway/egress/allow-list.ts';
import { createEgressClient } from './gateway/egress/egress-client.ts';

/** People whom an identity provider knows; of none where the settings name none. */
export interface OidcServices extends KnownByProvider {
  readonly signIn: OidcSignIn | null;
  readonly accessTokens: AccessTokenReader | null;
  close(): Promise<void>;
}

/** What it is composed of. */
export interface OidcFoundation {
  readonly config: Pick<Config, 'auth' | 'server' | 'egress'>;
  readonly replays: ReplayMemory;
  /** Reads the secret that links and sessions are signed with. */
  readonly readKey: () => Promise<string>;
  readonly clock: Clock;
}

const NOBODY: OidcServices = {
  signIn: null,
  accessTokens: null,
  admits: () => false,
  close: async () => {},
};

const TIMES = { connectMs: 5000, firstByteMs: 8000, idleMs: 8000 };

/** Sets up the provider of the settings. It is not asked anything before somebody signs in. */
export function composeOidc(foundation: OidcFoundation): OidcServices {
  const { config, clock } = foundation;
  const settings = settingsOf(config);
  if (settings === null) return NOBODY;
  const { audience } = settings;
  const provider = createProvider({ settings, openEgress: egressBy(settings, config), clock });
  return {
    signIn: openSignIn(foundation, settings, provider),
    accessTokens:
      audience === null ? null : createAccessTokenReader({ provider, settings, audience, clock }),
    admits: (principal) => isStillAdmitted(principal, settings),
    close: () => provider.close(),
  };
}

function settingsOf({ auth }: OidcFoundation['config']): OidcSettings | null {
  const { issuer, clientId } = auth.oidc;
  return issuer === null || clientId === null ? null : { ...auth.oidc, issuer, clientId };
}

function openSignIn(
  { config, replays, readKey, clock }: OidcFoundation,
  settings: OidcSettings,
  provider: Provider,
): OidcSignIn {
  const address = (config.server.publicUrl ?? '').replace(/\/$/, '');
  return createOidcSignIn({
    provider,
    settings,
    tickets: createTickets({ readKey, clock }),
    replays,
    redirectUri: `${address}/signin/oidc/callback`,
  });
}

/** An issuer without TLS is on this machine, and so is everything that its document names. */
function egressBy(
  { issuer }: OidcSettings,
  { egress }: OidcFoundation['config'],
): (urls: readonly string[]) => ProviderEgress {
  const addresses = egress.airGapped || issuer.startsWith('http:') ? 'loopback' : 'any';
  return (urls) =>
    createEgressClient(
      urls.map((url) => ({ ...targetOf(new URL(url)), addresses, routes: ['oidc'] })),
      TIMES,
    );
}
