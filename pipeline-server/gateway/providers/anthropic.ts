import type Anthropic from '@anthropic-ai/sdk';
import { ModelError, type ModelProvider } from '../../contracts/models.ts';
import { anthropicError, CLIENT_OPTIONS, streamMessages } from './anthropic-stream.ts';
import { describeOffer } from './offer.ts';
import type { ProviderOptions } from './provider-options.ts';

/** More models than any vendor offers. */
const MOST_MODELS = 200;

/** The Claude API through its own SDK, which is loaded with the first call. */
export function createAnthropicProvider(options: ProviderOptions): ModelProvider {
  const client = lazyClient(options);
  const provider: ModelProvider = {
    models: (signal) => listModels({ options, client }, signal),
    stream: (request, signal) => streamMessages({ route: options.route, client }, request, signal),
    probe: async (signal) => describeOffer(options.route, await provider.models(signal)),
  };
  return provider;
}

interface Opened {
  readonly options: ProviderOptions;
  readonly client: () => Promise<Anthropic>;
}

async function listModels({ options, client }: Opened, signal: AbortSignal) {
  const models: string[] = [];
  try {
    const page = (await client()).models.list({ limit: 100 }, { signal });
    for await (const { id } of page) {
      models.push(id);
      if (models.length >= MOST_MODELS) break;
    }
    return models;
  } catch (error) {
    throw anthropicError(options.route, error, signal);
  }
}

function lazyClient({ route, apiKey, egress }: ProviderOptions): () => Promise<Anthropic> {
  let opened: Promise<Anthropic> | null = null;
  return async () => {
    if (apiKey === null) {
      const message = `The route ${route.id} has no key. Set ANTHROPIC_API_KEY.`;
      throw new ModelError('not-authorised', message);
    }
    opened ??= import('@anthropic-ai/sdk').then(
      ({ Anthropic }) =>
        new Anthropic({
          ...CLIENT_OPTIONS,
          apiKey,
          authToken: null,
          baseURL: route.baseUrl,
          fetch: egress.fetch,
        }),
    );
    return await opened;
  };
}
