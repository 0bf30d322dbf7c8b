import type { Route } from '../../contracts/models.ts';
import type { EgressClient } from '../egress/egress-client.ts';

/** What every provider is made of. */
export interface ProviderOptions {
  readonly route: Route;
  /** The provider's key, or null where none is needed. */
  readonly apiKey: string | null;
  readonly egress: EgressClient;
}
