import type { ServerResponse } from 'node:http';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { XopsError, xopsError } from '../errors.ts';
import { sendDetail } from './send-detail.ts';
import { sendFailure } from './send-failure.ts';
import { sendToolError } from './send-tool-failure.ts';

/** Limits that errors name. */
export interface ErrorLimits {
  readonly bodyLimitBytes: number;
  readonly codeUploadMaxBytes: number;
}

/**
 * Makes every error of the server answer `{detail}`, which Open WebUI shows to the user. Chat routes answer OpenAI's
 * `error` as well, since its clients show nothing else; tool routes answer `{error, remedy}`, which a model reads. The text
 * of an unforeseen error stays in the log.
 */
export function addErrorAnswers(app: FastifyInstance, limits: ErrorLimits): void {
  const methods = collectMethods(app);
  app.setErrorHandler((error: FastifyError, request, reply) =>
    sendError(request, reply, answerable(error, request, limits)),
  );
  app.setNotFoundHandler((request, reply) => {
    const path = pathOf(request.url);
    const allowed = methodsOf(path, methods);
    if (allowed === null) return sendError(request, reply, xopsError('XOPS_NOT_FOUND'));
    const names = [...allowed].join(', ');
    reply.header('allow', names);
    if (!path.startsWith('/tools/')) {
      return sendError(request, reply, xopsError('XOPS_METHOD_NOT_ALLOWED'));
    }
    const { method } = request;
    return sendToolError(reply, xopsError('XOPS_TOOL_METHOD', { method, allowed: names }));
  });
}

/** Answers an address that the router itself cannot read, which never reaches the error handler. */
export function answerBadAddress(response: ServerResponse): void {
  const { status, message } = xopsError('XOPS_BAD_REQUEST', { reason: 'its address is malformed' });
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ detail: message }));
}

/** Methods by a route's path, to tell a wrong method from a wrong path. */
function collectMethods(app: FastifyInstance): ReadonlyMap<string, ReadonlySet<string>> {
  const methods = new Map<string, Set<string>>();
  app.addHook('onRoute', (route) => {
    const known = methods.get(route.url) ?? new Set();
    for (const method of [route.method].flat()) known.add(method);
    methods.set(route.url, known);
  });
  return methods;
}

/** The methods of the first route that has the path; null when none has. */
function methodsOf(
  path: string,
  methods: ReturnType<typeof collectMethods>,
): ReadonlySet<string> | null {
  const fixed = methods.get(path);
  if (fixed !== undefined) return fixed;
  for (const [route, allowed] of methods) {
    if (isRouteOf(route, path)) return allowed;
  }
  return null;
}

/** Compares part by part; a part of a route that starts with a colon stands for any text. */
function isRouteOf(route: string, path: string): boolean {
  const parts = route.split('/');
  const given = path.split('/');
  if (!route.includes('/:') || parts.length !== given.length) return false;
  return parts.every((part, index) =>
    part.startsWith(':') ? given[index] !== '' : part === given[index],
  );
}

function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? '';
}

function sendError(request: FastifyRequest, reply: FastifyReply, error: XopsError): FastifyReply {
  const { scope } = request.routeOptions.config;
  const isCall = scope === 'tools' && request.routeOptions.url !== '/policy/explain';
  if (scope === 'chat' || scope === 'chat-or-tools') return sendFailure(reply, error);
  if (isCall) return sendToolError(reply, error);
  return sendDetail(reply, error);
}

/** The error in words for the client; what was not foreseen is logged and hidden. */
function answerable(error: FastifyError, request: FastifyRequest, limits: ErrorLimits): XopsError {
  if (error instanceof XopsError) return error;
  if (error.validation !== undefined) {
    return xopsError('XOPS_BODY_INVALID', { reason: error.message });
  }
  const known = knownError(error, limits);
  if (known !== null) return known;
  request.log.error({ err: error }, 'a request failed');
  return xopsError('XOPS_INTERNAL', { id: request.id });
}

/** Errors that Fastify and its form parser raise for a bad request. */
function knownError(error: FastifyError, limits: ErrorLimits): XopsError | null {
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return xopsError('XOPS_BODY_TOO_LARGE', { limit: limits.bodyLimitBytes });
    case 'FST_REQ_FILE_TOO_LARGE':
      return xopsError('XOPS_PLUGIN_TOO_LARGE', { limit: limits.codeUploadMaxBytes });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return xopsError('XOPS_MEDIA_TYPE');
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return xopsError('XOPS_BODY_NOT_JSON');
    default:
      return isClientError(error) ? xopsError('XOPS_BAD_REQUEST', { reason: error.message }) : null;
  }
}

/** Fastify's own errors say nothing about us; an error of a library that merely has a status might. */
function isClientError({ code, statusCode = 500 }: FastifyError): boolean {
  return typeof code === 'string' && code.startsWith('FST_') && statusCode < 500;
}
