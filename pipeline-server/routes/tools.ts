import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Clock } from '../contracts/context.ts';
import type { Hooks } from '../contracts/hooks.ts';
import type { Tool, ToolResult } from '../contracts/tool.ts';
import { callTool } from '../engine/call-tool.ts';
import { ToolFailure } from '../engine/tool-failure.ts';
import { openapiDocument } from './openapi-document.ts';
import { createRequestContext, type Exchange } from './request-context.ts';
import { sendToolFailure } from './send-tool-failure.ts';

/** What the doors to the tools are built from. */
export interface ToolDependencies {
  readonly tools: readonly Tool[];
  readonly clock: Clock;
  /** Milliseconds that a tool has to answer. */
  readonly deadlineMs: number;
  readonly hooks: Hooks;
}

const PARAMS = Type.Object({ operationId: Type.String() });
const FORMAT = Type.Object({
  format: Type.Optional(Type.Enum(['json', 'html'])),
});

/** `GET /tools/openapi.json` and `POST /tools/{operationId}`: the tools for Open WebUI's tool servers. */
export function toolRoutes(dependencies: ToolDependencies): FastifyPluginAsyncTypebox {
  const document = JSON.stringify(openapiDocument(dependencies.tools));
  const config = { scope: 'tools' as const };
  return async function tools(app) {
    app.get('/tools/openapi.json', { config }, (_request, reply) =>
      reply.type('application/json; charset=utf-8').send(document),
    );
    app.post('/tools/:operationId', { config, schema: { params: PARAMS } }, (request, reply) =>
      answerCall(request.params.operationId, { request, reply }, dependencies),
    );
  };
}

async function answerCall(
  id: string,
  exchange: Exchange,
  { tools, clock, deadlineMs, hooks }: ToolDependencies,
): Promise<FastifyReply> {
  try {
    const asHtml = readFormat(exchange.request.query) === 'html';
    const tool = findTool(id, tools);
    const context = { ...createRequestContext(exchange, clock), report: () => undefined };
    const call = { tool, args: exchange.request.body, deadlineMs, hooks };
    const result = await callTool(call, context);
    return asHtml
      ? await sendHtml(exchange.reply, tool, result)
      : exchange.reply.send(result.answer);
  } catch (error) {
    if (error instanceof ToolFailure) return sendToolFailure(exchange.reply, error);
    throw error;
  }
}

function readFormat(query: unknown): 'json' | 'html' {
  if (Value.Check(FORMAT, query)) return query.format ?? 'json';
  throw new ToolFailure({
    status: 422,
    problem: 'The query parameter "format" is not valid.',
    remedy: 'Leave it out for data, or set it to html.',
  });
}

/** @throws ToolFailure that names the tools there are. */
function findTool(id: string, tools: readonly Tool[]): Tool {
  const tool = tools.find((each) => each.id === id);
  if (tool !== undefined) return tool;
  throw new ToolFailure({
    status: 404,
    problem: 'There is no tool of this name.',
    remedy: `Tools: ${tools.map((each) => each.id).join(', ')}.`,
  });
}

/** `inline` makes Open WebUI 0.12 show the page in the chat (`middleware.py`, `process_tool_result`). */
async function sendHtml(
  reply: FastifyReply,
  tool: Tool,
  { drawHtml }: ToolResult,
): Promise<FastifyReply> {
  if (drawHtml === null) {
    throw new ToolFailure({
      status: 422,
      problem: `${tool.id} has nothing to draw.`,
      remedy: 'Leave "format" out.',
    });
  }
  const page = await drawHtml();
  reply.headers({ 'content-disposition': 'inline', 'x-content-type-options': 'nosniff' });
  return reply.type('text/html; charset=utf-8').send(page);
}
