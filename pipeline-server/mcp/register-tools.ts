import type {
  CallToolResult,
  InputRequiredResult,
  McpServer,
  ServerContext,
} from '@modelcontextprotocol/server';
import type { RequestContext } from '../contracts/context.ts';
import { TOOL_ANSWER, type Tool, type ToolChoice } from '../contracts/tool.ts';
import { callTool } from '../engine/call-tool.ts';
import { readArguments } from '../engine/tool-arguments.ts';
import { ToolFailure } from '../engine/tool-failure.ts';
import { askForChoice, chosenOption } from './ask-choice.ts';
import { advertised } from './json-schema-adapter.ts';
import type { McpOptions } from './mcp-options.ts';
import { createProgressReport } from './report-progress.ts';

/** Registers the tools, to be called on behalf of one request. */
export function registerTools(
  server: McpServer,
  { tools, deadlineMs }: McpOptions,
  context: RequestContext,
): void {
  for (const tool of tools) {
    const { id, title, description, parameters, asksAws } = tool;
    server.registerTool(
      id,
      {
        title,
        description,
        inputSchema: advertised(parameters),
        outputSchema: advertised(TOOL_ANSWER),
        annotations: {
          title,
          readOnlyHint: true,
          destructiveHint: false,
          idempotentHint: true,
          openWorldHint: asksAws,
        },
      },
      (args, mcp) => answerCall({ tool, args, deadlineMs }, context, mcp),
    );
  }
}

interface McpCall {
  readonly tool: Tool;
  readonly args: unknown;
  readonly deadlineMs: number;
}

async function answerCall(
  call: McpCall,
  context: RequestContext,
  mcp: ServerContext,
): Promise<CallToolResult | InputRequiredResult> {
  const signal = AbortSignal.any([context.signal, mcp.mcpReq.signal]);
  const toolContext = { ...context, signal, report: createProgressReport(mcp) };
  const answer = async (args: unknown) => {
    const result = await callTool({ ...call, args }, toolContext);
    return asResult(result.answer);
  };
  try {
    return await answer(call.args);
  } catch (error) {
    const failure = asFailure(error);
    const { choice } = failure;
    const chosen = choice === null ? null : chosenOption(mcp, choice);
    if (choice !== null && chosen !== null) return await answer(withChoice(call, choice, chosen));
    return (choice === null ? null : askForChoice(mcp, choice)) ?? asError(failure);
  }
}

function asFailure(error: unknown): ToolFailure {
  if (error instanceof ToolFailure) return error;
  throw error;
}

/** The arguments with what was chosen in the place of what was said. */
function withChoice({ tool, args }: McpCall, choice: ToolChoice, chosen: string): object {
  const read = readArguments(tool.parameters, args).args ?? {};
  const said = read[choice.parameter];
  const value = Array.isArray(said)
    ? said.map((each: unknown) => (each === choice.value ? chosen : each))
    : chosen;
  return { ...read, [choice.parameter]: value };
}

/** The same object twice: clients that know no structured content read the text (MCP, "Structured Content"). */
function asResult(answer: object): CallToolResult {
  const content = [{ type: 'text' as const, text: JSON.stringify(answer) }];
  return { content, structuredContent: { ...answer } };
}

/** An error of a tool is a result, so that the model reads it and can correct itself. */
function asError({ message, remedy, problems, choice }: ToolFailure): CallToolResult {
  const body = {
    error: message,
    remedy,
    ...(problems === null ? {} : { detail: problems }),
    ...(choice === null ? {} : { choices: choice.options }),
  };
  return { isError: true, content: [{ type: 'text', text: JSON.stringify(body) }] };
}
