import type {
  CallToolResult,
  InputRequiredResult,
  McpServer,
  ResourceLink,
  ServerContext,
} from '@modelcontextprotocol/server';
import type { RequestContext } from '../contracts/context.ts';
import type { WrittenReport } from '../contracts/reports.ts';
import {
  TOOL_ANSWER,
  type ToolChoice,
  type ToolContext,
  type ToolResult,
} from '../contracts/tool.ts';
import { callTool, type ToolCall } from '../engine/call-tool.ts';
import { isJsonObject } from '../engine/json-object.ts';
import { readArguments } from '../engine/tool-arguments.ts';
import { failureBody, ToolFailure } from '../engine/tool-failure.ts';
import { askForChoice, chosenOption } from './ask-choice.ts';
import { advertised } from './json-schema-adapter.ts';
import type { McpOptions } from './mcp-options.ts';
import { createProgressReport } from './report-progress.ts';
import { reportUri } from './report-uri.ts';

/** Registers the tools, to be called on behalf of one request. */
export function registerTools(
  server: McpServer,
  { tools, deadlineMs, hooks }: McpOptions,
  context: RequestContext,
): void {
  for (const tool of tools) {
    const { id, title, description, parameters, asksAws } = tool;
    const isRead = tool.asksPeople !== true;
    server.registerTool(
      id,
      {
        title,
        description,
        inputSchema: advertised(parameters),
        outputSchema: advertised(TOOL_ANSWER),
        annotations: {
          title,
          readOnlyHint: isRead,
          destructiveHint: false,
          idempotentHint: isRead,
          openWorldHint: asksAws,
        },
      },
      (args, mcp) => answerCall({ tool, args, deadlineMs, hooks }, context, mcp),
    );
  }
}

async function answerCall(
  call: ToolCall,
  context: RequestContext,
  mcp: ServerContext,
): Promise<CallToolResult | InputRequiredResult> {
  const signal = AbortSignal.any([context.signal, mcp.mcpReq.signal]);
  const toolContext = { ...context, signal, report: createProgressReport(mcp) };
  const first = await attempt(call, toolContext);
  if (!(first instanceof ToolFailure) || first.choice === null) return asResult(first);
  const chosen = chosenOption(mcp, first.choice);
  if (chosen === null) return askForChoice(mcp, first.choice) ?? asResult(first);
  const args = withChoice(call, first.choice, chosen);
  return asResult(await attempt({ ...call, args }, toolContext));
}

async function attempt(call: ToolCall, context: ToolContext): Promise<ToolResult | ToolFailure> {
  try {
    return await callTool(call, context);
  } catch (error) {
    if (error instanceof ToolFailure) return error;
    throw error;
  }
}

/** The arguments with what was chosen in the place of what was said. */
function withChoice({ tool, args }: ToolCall, choice: ToolChoice, chosen: string): object {
  const read = readArguments(tool.parameters, args).args ?? (isJsonObject(args) ? args : {});
  const said = read[choice.parameter];
  const value = Array.isArray(said)
    ? said.map((each: unknown) => (each === choice.value ? chosen : each))
    : chosen;
  return { ...read, [choice.parameter]: value };
}

/**
 * A failure is a result as well, so that the model reads it and can correct itself. An answer stands in it twice: clients
 * that know no structured content read the text (MCP, "Structured Content").
 */
function asResult(outcome: ToolResult | ToolFailure): CallToolResult {
  if (outcome instanceof ToolFailure) {
    return { isError: true, content: [asText(failureBody(outcome))] };
  }
  const { answer, report } = outcome;
  const links = report ? [linkOf(report)] : [];
  return { content: [asText(answer), ...links], structuredContent: { ...answer } };
}

/** A report as a resource, which its caller can read. */
function linkOf({ reportId, file, mediaType, bytes }: WrittenReport): ResourceLink {
  const uri = reportUri(reportId, file);
  return { type: 'resource_link', uri, name: file, mimeType: mediaType, size: bytes };
}

function asText(value: object): { type: 'text'; text: string } {
  return { type: 'text', text: JSON.stringify(value) };
}
