import { Value } from 'typebox/value';
import {
  type ToolCall as HookedCall,
  type HookPass,
  type Hooks,
  objectionOf,
} from '../contracts/hooks.ts';
import { TOOL_ANSWER, type Tool, type ToolContext, type ToolResult } from '../contracts/tool.ts';
import { ToolFailure } from './tool-failure.ts';

/** What a call of a tool is looked at with. */
export interface HookedTool {
  readonly call: HookedCall;
  readonly hooks: Hooks;
}

const READS = { access: 'read', reason: 'Tools of xOps only read.' } as const;

/** A call as hooks see it. Tools of this server read, but for those that judge each call: what writes is a plan, which people approve. */
export async function hookedCall(
  tool: Tool,
  args: Readonly<Record<string, unknown>>,
): Promise<HookedCall> {
  const { access, reason } = (await tool.judge?.(args)) ?? READS;
  return { name: tool.id, arguments: args, access, reason };
}

/** @throws ToolFailure for a call that a hook does not let pass. */
export function passBeforeTool({ call, hooks }: HookedTool, context: ToolContext): void {
  assertPassed(
    hooks.run('before-tool', { ...sceneOf(context), call, agent: null, planAgreed: false }),
  );
}

/**
 * The answer as the hooks leave it.
 * @throws ToolFailure when they do not let it pass.
 */
export function passAfterTool(
  { call, hooks }: HookedTool,
  result: ToolResult,
  context: ToolContext,
): ToolResult {
  const output = JSON.stringify(result.answer);
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
