import type { FastifyPluginAsync } from 'fastify';
import type { Clock, RequestContext } from '../contracts/context.ts';
import { createRequestContext, type Exchange } from './request-context.ts';

/** Answers MCP requests. */
export interface McpAnswers {
  answer(request: Request, body: unknown, context: RequestContext): Promise<Response>;
}

/** What the MCP door is built from. */
export interface McpDependencies {
  readonly clock: Clock;
  /** Opens the door at the first request: the SDK behind it is heavy. */
  readonly open: () => Promise<McpAnswers>;
}

/** `POST /mcp`: the tools over streamable HTTP, for keys with the scope `tools`. There are no sessions to GET or DELETE. */
export function mcpRoutes({ clock, open }: McpDependencies): FastifyPluginAsync {
  let door: Promise<McpAnswers> | null = null;
  return async function mcp(app) {
    app.post('/mcp', { config: { scope: 'tools' } }, async (request, reply) => {
      door ??= open();
      const context = createRequestContext({ request, reply }, clock);
      const answers = await door;
      const response = await answers.answer(asWebRequest(request, context), request.body, context);
      return reply.send(response);
    });
  };
}

/** The address is fixed: only headers and the signal are read of it, the body is handed over parsed. */
function asWebRequest({ headers }: Exchange['request'], { signal }: RequestContext): Request {
  const pairs = Object.entries(headers).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as [string, string]] : [],
  );
  return new Request('http://xops.invalid/mcp', { method: 'POST', headers: pairs, signal });
}
