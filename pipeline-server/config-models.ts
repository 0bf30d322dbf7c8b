import { Type } from 'typebox';
import { BUDGETS } from './config-budgets.ts';
import { DATA_CLASSES } from './contracts/sovereignty.ts';

/** A text that may be left out; `null` then. */
function optionalText(options: { env: readonly string[]; description: string; secret?: true }) {
  return Type.Union([Type.Null(), Type.String({ minLength: 1 })], { default: null, ...options });
}

function address(options: { default: string; env: readonly string[]; description: string }) {
  return Type.String({ pattern: URL_PATTERN, ...options });
}

function optionalAddress(options: { env: readonly string[]; description: string }) {
  return Type.Union([Type.Null(), Type.String({ pattern: URL_PATTERN })], {
    default: null,
    ...options,
  });
}

function milliseconds(options: { default: number; env: readonly string[]; description: string }) {
  return Type.Integer({ minimum: 10, maximum: 3_600_000, ...options });
}

/** No user, query or fragment: they would end up in logs. */
const URL_PATTERN = '^https?://[^\\s/?#@]+(?:/[^\\s?#@]*)?$';

const USD = Type.Number({ minimum: 0, maximum: 1_000_000 });

/** A route as it is written in `xops.yaml`. */
export const WRITTEN_ROUTE = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z][a-z0-9-]{0,30}$' }),
    provider: Type.Enum(['anthropic', 'bedrock', 'openai', 'litellm', 'ollama']),
    place: Type.Optional(Type.Enum(['local', 'vpc', 'cloud'])),
    jurisdiction: Type.Optional(Type.Array(Type.String({ pattern: '^[A-Z][A-Z-]{1,9}$' }))),
    region: Type.Optional(Type.String({ pattern: '^[a-z]{2}(?:-[a-z]+)+-\\d$' })),
    baseUrl: Type.Optional(Type.String({ pattern: URL_PATTERN })),
    apiKeyFile: Type.Optional(Type.String({ minLength: 1 })),
    models: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 200 }))),
    maximumClass: Type.Optional(Type.Enum([...DATA_CLASSES])),
    promptCache: Type.Optional(Type.Enum(['off', '5m', '1h'])),
    fallbacks: Type.Optional(Type.Array(Type.String())),
    prices: Type.Optional(
      Type.Record(
        Type.String(),
        Type.Object(
          {
            inputUsd: USD,
            outputUsd: USD,
            cacheReadUsd: Type.Optional(USD),
            cacheWriteUsd: Type.Optional(USD),
          },
          { additionalProperties: false },
        ),
      ),
    ),
  },
  { additionalProperties: false },
);

/** Models: routes in order of preference, and where each provider is. */
export const MODELS = Type.Object({
  routes: Type.Array(WRITTEN_ROUTE, {
    default: [],
    env: ['XOPS_ROUTES'],
    description: 'Ways to models, the preferred first.',
    expects: 'a list of routes as docs/models.md has them',
  }),
  anthropic: Type.Object({
    apiKey: optionalText({
      env: ['ANTHROPIC_API_KEY'],
      secret: true,
      description: 'Key of the Claude API.',
    }),
    baseUrl: address({
      default: 'https://api.anthropic.com',
      env: ['ANTHROPIC_BASE_URL'],
      description: 'Where the Claude API is.',
    }),
  }),
  bedrock: Type.Object({
    apiKey: optionalText({
      env: ['AWS_BEARER_TOKEN_BEDROCK'],
      secret: true,
      description: "Bedrock's own key. Without it, requests are signed with AWS credentials.",
    }),
    region: optionalText({
      env: ['XOPS_BEDROCK_REGION'],
      description: 'Region of Bedrock where a route names none; else that of aws.region.',
    }),
  }),
  openai: Type.Object({
    apiKey: optionalText({
      env: ['OPENAI_API_KEY'],
      secret: true,
      description: 'Key of OpenAI, or of a server that speaks its Chat Completions API.',
    }),
    baseUrl: address({
      default: 'https://api.openai.com/v1',
      env: ['OPENAI_BASE_URL'],
      description: 'Where OpenAI or the compatible server is, with /v1.',
    }),
  }),
  litellm: Type.Object({
    apiKey: optionalText({
      env: ['LITELLM_API_KEY'],
      secret: true,
      description: 'Key of the LiteLLM proxy.',
    }),
    baseUrl: optionalAddress({
      env: ['LITELLM_BASE_URL'],
      description: 'Where the LiteLLM proxy is, with /v1, e.g. http://127.0.0.1:4000/v1.',
    }),
  }),
  ollama: Type.Object({
    baseUrl: optionalAddress({
      env: ['OLLAMA_BASE_URL'],
      description: 'Where Ollama is, e.g. http://127.0.0.1:11434.',
    }),
  }),
  budgets: BUDGETS,
  connectMs: milliseconds({
    default: 5000,
    env: ['XOPS_MODEL_CONNECT_MS'],
    description: 'Time to connect to a provider.',
  }),
  firstByteMs: milliseconds({
    default: 120_000,
    env: ['XOPS_MODEL_FIRST_BYTE_MS'],
    description: 'Time until an answer begins; Ollama loads a model within it.',
  }),
  idleMs: milliseconds({
    default: 60_000,
    env: ['XOPS_MODEL_IDLE_MS'],
    description: 'Longest silence within an answer.',
  }),
});

/** What may leave this machine. */
export const EGRESS = Type.Object({
  airGapped: Type.Boolean({
    default: false,
    env: ['XOPS_AIR_GAPPED'],
    description: 'Connects to this machine only: models on loopback addresses, no live AWS.',
  }),
});
