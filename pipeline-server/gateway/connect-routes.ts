import type { ModelProvider, ProviderKind, Route } from '../contracts/models.ts';
import type { EgressClient } from './egress/egress-client.ts';
import type { ConnectedRoute } from './model-lists.ts';
import { createAnthropicProvider } from './providers/anthropic.ts';
import { createBedrockProvider } from './providers/bedrock.ts';
import { createOllamaProvider } from './providers/ollama.ts';
import { createOpenAiProvider } from './providers/openai.ts';
import type { ProviderOptions } from './providers/provider-options.ts';

const PROVIDERS: Readonly<Record<ProviderKind, (options: ProviderOptions) => ModelProvider>> = {
  anthropic: createAnthropicProvider,
  bedrock: createBedrockProvider,
  ollama: createOllamaProvider,
  openai: createOpenAiProvider,
};

/** Gives each route the provider that speaks its protocol, over the one egress client. */
export function connectRoutes(
  routes: readonly { readonly route: Route; readonly apiKey: string | null }[],
  egress: EgressClient,
): readonly ConnectedRoute[] {
  return routes.map(({ route, apiKey }) => ({
    route,
    provider: PROVIDERS[route.provider]({ route, apiKey, egress }),
  }));
}
