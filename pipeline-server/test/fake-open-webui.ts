import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { isRecord } from '../contracts/canonical-json.ts';

/** What the fake keeps, under the names of Open WebUI's own settings; tests write and read it. */
interface WebuiState {
  openai: { enable: boolean; urls: string[]; keys: string[]; configs: Record<string, object> };
  toolServers: Record<string, unknown>[];
  models: Record<string, unknown>[];
  functions: Record<string, unknown>[];
  valves: Record<string, Record<string, unknown>>;
  banners: { id: string }[];
  webhooks: { id: string; url: string }[];
  tasks: Record<string, unknown>;
  directConnections: boolean;
  /** `ENABLE_TOOL_SERVERS=false`. */
  toolsOff: boolean;
  embedding: Record<string, unknown>;
  retrieval: Record<string, unknown>;
  /** Ids of what `GET /api/v1/tools/` lists. */
  listedTools: string[];
  /** What the route past all filters answers. */
  nativeStatus: number;
  /** What our server answers to a handshake through Open WebUI: status and body. */
  handshake: readonly [number, unknown];
  /** Status of the sign-in of `admin@localhost` with the password that everybody knows. */
  publishedPassword: number;
  /** Who the token belongs to. */
  role: string;
  /** Paths to which nothing is written: 400. */
  refused: string[];
  /** Paths that are refused with 500. */
  broken: string[];
}

/** An Open WebUI as far as `connect` sees it, in memory: the routes of 0.12 with their forms and their merging. */
export interface FakeWebui {
  readonly url: string;
  readonly state: WebuiState;
  /** Method and path of every call that is no GET. */
  readonly written: string[];
}

/** A handshake of a server with one model. */
export function handshake(proof = 'jwt', embeddingModel: string | null = 'hash-1024-1') {
  const models = [{ id: 'xops', name: 'xOps', description: 'Answers questions about AWS.' }];
  return [
    200,
    { object: 'list', data: [], xops: { proof, time: 0, embeddingModel, models } },
  ] as const;
}

/** The token that the fake takes, and the admin who gets it. */
export const WEBUI_ADMIN = { token: 'session', email: 'admin@example.com', password: 'right' };

/** Starts the fake on a free port; it ends with the test. */
export async function startFakeWebui(): Promise<FakeWebui> {
  const state: WebuiState = {
    openai: { enable: true, urls: ['https://api.openai.com/v1'], keys: [''], configs: {} },
    toolServers: [],
    models: [],
    functions: [],
    valves: { sovereignty: { enabled: false, priority: 10 }, 'hitl-gate': { enabled: false } },
    banners: [],
    webhooks: [],
    tasks: { TASK_MODEL_EXTERNAL: '', ENABLE_TITLE_GENERATION: true },
    directConnections: false,
    toolsOff: false,
    embedding: {
      RAG_EMBEDDING_ENGINE: '',
      RAG_EMBEDDING_MODEL: 'sentence-transformers/all-MiniLM-L6-v2',
      RAG_EMBEDDING_BATCH_SIZE: 1,
      openai_config: { url: 'https://api.openai.com/v1', key: '' },
    },
    retrieval: {
      ENABLE_RAG_HYBRID_SEARCH: false,
      CONTENT_EXTRACTION_ENGINE: '',
      EXTERNAL_DOCUMENT_LOADER_URL: '',
      EXTERNAL_DOCUMENT_LOADER_API_KEY: '',
      ENABLE_MARKDOWN_HEADER_TEXT_SPLITTER: true,
      CHUNK_SIZE: 1000,
      CHUNK_OVERLAP: 100,
      RAG_RERANKING_ENGINE: '',
      RAG_RERANKING_MODEL: '',
      RAG_EXTERNAL_RERANKER_URL: '',
      RAG_EXTERNAL_RERANKER_API_KEY: '',
      TOP_K: 3,
    },
    listedTools: ['server:xops'],
    nativeStatus: 400,
    handshake: handshake(),
    publishedPassword: 400,
    role: 'admin',
    refused: [],
    broken: [],
  };
  const written: string[] = [];
  const server = createServer((request, response) => {
    void answer(request, response, { state, written });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, state, written };
}

type Inside = Pick<FakeWebui, 'state' | 'written'>;
type Body = Record<string, unknown>;

async function answer(request: IncomingMessage, response: ServerResponse, inside: Inside) {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://x');
  const method = request.method ?? 'GET';
  const body = await readBody(request);
  const respond = (status: number, value: unknown) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  if (pathname === '/api/version') return void respond(200, { version: '0.12.4' });
  if (pathname === '/api/v1/auths/signin') return void respond(...signIn(body, inside));
  if (request.headers.authorization !== `Bearer ${WEBUI_ADMIN.token}`)
    return void respond(401, { detail: '401 Unauthorized' });
  if (inside.state.broken.includes(pathname)) return void respond(500, { detail: 'broken' });
  if (method === 'POST' && inside.state.refused.includes(pathname))
    return void respond(400, { detail: 'refused' });
  const isVerifying = pathname.endsWith('/verify');
  if (method !== 'GET' && !isVerifying) inside.written.push(`${method} ${pathname}`);
  const [place, id] = [searchParams.get('urlIdx'), searchParams.get('id')];
  const found = route({ method, pathname, place, id, body }, inside.state);
  respond(...(found ?? [404, { detail: 'Not Found' }]));
}

function signIn({ email, password }: Body, { state }: Inside): [number, unknown] {
  if (email === 'admin@localhost') return [state.publishedPassword, { token: 'x' }];
  const isRight = email === WEBUI_ADMIN.email && password === WEBUI_ADMIN.password;
  return isRight ? [200, { token: WEBUI_ADMIN.token }] : [400, { detail: 'wrong' }];
}

async function readBody(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  const body: unknown = text === '' ? {} : JSON.parse(text);
  return isRecord(body) ? { ...body } : {};
}

interface Call {
  readonly method: string;
  readonly pathname: string;
  readonly place: string | null;
  readonly id: string | null;
  readonly body: Body;
}

function route(call: Call, state: WebuiState): readonly [number, unknown] | null {
  const { method, pathname, body } = call;
  switch (`${method} ${pathname}`) {
    case 'GET /api/v1/auths/':
      return [200, { role: state.role }];
    case 'POST /openai/verify':
      return state.handshake;
    case 'POST /api/v1/configs/tool_servers/verify':
      return describeTools(state);
    case 'GET /openai/config':
      return [200, toOpenai(state)];
    case 'POST /openai/config/update':
      state.openai = {
        enable: body['ENABLE_OPENAI_API'] as boolean,
        urls: body['OPENAI_API_BASE_URLS'] as string[],
        keys: body['OPENAI_API_KEYS'] as string[],
        configs: body['OPENAI_API_CONFIGS'] as Record<string, object>,
      };
      return [200, toOpenai(state)];
    case 'GET /api/v1/configs/tool_servers':
      return [200, { TOOL_SERVER_CONNECTIONS: state.toolServers }];
    case 'POST /api/v1/configs/tool_servers':
      state.toolServers = body['TOOL_SERVER_CONNECTIONS'] as Body[];
      return [200, body];
    case 'GET /api/v1/configs/connections':
      return [200, { ENABLE_DIRECT_CONNECTIONS: state.directConnections }];
    default:
      return (
        routeBanners(call, state) ??
        routeModels(call, state) ??
        routeWebhooks(call, state) ??
        routeSettings(call, state) ??
        routeFunctions(call, state) ??
        routeValves(call, state)
      );
  }
}

function describeTools({ toolsOff }: WebuiState): readonly [number, unknown] {
  return toolsOff
    ? [403, { detail: 'Tool servers are disabled' }]
    : [200, { openapi: '3.1.0', paths: { '/get_rows': {} } }];
}

function toOpenai({ openai }: WebuiState) {
  return {
    ENABLE_OPENAI_API: openai.enable,
    OPENAI_API_BASE_URLS: openai.urls,
    OPENAI_API_KEYS: openai.keys,
    OPENAI_API_CONFIGS: openai.configs,
  };
}

function routeSettings({ method, pathname, body }: Call, state: WebuiState) {
  switch (`${method} ${pathname}`) {
    case 'GET /api/v1/retrieval/embedding':
      return [200, state.embedding] as const;
    case 'POST /api/v1/retrieval/embedding/update':
      Object.assign(state.embedding, body);
      return [200, state.embedding] as const;
    case 'GET /api/v1/tools/':
      return [200, state.listedTools.map((id) => ({ id }))] as const;
    case 'POST /openai/chat/completions':
      return [state.nativeStatus, { detail: 'Model not found' }] as const;
    case 'GET /api/v1/tasks/config':
      return [200, state.tasks] as const;
    case 'POST /api/v1/tasks/config/update':
      state.tasks = body;
      return [200, body] as const;
    case 'GET /api/v1/retrieval/config':
      return [200, state.retrieval] as const;
    case 'POST /api/v1/retrieval/config/update':
      Object.assign(state.retrieval, body);
      return [200, state.retrieval] as const;
    default:
      return null;
  }
}

function routeWebhooks(
  { method, pathname, body }: Call,
  state: WebuiState,
): readonly [number, unknown] | null {
  if (!pathname.startsWith('/api/events/webhooks')) return null;
  if (method === 'POST') state.webhooks.push({ id: 'hook', url: body['url'] as string });
  if (method === 'DELETE') state.webhooks = [];
  return [200, state.webhooks];
}

function routeModels({ method, pathname, id: wanted, body }: Call, state: WebuiState) {
  const others = state.models.filter(({ id }) => id !== body['id']);
  switch (`${method} ${pathname}`) {
    case 'GET /api/v1/models/base':
      return [
        200,
        state.models.filter((each) => (each['base_model_id'] ?? null) === null),
      ] as const;
    case 'GET /api/v1/models/model': {
      const found = state.models.find(({ id }) => id === wanted);
      return found === undefined ? ([404, { detail: 'gone' }] as const) : ([200, found] as const);
    }
    case 'POST /api/v1/models/create':
      if (others.length < state.models.length) return [401, { detail: 'taken' }] as const;
      state.models = [...others, body];
      return [200, body] as const;
    case 'POST /api/v1/models/model/update':
      state.models = [...others, body];
      return [200, body] as const;
    case 'POST /api/v1/models/model/delete':
      state.models = others;
      return [200, true] as const;
    default:
      return null;
  }
}

function routeBanners({ method, pathname, body }: Call, state: WebuiState) {
  if (pathname !== '/api/v1/configs/banners') return null;
  if (method === 'POST') state.banners = body['banners'] as { id: string }[];
  return [200, state.banners] as const;
}

function routeFunctions({ method, pathname, body }: Call, state: WebuiState) {
  if (pathname === '/api/v1/functions/') return [200, state.functions] as const;
  if (pathname === '/api/v1/functions/create') {
    state.functions.push({ ...body, is_active: false, is_global: false });
    return [200, body] as const;
  }
  const [, id, action] = /^\/api\/v1\/functions\/id\/(\w+)(?:\/(.+))?$/.exec(pathname) ?? [];
  const found = state.functions.find((each) => each['id'] === id);
  if (found === undefined || id === undefined) return null;
  if (action === 'toggle') found['is_active'] = found['is_active'] !== true;
  if (action === 'toggle/global') found['is_global'] = found['is_global'] !== true;
  if (action === 'update') Object.assign(found, body);
  if (action === 'valves/update') state.valves[id] = body;
  if (action === 'valves') return [200, state.valves[id] ?? null] as const;
  if (method === 'DELETE') state.functions = state.functions.filter((each) => each !== found);
  return [200, found] as const;
}

/** Valves of our filters, which Open WebUI passes on to the connection of that place. */
function routeValves({ method, pathname, place, body }: Call, state: WebuiState) {
  const [, id = '', update] =
    /^\/api\/v1\/pipelines\/([\w-]+)\/valves(\/update)?$/.exec(pathname) ?? [];
  if (!state.openai.urls[Number(place ?? -1)]?.includes(':9099')) return null;
  if (method === 'POST' && update !== undefined) state.valves[id] = body;
  const valves = state.valves[id];
  return valves === undefined ? null : ([200, valves] as const);
}
