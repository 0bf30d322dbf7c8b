import { randomUUID } from 'node:crypto';
import multipart from '@fastify/multipart';
import websocket from '@fastify/websocket';
import fastify, { type FastifyInstance, type FastifyPluginAsync, LogController } from 'fastify';
import { PROMPTS } from '../tools/ops/prompts.ts';
import { addAuthentication } from './auth/authentication.ts';
import { createForwardedUserReader } from './auth/forwarded-user.ts';
import type { ApprovalServices } from './compose-approvals.ts';
import type { Services } from './compose-services.ts';
import { createStatusReader } from './compose-status.ts';
import { eventTokenOf } from './contracts/event-token.ts';
import { xopsError } from './errors.ts';
import { openLoader } from './open-loader.ts';
import { openVectors } from './open-vectors.ts';
import { adminRoutes } from './routes/admin.ts';
import { approvalApiRoutes, approvalPageRoutes } from './routes/approvals.ts';
import { chatCompletionRoutes } from './routes/chat-completions.ts';
import { dashboardRoutes } from './routes/dashboard.ts';
import { embeddingRoutes } from './routes/embeddings.ts';
import { addErrorAnswers, answerBadAddress } from './routes/error-answers.ts';
import { evidenceRoutes } from './routes/evidence.ts';
import { filterCallRoutes } from './routes/filter-calls.ts';
import { type HandshakeDependencies, handshakeRoutes } from './routes/handshake.ts';
import { liveRoutes, SOCKET_OPTIONS } from './routes/live.ts';
import { liveApprovalRoutes } from './routes/live-approvals.ts';
import { loaderRoutes } from './routes/loader.ts';
import { type McpAnswers, mcpRoutes } from './routes/mcp.ts';
import { metricsRoutes } from './routes/metrics.ts';
import { modelRoutes } from './routes/models.ts';
import { type EventDoor, openWebuiEventRoutes } from './routes/open-webui-events.ts';
import { pipelineRoutes } from './routes/pipelines.ts';
import { policyRoutes } from './routes/policy.ts';
import { savingRoutes } from './routes/savings.ts';
import { signInRoutes } from './routes/sign-in.ts';
import { oidcRoutes } from './routes/sign-in-oidc.ts';
import { slackRoutes } from './routes/slack.ts';
import { snsRoutes } from './routes/sns.ts';
import { probeRoutes, statusRoutes } from './routes/status.ts';
import {
  type TerraformRequestOptions,
  terraformRequestRoutes,
} from './routes/terraform-requests.ts';
import { type ToolDependencies, toolRoutes } from './routes/tools.ts';
import { valvesRoutes } from './routes/valves.ts';
import { addRequestLog } from './telemetry/request-log.ts';

/** Makes the HTTP server. It does not listen yet; closing it leaves the services open. */
export async function buildApp(services: Services): Promise<FastifyInstance> {
  const app = createServer(services);
  acceptJson(app);
  // Before the hooks that refuse: a refused upgrade would else keep its connection.
  await app.register(websocket, { options: SOCKET_OPTIONS });
  addRequestId(app);
  refuseWhileClosing(app);
  addErrorAnswers(app, { ...services.config.server, ...services.config.pipelines });
  addAuthentication(app, {
    keyRing: services.keyRing,
    links: services.evidence.links,
    sessions: services.sessions,
    approvers: services.approvers,
    readForwardedUser: createForwardedUserReader(services.config.auth.forwardedUserSecret),
  });
  addRequestLog(app);
  services.metrics.observe(app);
  await addRoutes(app, services);
  return app;
}

function createServer({ config, log }: Services): FastifyInstance {
  return fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: config.server.bodyLimitBytes,
    genReqId: (request) => requestIdOf(request.headers['x-request-id']),
    exposeHeadRoutes: false,
    return503OnClosing: false,
    rewriteUrl: (request) => encodePluginId(request.url ?? '/'),
    routerOptions: { maxParamLength: 500 },
    frameworkErrors: (_error, _request, reply) => answerBadAddress(reply.raw),
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
  });
}

async function addRoutes(app: FastifyInstance, services: Services): Promise<void> {
  const fileSize = services.config.pipelines.codeUploadMaxBytes;
  await app.register(multipart, { limits: { fileSize, files: 1, fields: 4 } });
  await app.register(probeRoutes({ problems: () => readinessProblems(services) }));
  await app.register(metricsRoutes(services.metrics));
  await app.register(evidenceRoutes(services.evidence.files));
  await app.register(toolRoutes(toolDependencies(services)));
  await app.register(pageRoutes(services));
  await app.register(policyRoutes(services.sovereignty.routes));
  await app.register(signedRoutes(services.approvals));
  await app.register(openWebuiEventRoutes(eventDoor(services)));
  await app.register(handshakeRoutes(handshakeDependencies(services)));
  await app.register(mcpRoutes({ clock: services.clock, open: () => openMcp(services) }));
  const protocol = protocolRoutes(services);
  await app.register(loaderRoutes(openLoader(services.knowledge)));
  await app.register(protocol);
  await app.register(protocol, { prefix: '/v1' });
}

function handshakeDependencies({ plugins, clock, knowledge }: Services): HandshakeDependencies {
  const embeddingModel = async () => (await knowledge.embedder()).id;
  return { directory: plugins.directory, clock, embeddingModel };
}

function toolDependencies({ tools, clock, config, hooks }: Services): ToolDependencies {
  return { tools, clock, deadlineMs: config.tools.deadlineMs, hooks };
}

/** Tokens of all keys: any of them may be the one of Open WebUI's connection. */
function eventDoor({ adminKey, config, uploads }: Services): EventDoor {
  const tokens = new Set([adminKey, ...config.keys.map(({ key }) => key)].map(eventTokenOf));
  return { knows: (token) => tokens.has(token), changed: () => uploads?.soon() };
}

/** Doors for those who sign their requests; where nothing is set up, there is none. */
function signedRoutes({ approvals, notify, people }: ApprovalServices): FastifyPluginAsync {
  const slack = notify.slackDoor(approvals, people);
  return async (app) => {
    if (slack !== null) await app.register(slackRoutes(slack));
    if (notify.snsDoor !== null) await app.register(snsRoutes(notify.snsDoor));
  };
}

/** The pages for browsers, and what keeps them current. */
function pageRoutes(services: Services): FastifyPluginAsync {
  const { analyzers, clock, config, dashboard, sessions } = services;
  const { board, prices, place, signInLimit, exportResult } = dashboard;
  const secure = config.server.publicUrl?.startsWith('https:') === true;
  const { heartbeatMs } = config.pipelines;
  const { signIn } = services.oidc;
  const provider = signIn === null ? null : config.auth.oidc.label;
  const signingIn = { sessions, limit: signInLimit, base: place.base, secure, provider };
  return async (app) => {
    await app.register(signInRoutes(signingIn));
    if (signIn !== null) await app.register(oidcRoutes({ ...signingIn, oidc: signIn }));
    await app.register(
      adminRoutes({
        place,
        status: readStatus(services),
        host: services.plugins,
        recorder: services.recorder,
      }),
    );
    await app.register(dashboardRoutes({ analyzers, board, prices, clock, place, exportResult }));
    await app.register(liveRoutes({ board, analyzers, sessions, heartbeatMs }));
    const { approvals } = services.approvals;
    const { readEvidence } = services.evidence;
    await app.register(liveApprovalRoutes({ approvals, sessions, heartbeatMs }));
    await app.register(savingRoutes({ ...services.approvals, place, analyzers, clock }));
    await app.register(approvalPageRoutes({ ...services.approvals, place, readEvidence }));
    await app.register(approvalApiRoutes(services.approvals));
    await app.register(terraformRequestRoutes(savedPlans(services)));
  };
}

function readStatus(services: Services) {
  const { config, plugins, models, budgets, audit, clock, dashboard } = services;
  return createStatusReader({
    config,
    plugins,
    routes: models.routes,
    budgets,
    audit,
    clock,
    awsSource: dashboard.place.awsSource,
    problems: () => readinessProblems(services),
  });
}

/** Terraform reads the plan and looks at the world: it has some time, and no more. */
const PLAN_MS = 15 * 60_000;

function savedPlans({ terraform, approvals }: Services): TerraformRequestOptions {
  return {
    ...approvals,
    requestPlan: async (plan, requester) =>
      await terraform.request(plan, {
        requester,
        door: 'page',
        approvals: approvals.approvals,
        signal: AbortSignal.timeout(PLAN_MS),
      }),
  };
}

async function openMcp({
  tools,
  analyzers,
  config,
  hooks,
  evidence,
}: Services): Promise<McpAnswers> {
  const { createMcpDoor } = await import('./mcp/mcp-door.ts');
  return createMcpDoor({
    tools,
    prompts: PROMPTS,
    catalogue: () => analyzers.list(),
    reportsOf: evidence.reportsOf,
    deadlineMs: config.tools.deadlineMs,
    hooks,
    loopback: LOOPBACK.has(config.server.host),
  });
}

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost']);

/** The routes of the pipelines protocol, which are served with and without `/v1`. */
function protocolRoutes(services: Services): FastifyPluginAsync {
  const { plugins, codeUpload, clock, config, dashboard, recorder } = services;
  const { directory } = plugins;
  const chat = { directory, clock, settings: config.pipelines };
  const vectors = openVectors(services.knowledge);
  return async (app) => {
    await app.register(statusRoutes(dashboard.place.base));
    await app.register(modelRoutes(directory));
    await app.register(chatCompletionRoutes(chat));
    await app.register(embeddingRoutes(vectors));
    await app.register(filterCallRoutes(chat));
    await app.register(pipelineRoutes({ host: plugins, codeUpload, recorder }));
    await app.register(valvesRoutes({ host: plugins, recorder }));
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

/** Fastify's own answer while it closes has no `detail`. The process is alive until the end, so `/healthz` says so. */
function refuseWhileClosing(app: FastifyInstance): void {
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  app.addHook('onRequest', async (request, reply) => {
    if (!closing || request.routeOptions.url === '/healthz') return;
    reply.header('connection', 'close');
    throw xopsError('XOPS_SHUTTING_DOWN');
  });
}

function addRequestId(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
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
