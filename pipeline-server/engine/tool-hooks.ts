import { Value } from 'typebox/value';
import {
  type ToolCall as HookedCall,
  type HookPass,
  type Hooks,
  objectionOf,
} from '../contracts/hooks.ts';
import { TOOL_ANSWER, type Tool, type ToolContext, type ToolResult } from '../contracts/tool.ts';
import { ToolFailure } from './tool-failure.ts';

/** Tools of this server read: what writes is a plan, which people approve. */
function hookedCall({ id }: Tool, args: Readonly<Record<string, unknown>>): HookedCall {
  return { name: id, arguments: args, access: 'read', reason: 'Tools of xOps only read.' };
}

/** What a call of a tool is looked at with. */
export interface HookedTool {
  readonly tool: Tool;
  readonly args: Readonly<Record<string, unknown>>;
  readonly hooks: Hooks;
}

/** @throws ToolFailure for a call that a hook does not let pass. */
export function passBeforeTool({ tool, args, hooks }: HookedTool, context: ToolContext): void {
  const call = hookedCall(tool, args);
  assertPassed(
    hooks.run('before-tool', { ...sceneOf(context), call, agent: null, planAgreed: false }),
  );
}

/**
 * The answer as the hooks leave it.
 * @throws ToolFailure when they do not let it pass.
 */
export function passAfterTool(
  { tool, args, hooks }: HookedTool,
  result: ToolResult,
  context: ToolContext,
): ToolResult {
  const output = JSON.stringify(result.answer);
  const call = hookedCall(tool, args);
  const pass = hooks.run('after-tool', { ...sceneOf(context), call, output, failed: false });
  assertPassed(pass);
  if (pass.input.output === output) return result;
  return { ...result, answer: Value.Parse(TOOL_ANSWER, JSON.parse(pass.input.output)) };
}

function sceneOf({ principal, clock, chatId }: ToolContext) {
  return { actor: principal, now: clock.now().toISOString(), chatId };
}

function assertPassed(pass: HookPass): void {
  const objection = objectionOf(pass);
  if (objection === null) return;
  const { message: problem, remedy } = objection;
  throw new ToolFailure({ status: 403, problem, remedy });
}
