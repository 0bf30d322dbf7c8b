import { type Static, Type } from 'typebox';
import { LEAST_NEARNESS } from '../knowledge/retrieve/nearness.ts';
import type { EGRESS } from './config-models.ts';
import { DATA_CLASSES } from './contracts/sovereignty.ts';
import { targetOf } from './gateway/egress/allow-list.ts';
import { isLoopbackName } from './gateway/egress/private-address.ts';

/** No user, query or fragment: they would end up in logs. */
const ADDRESS = Type.String({ pattern: '^https?://[^\\s/?#@]+(?:/[^\\s?#@]*)?$' });

const EMBEDDING = Type.Object({
  baseUrl: Type.Union([Type.Null(), ADDRESS], {
    default: null,
    env: ['XOPS_EMBEDDING_BASE_URL'],
    description:
      'Server that makes vectors by the OpenAI API, with /v1, e.g. http://127.0.0.1:11434/v1 for Ollama. Without it, vectors are of hashed words: no model is needed, and words are found rather than meanings.',
  }),
  onnxFolder: Type.Union([Type.Null(), Type.String({ minLength: 1 })], {
    default: null,
    env: ['XOPS_EMBEDDING_ONNX_FOLDER'],
    description:
      'Instead of a server: folder of a sentence-embedding model (model.onnx, tokenizer.json, config.json) that this process runs with onnxruntime-node, which you install.',
  }),
  apiKey: Type.Union([Type.Null(), Type.String({ minLength: 1 })], {
    default: null,
    env: ['XOPS_EMBEDDING_API_KEY'],
    secret: true,
    description: 'Key of the server that makes vectors.',
  }),
  model: Type.Union([Type.Null(), Type.String({ minLength: 1, maxLength: 200 })], {
    default: null,
    env: ['XOPS_EMBEDDING_MODEL'],
    description: 'Model that makes them, e.g. nomic-embed-text. Needed with a baseUrl.',
  }),
  dimensions: Type.Union([Type.Null(), Type.Integer({ minimum: 8, maximum: 8192 })], {
    default: null,
    env: ['XOPS_EMBEDDING_DIMENSIONS'],
    description: 'Numbers of its vectors, e.g. 768 of nomic-embed-text. Needed with a baseUrl.',
  }),
  place: Type.Union([Type.Null(), Type.Enum(['local', 'vpc', 'cloud'])], {
    default: null,
    env: ['XOPS_EMBEDDING_PLACE'],
    description:
      'Where it is: local is this network, and reached at private addresses only. Without it, local on this machine and cloud elsewhere.',
  }),
  maximumClass: Type.Union([Type.Null(), Type.Enum([...DATA_CLASSES])], {
    default: null,
    env: ['XOPS_EMBEDDING_MAXIMUM_CLASS'],
    description:
      'Highest class of text that it may be sent. Without it, as for models: RESTRICTED to local, CONFIDENTIAL to vpc, INTERNAL to cloud.',
  }),
  batchSize: Type.Integer({
    default: 32,
    minimum: 1,
    maximum: 2048,
    env: ['XOPS_EMBEDDING_BATCH_SIZE'],
    description: 'Most texts of one request to it.',
  }),
  timeoutMs: Type.Integer({
    default: 60_000,
    minimum: 100,
    maximum: 600_000,
    env: ['XOPS_EMBEDDING_TIMEOUT_MS'],
    description: 'Time that one request to it has.',
  }),
});

const SOURCES = Type.Array(
  Type.Object(
    {
      name: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' }),
      path: Type.String({ minLength: 1 }),
      kind: Type.Optional(Type.Enum(['sop', 'runbook', 'incident'])),
      dataClass: Type.Optional(Type.Enum([...DATA_CLASSES])),
      service: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
      owner: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    },
    { additionalProperties: false },
  ),
  {
    default: [],
    expects: 'a list of {name, path, kind, dataClass, service, owner}',
    description:
      'Folders, git checkouts and zip archives of documents, for xops knowledge sync. Without a dataClass, documents that declare none are CONFIDENTIAL.',
  },
);

const CHROMA = Type.Object({
  url: Type.Union([Type.Null(), Type.String({ pattern: '^https?://[^\\s/?#@]+/?$' })], {
    default: null,
    env: ['CHROMA_URL'],
    description:
      'Chroma server that keeps the knowledge, e.g. http://127.0.0.1:8000; Open WebUI may use the same. Without it, the database in DATA_DIR keeps it.',
  }),
  tenant: Type.String({
    default: 'default_tenant',
    minLength: 1,
    env: ['CHROMA_TENANT'],
    description: 'Tenant of Chroma.',
  }),
  database: Type.String({
    default: 'default_database',
    minLength: 1,
    env: ['CHROMA_DATABASE'],
    description: 'Database of Chroma.',
  }),
});

const UPLOADS = Type.Object({
  everySeconds: Type.Integer({
    default: 60,
    minimum: 0,
    maximum: 86_400,
    env: ['XOPS_UPLOADS_EVERY_SECONDS'],
    description:
      'How often the knowledge bases of Open WebUI are looked through, which people upload to; 0 never. Needs openWebui.url and openWebui.apiKey.',
  }),
});

/** SOPs, incident notes and what people upload. */
export const KNOWLEDGE = Type.Object({
  sources: SOURCES,
  embedding: EMBEDDING,
  chroma: CHROMA,
  leastNearness: Type.Number({
    default: LEAST_NEARNESS,
    minimum: 0,
    maximum: 1,
    env: ['XOPS_KNOWLEDGE_LEAST_NEARNESS'],
    description:
      'How near the best passage must be to a question (xops knowledge query --explain shows it); below it, nothing is answered. The default fits hashed words: set another for a model.',
  }),
  uploads: UPLOADS,
});

/** Settings that {@link knowledgeProblems} looks at. */
interface Written {
  readonly knowledge: Pick<Static<typeof KNOWLEDGE>, 'embedding' | 'chroma'>;
  readonly egress: Static<typeof EGRESS>;
}

/** What is wrong between the settings of knowledge, one line each. */
export function knowledgeProblems({ knowledge, egress }: Written): readonly string[] {
  const { embedding, chroma } = knowledge;
  const isOutside = chroma.url !== null && !isLoopbackName(targetOf(new URL(chroma.url)).host);
  return [
    ...(embedding.baseUrl === null ? [] : missingNames(embedding)),
    ...(embedding.baseUrl !== null && embedding.onnxFolder !== null
      ? [
          'XOPS_EMBEDDING_ONNX_FOLDER: stands beside XOPS_EMBEDDING_BASE_URL. Leave out one of them.',
        ]
      : []),
    ...(egress.airGapped && isOutside
      ? ['CHROMA_URL: is on another machine, and XOPS_AIR_GAPPED allows this one only.']
      : []),
  ];
}

function missingNames({ model, dimensions }: Static<typeof EMBEDDING>): readonly string[] {
  return [
    ...(model === null ? ['XOPS_EMBEDDING_MODEL: is needed with XOPS_EMBEDDING_BASE_URL.'] : []),
    ...(dimensions === null
      ? [
          'XOPS_EMBEDDING_DIMENSIONS: is needed with XOPS_EMBEDDING_BASE_URL: vectors of two lengths cannot be in one collection.',
        ]
      : []),
  ];
}
