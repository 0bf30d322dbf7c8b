import type { AnthropicBedrock } from '@anthropic-ai/bedrock-sdk';
import { ModelError, type ModelProvider, type ModelRequest } from '../../contracts/models.ts';
import { jurisdictionProblem } from '../jurisdiction.ts';
import { CLIENT_OPTIONS, streamMessages } from './anthropic-stream.ts';
import type { ProviderOptions } from './provider-options.ts';

/**
 * Claude on Amazon Bedrock through Anthropic's SDK, which is loaded with the first call. A model id that lets AWS choose a Region
 * outside of the route's jurisdiction is refused before anything is sent.
 */
export function createBedrockProvider(options: ProviderOptions): ModelProvider {
  const client = lazyClient(options);
  const { route } = options;
  const provider: ModelProvider = {
    models: () => Promise.resolve(route.models),
    async *stream(request, signal) {
      const problem = jurisdictionProblem(request.model, route);
      if (problem !== null) throw new ModelError('blocked', problem);
      yield* streamMessages({ route, client }, request, signal);
    },
    async probe(signal) {
      const [model] = route.models;
      if (model === undefined) throw new ModelError('unknown-model', noModel(route.id));
      for await (const _event of provider.stream(smallest(model), signal)) continue;
      return `${model} answered one token in ${route.region ?? 'its Region'}`;
    },
  };
  return provider;
}

function noModel(route: string): string {
  return `The route ${route} names no model. Bedrock does not list what may be invoked: name them in models.`;
}

/** Rights to a model show in a call of it only; this one costs less than a thousandth of a cent. */
function smallest(model: string): ModelRequest {
  return {
    model,
    messages: [
      { role: 'user', content: [{ type: 'text', text: 'hi' }], toolCalls: [], toolCallId: null },
    ],
    tools: [],
    toolChoice: 'auto',
    parallelToolCalls: true,
    maximumTokens: 1,
    temperature: null,
    topP: null,
    seed: null,
    stop: [],
    format: null,
    effort: null,
    stream: true,
  };
}

/** Without a Bedrock key, requests are signed with AWS's default credential chain. */
function lazyClient({ route, apiKey, egress }: ProviderOptions): () => Promise<AnthropicBedrock> {
  let opened: Promise<AnthropicBedrock> | null = null;
  return () => {
    opened ??= import('@anthropic-ai/bedrock-sdk').then(
      ({ AnthropicBedrock: Client }) =>
        new Client({
          ...CLIENT_OPTIONS,
          apiKey,
          ...(route.region === null ? {} : { awsRegion: route.region }),
          baseURL: route.baseUrl,
          fetch: egress.fetch,
        }),
    );
    return opened;
  };
}
