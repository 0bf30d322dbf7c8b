import { randomUUID } from 'node:crypto';
import path from 'node:path';
import multipart from '@fastify/multipart';
import fastify, { type FastifyInstance, type FastifyPluginAsync, LogController } from 'fastify';
import { FILTERS } from '../filters/registry.ts';
import { createKeyRing, type KeyRing, SCOPES } from './auth/api-keys.ts';
import { addAuthentication } from './auth/authentication.ts';
import { createForwardedUserReader } from './auth/forwarded-user.ts';
import { readOrCreateKey } from './auth/key-file.ts';
import type { Config } from './config.ts';
import type { Clock } from './contracts/context.ts';
import type { Plugin } from './contracts/plugin.ts';
import type { ChatStore, ValvesStore } from './contracts/state.ts';
import { type CodeUpload, createCodeUpload } from './plugins/code-upload.ts';
import { createDownload, type Download } from './plugins/download.ts';
import { createPluginHost, type PluginHost } from './plugins/plugin-host.ts';
import { chatCompletionRoutes } from './routes/chat-completions.ts';
import { addErrorAnswers, answerBadAddress } from './routes/error-answers.ts';
import { filterCallRoutes } from './routes/filter-calls.ts';
import { metricsRoutes } from './routes/metrics.ts';
import { modelRoutes } from './routes/models.ts';
import { pipelineRoutes } from './routes/pipelines.ts';
import { probeRoutes, statusRoutes } from './routes/status.ts';
import { valvesRoutes } from './routes/valves.ts';
import { createChatStore } from './state/chat-store.ts';
import { openDatabase, type StateDatabase } from './state/database.ts';
import { createValvesStore } from './state/valves-store.ts';
import { createLog, type ServerLog } from './telemetry/log.ts';
import { createMetrics, type Metrics } from './telemetry/metrics.ts';
import { addRequestLog } from './telemetry/request-log.ts';

/** Everything that the server is made of. */
export interface Services {
  readonly config: Config;
  readonly log: ServerLog;
  readonly clock: Clock;
  readonly keyRing: KeyRing;
  /** The key that has all scopes, to be shown to the person who starts the server. */
  readonly adminKey: string;
  readonly valvesStore: ValvesStore;
  readonly chatStore: ChatStore;
  readonly plugins: PluginHost;
  readonly codeUpload: CodeUpload;
  readonly metrics: Metrics;
  /** Stops the plugins and closes the store. */
  close(): Promise<void>;
}

/** Parts that tests (and commands) replace. */
export interface ServiceOverrides {
  readonly log?: ServerLog;
  readonly clock?: Clock;
  readonly valvesStore?: ValvesStore;
  readonly chatStore?: ChatStore;
  /** Instead of the product's own plugins. */
  readonly plugins?: readonly Plugin[];
  readonly download?: Download;
  /** Time for loading a module and for each lifecycle hook, in milliseconds. */
  readonly hookTimeoutMs?: number;
}

const SYSTEM_CLOCK: Clock = { now: () => new Date() };

/**
 * Makes the services of a server from its settings.
 * @throws when the data directory cannot be used; nothing is left open then.
 */
export async function composeServices(
  config: Config,
  overrides: ServiceOverrides = {},
): Promise<Services> {
  const clock = overrides.clock ?? SYSTEM_CLOCK;
  const log = overrides.log ?? createLog(config.log.level);
  const adminKey = config.auth.apiKey ?? (await readOrCreateKey(config.dataDir)).key;
  const state = await openState(config, clock, overrides);
  const plugins = await createPluginHost({
    builtin: overrides.plugins ?? FILTERS,
    dir: config.pipelines.dir,
    workDir: path.join(config.dataDir, 'compiled-plugins'),
    valvesStore: state.valvesStore,
    log,
    clock,
    ...(overrides.hookTimeoutMs === undefined ? {} : { hookTimeoutMs: overrides.hookTimeoutMs }),
  });
  return {
    config,
    log,
    clock,
    keyRing: createKeyRing([{ name: 'admin', key: adminKey, scopes: SCOPES }, ...config.keys]),
    adminKey,
    ...state,
    plugins,
    codeUpload: composeCodeUpload({ config, plugins, state, download: overrides.download }),
    metrics: createMetrics(() => plugins.list()),
    async close() {
      await plugins.close();
      await state.closeState();
    },
  };
}

interface State {
  readonly valvesStore: ValvesStore;
  readonly chatStore: ChatStore;
  readonly closeState: () => Promise<void>;
}

/** The embedded store is opened only when a part of it is needed. */
async function openState(
  config: Config,
  clock: Clock,
  overrides: ServiceOverrides,
): Promise<State> {
  const { valvesStore, chatStore } = overrides;
  if (valvesStore !== undefined && chatStore !== undefined) {
    return { valvesStore, chatStore, closeState: () => Promise.resolve() };
  }
  const database: StateDatabase = await openDatabase(path.join(config.dataDir, 'xops.db'));
  return {
    valvesStore: valvesStore ?? createValvesStore(database, clock),
    chatStore: chatStore ?? createChatStore(database, clock),
    closeState: () => database.destroy(),
  };
}

function composeCodeUpload(parts: {
  readonly config: Config;
  readonly plugins: PluginHost;
  readonly state: State;
  readonly download: Download | undefined;
}): CodeUpload {
  const { codeUpload: enabled, codeUploadMaxBytes: maxBytes, dir } = parts.config.pipelines;
  return createCodeUpload({
    enabled,
    maxBytes,
    dir,
    host: parts.plugins,
    valvesStore: parts.state.valvesStore,
    download: parts.download ?? createDownload({ maxBytes, timeoutMs: 20_000 }),
  });
}

/** Makes the HTTP server. It does not listen yet; closing it leaves the services open. */
export async function buildApp(services: Services): Promise<FastifyInstance> {
  const { config, metrics } = services;
  const app = fastify({
    loggerInstance: services.log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: config.server.bodyLimitBytes,
    genReqId: (request) => requestIdOf(request.headers['x-request-id']),
    exposeHeadRoutes: false,
    rewriteUrl: (request) => encodePluginId(request.url ?? '/'),
    routerOptions: { maxParamLength: 500 },
    frameworkErrors: (_error, _request, reply) => answerBadAddress(reply.raw),
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  });
  acceptJson(app);
  addErrorAnswers(app, { ...config.server, ...config.pipelines });
  addAuthentication(app, {
    keyRing: services.keyRing,
    readForwardedUser: createForwardedUserReader(config.auth.forwardedUserSecret),
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  addRequestLog(app);
  metrics.observe(app);
  await app.register(multipart, {
    limits: { fileSize: config.pipelines.codeUploadMaxBytes, files: 1, fields: 4 },
  });
  await app.register(probeRoutes({ problems: () => readinessProblems(services) }));
  await app.register(metricsRoutes(metrics));
  const protocol = protocolRoutes(services);
  await app.register(protocol);
  await app.register(protocol, { prefix: '/v1' });
  return app;
}

/** The routes of the pipelines protocol, which are served with and without `/v1`. */
function protocolRoutes(services: Services): FastifyPluginAsync {
  const { plugins, codeUpload, clock, config } = services;
  const { directory } = plugins;
  const chat = { directory, clock, settings: config.pipelines };
  return async (app) => {
    await app.register(statusRoutes);
    await app.register(modelRoutes(directory));
    await app.register(chatCompletionRoutes(chat));
    await app.register(filterCallRoutes(chat));
    await app.register(pipelineRoutes({ host: plugins, codeUpload }));
    await app.register(valvesRoutes(plugins));
  };
}

const PLUGIN_PATH =
  /^(?<version>\/v1)?\/(?<id>[^?]+)(?<action>\/(?:valves|valves\/spec|valves\/update|filter\/inlet|filter\/outlet))(?<query>\?.*)?$/;

/** Open WebUI writes ids into the path as they are; an id with `/` is made one segment for the router. */
function encodePluginId(url: string): string {
  const parts = PLUGIN_PATH.exec(url)?.groups;
  if (parts === undefined) return url;
  const { version = '', id = '', action = '', query = '' } = parts;
  return `${version}/${id.replaceAll('/', '%2F')}${action}${query}`;
}

/** A proxy's request id is kept when it is plain, so that logs can be joined; else the request gets its own. */
function requestIdOf(header: string | readonly string[] | undefined): string {
  return typeof header === 'string' && /^[\w.-]{8,100}$/.test(header) ? header : randomUUID();
}

/** JSON only. Some clients declare it and send nothing (`POST /pipelines/reload`): that is no body. */
function acceptJson(app: FastifyInstance): void {
  app.removeContentTypeParser('text/plain');
  const parseJson = app.getDefaultJsonParser('remove', 'remove');
  app.addContentTypeParser<string>(
    'application/json',
    { parseAs: 'string' },
    (request, text, done) => {
      if (text === '') done(null, undefined);
      else void parseJson(request, text, done);
    },
  );
}

async function readinessProblems({ valvesStore, log }: Services): Promise<readonly string[]> {
  try {
    await valvesStore.read('');
    return [];
  } catch (error) {
    log.error({ err: error }, 'the store cannot be read');
    return ['The store cannot be read.'];
  }
}
