import { Type } from 'typebox';
import type { OpenWebui } from '../open-webui.ts';
import {
  type Change,
  NOTHING,
  note,
  type Step,
  type StepContext,
  type StepPlan,
  type Wiring,
} from '../step.ts';

type Settings = Readonly<Record<string, unknown>>;

const SETTINGS = Type.Record(Type.String(), Type.Unknown());

/** A part of Open WebUI's settings for documents that can be pointed to our server (0.12, `routers/retrieval.py`). */
interface DocumentPart {
  readonly id: string;
  readonly title: string;
  readonly subject: string;
  readonly path: string;
  readonly updatePath: string;
  /** Who does it now, in words; null while it is as Open WebUI comes. */
  readonly other: (now: Settings) => string | null;
  readonly isOurs: (now: Settings, wiring: Wiring) => boolean;
  /** Null where our server cannot. */
  readonly wanted: (context: StepContext) => Settings | null;
  /** As Open WebUI comes. */
  readonly original: Settings;
  /** What a person has to do after a change, or null. */
  readonly afterwards: string | null;
}

/** Vectors of documents, and of questions about them. */
export const embeddingStep = documentStep({
  id: 'embeddings',
  title: 'vectors of documents made by this server',
  subject: 'embedding engine',
  path: '/api/v1/retrieval/embedding',
  updatePath: '/api/v1/retrieval/embedding/update',
  other: ({ RAG_EMBEDDING_ENGINE: engine }) => engineName(engine),
  isOurs: ({ RAG_EMBEDDING_ENGINE: engine, openai_config: settings }, { serverUrl }) =>
    engine === 'openai' && (settings as { url?: unknown } | undefined)?.url === `${serverUrl}/v1`,
  wanted: ({ wiring, facts }) =>
    facts.handshake.embeddingModel === null
      ? null
      : {
          RAG_EMBEDDING_ENGINE: 'openai',
          RAG_EMBEDDING_MODEL: facts.handshake.embeddingModel,
          RAG_EMBEDDING_BATCH_SIZE: 32,
          openai_config: { url: `${wiring.serverUrl}/v1`, key: wiring.key },
        },
  original: {
    RAG_EMBEDDING_ENGINE: '',
    RAG_EMBEDDING_MODEL: 'sentence-transformers/all-MiniLM-L6-v2',
    RAG_EMBEDDING_BATCH_SIZE: 1,
  },
  afterwards:
    'Documents that were uploaded before have vectors of another kind and are not found until you choose Reindex in Admin Settings > Documents.',
});

/** Order of what was found for a question. */
export const rerankerStep = documentStep({
  id: 'reranker',
  title: 'what is found in documents ordered by this server',
  subject: 'reranker',
  path: '/api/v1/retrieval/config',
  updatePath: '/api/v1/retrieval/config/update',
  other: ({ RAG_RERANKING_ENGINE: engine }) => engineName(engine),
  isOurs: ({ RAG_RERANKING_ENGINE: engine, RAG_EXTERNAL_RERANKER_URL: url }, { serverUrl }) =>
    engine === 'external' && url === `${serverUrl}/v1/rerank`,
  wanted: ({ wiring, facts }) =>
    facts.handshake.embeddingModel === null
      ? null
      : {
          ENABLE_RAG_HYBRID_SEARCH: true,
          RAG_RERANKING_ENGINE: 'external',
          RAG_RERANKING_MODEL: facts.handshake.embeddingModel,
          RAG_EXTERNAL_RERANKER_URL: `${wiring.serverUrl}/v1/rerank`,
          RAG_EXTERNAL_RERANKER_API_KEY: wiring.key,
        },
  original: {
    ENABLE_RAG_HYBRID_SEARCH: false,
    RAG_RERANKING_ENGINE: '',
    RAG_RERANKING_MODEL: '',
    RAG_EXTERNAL_RERANKER_URL: '',
    RAG_EXTERNAL_RERANKER_API_KEY: '',
  },
  afterwards: null,
});

/** Reading of documents. */
export const loaderStep = documentStep({
  id: 'loader',
  title: 'documents read, looked into and cut by this server',
  subject: 'document loader',
  path: '/api/v1/retrieval/config',
  updatePath: '/api/v1/retrieval/config/update',
  other: ({ CONTENT_EXTRACTION_ENGINE: engine }) => engineName(engine),
  isOurs: (
    { CONTENT_EXTRACTION_ENGINE: engine, EXTERNAL_DOCUMENT_LOADER_URL: url },
    { serverUrl },
  ) => engine === 'external' && url === `${serverUrl}/loader`,
  wanted: ({ wiring }) => ({
    CONTENT_EXTRACTION_ENGINE: 'external',
    EXTERNAL_DOCUMENT_LOADER_URL: `${wiring.serverUrl}/loader`,
    EXTERNAL_DOCUMENT_LOADER_API_KEY: wiring.key,
  }),
  original: {
    CONTENT_EXTRACTION_ENGINE: '',
    EXTERNAL_DOCUMENT_LOADER_URL: '',
    EXTERNAL_DOCUMENT_LOADER_API_KEY: '',
  },
  afterwards: null,
});

const WHOLE_PIECES = {
  ENABLE_MARKDOWN_HEADER_TEXT_SPLITTER: false,
  CHUNK_SIZE: 2000,
  CHUNK_OVERLAP: 0,
};
const CUT_AGAIN = {
  ENABLE_MARKDOWN_HEADER_TEXT_SPLITTER: true,
  CHUNK_SIZE: 1000,
  CHUNK_OVERLAP: 100,
};

/** Pieces of the loader as they are: Open WebUI would cut them again, and lose headings and the indentation of code. */
export const chunkStep = documentStep({
  id: 'chunks',
  title: 'their pieces kept as they are cut',
  subject: 'cutting of documents',
  path: '/api/v1/retrieval/config',
  updatePath: '/api/v1/retrieval/config/update',
  other: (now) =>
    isAsWanted(now, CUT_AGAIN)
      ? null
      : `in pieces of ${String(now['CHUNK_SIZE'])} characters, ${String(now['CHUNK_OVERLAP'])} of them shared`,
  isOurs: (now) => isAsWanted(now, WHOLE_PIECES),
  wanted: () => WHOLE_PIECES,
  original: CUT_AGAIN,
  afterwards: null,
});

function engineName(engine: unknown): string | null {
  return engine === '' || engine === null || engine === undefined ? null : JSON.stringify(engine);
}

function documentStep(part: DocumentPart): Step {
  return {
    id: part.id,
    title: part.title,
    byDefault: false,
    wire: async (context) => await plan(part, context),
    async unwire({ webui, wiring }) {
      const now = await webui.read(part.path, SETTINGS);
      if (!part.isOurs(now, wiring)) return NOTHING;
      return done(part, { kind: 'remove', webui, settings: part.original });
    },
  };
}

/** What another does stays with it: its vectors could not be searched with ours. */
async function plan(part: DocumentPart, context: StepContext): Promise<StepPlan> {
  const { webui, wiring } = context;
  const wanted = part.wanted(context);
  if (wanted === null) return note(`This server has no ${part.subject} to offer.`);
  const now = await webui.read(part.path, SETTINGS);
  const other = part.other(now);
  if (part.isOurs(now, wiring)) {
    return isAsWanted(now, wanted)
      ? NOTHING
      : done(part, { kind: 'change', webui, settings: wanted });
  }
  if (other !== null)
    return note(`The ${part.subject} is ${other}, which an admin chose: it is left.`);
  return done(part, { kind: 'add', webui, settings: wanted });
}

function isAsWanted(now: Settings, wanted: Settings): boolean {
  return Object.entries(wanted).every(
    ([name, value]) => JSON.stringify(now[name]) === JSON.stringify(value),
  );
}

interface Setting {
  readonly kind: Change['kind'];
  readonly webui: OpenWebui;
  readonly settings: Settings;
}

function done(part: DocumentPart, { kind, webui, settings }: Setting): StepPlan {
  const detail = kind === 'remove' ? 'as Open WebUI comes' : 'this server';
  const apply = async () => await webui.write(part.updatePath, settings);
  return {
    changes: [{ kind, subject: part.subject, detail, apply }],
    notes: part.afterwards === null ? [] : [part.afterwards],
  };
}
