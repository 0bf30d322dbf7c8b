import type { Hooks } from '../contracts/hooks.ts';
import type { Tool, ToolChoice, ToolContext, ToolResult } from '../contracts/tool.ts';
import { orAborted } from './interruption.ts';
import { type ArgumentProblem, IS_MISSING, readArguments } from './tool-arguments.ts';
import { describeToolError, ToolFailure } from './tool-failure.ts';
import { hookedCall, passAfterTool, passBeforeTool } from './tool-hooks.ts';

/** One call of a tool, whichever door it came through. */
export interface ToolCall {
  readonly tool: Tool;
  /** As they came: nothing of them is trusted yet. */
  readonly args: unknown;
  /** Milliseconds that the tool has. */
  readonly deadlineMs: number;
  /** What looks at it before and after. */
  readonly hooks: Hooks;
}

/**
 * Checks the arguments and runs the tool, until the caller goes away or the deadline passes.
 * @throws ToolFailure, and nothing else: the text of an unforeseen error stays in the log.
 */
export async function callTool(call: ToolCall, context: ToolContext): Promise<ToolResult> {
  const { tool } = call;
  const started = performance.now();
  try {
    const result = await run(call, context);
    const milliseconds = Math.round(performance.now() - started);
    context.log.info({ tool: tool.id, rows: result.answer.total, milliseconds }, 'tool answered');
    return result;
  } catch (error) {
    throw toFailure(error, tool, context);
  }
}

async function run(call: ToolCall, context: ToolContext): Promise<ToolResult> {
  const { args, problems } = readArguments(call.tool.parameters, call.args);
  if (problems !== null) throw invalidArguments(call.tool, problems);
  const hooked = { call: await hookedCall(call.tool, args), hooks: call.hooks };
  passBeforeTool(hooked, context);
  const deadline = AbortSignal.timeout(call.deadlineMs);
  const signal = AbortSignal.any([context.signal, deadline]);
  try {
    const result = await orAborted(call.tool.execute(args, { ...context, signal }), signal);
    return passAfterTool(hooked, result, context);
  } catch (error) {
    throw deadline.aborted && !context.signal.aborted ? late(call, error) : error;
  }
}

function invalidArguments(tool: Tool, problems: readonly ArgumentProblem[]): ToolFailure {
  const words = problems.map(({ argument, problem }) =>
    argument === null ? problem : `"${argument}" ${problem}`,
  );
  const names = Object.keys(tool.parameters.properties).join(', ') || 'none';
  return new ToolFailure(
    {
      status: 422,
      problem: `The arguments of ${tool.id} are not valid: ${words.join('; ')}.`,
      remedy: `Parameters of ${tool.id}: ${names}.`,
    },
    { problems, choice: questionFor(tool, problems) },
  );
}

/** The question for what is missing, when nothing else is wrong and a person can be asked for it. */
function questionFor(
  { title, askedOfPeople: parameter }: Tool,
  problems: readonly ArgumentProblem[],
): ToolChoice | null {
  const [only, ...others] = problems;
  if (parameter === undefined || others.length > 0) return null;
  if (only?.argument !== parameter || only.problem !== IS_MISSING) return null;
  return { parameter, value: '', question: `${title}: what is meant?`, options: [] };
}

function late({ tool, deadlineMs }: ToolCall, cause: unknown): ToolFailure {
  const words = {
    status: 504,
    problem: `${tool.id} did not finish within ${deadlineMs / 1000} s.`,
    remedy: 'Ask for fewer accounts, Regions or days.',
  };
  return new ToolFailure(words, { cause });
}

function toFailure(error: unknown, tool: Tool, context: ToolContext): ToolFailure {
  const failure = describeToolError(error);
  if (context.signal.aborted) {
    context.log.info({ tool: tool.id }, 'the caller left before the tool answered');
  } else if (failure === null) {
    context.log.error({ err: error, tool: tool.id }, 'a tool failed');
  } else {
    context.log.info({ tool: tool.id, status: failure.status }, 'a tool call was refused');
  }
  return failure ?? unforeseen(tool, context, error);
}

function unforeseen(tool: Tool, { requestId }: ToolContext, cause: unknown): ToolFailure {
  const words = {
    status: 500,
    problem: `${tool.id} failed. The reason is in the server's log under request ${requestId}.`,
    remedy: 'Try another tool, or tell the user.',
  };
  return new ToolFailure(words, { cause });
}
