import type {
  ContentBlockParam,
  MessageCreateParamsStreaming,
  MessageParam,
  TextBlockParam,
  Tool,
  ToolChoice,
} from '@anthropic-ai/sdk/resources/messages/messages';
import {
  type ModelContent,
  ModelError,
  type ModelMessage,
  type ModelRequest,
  type ModelTool,
  type Route,
} from '../../contracts/models.ts';
import { objectOf } from '../json-values.ts';

/** The Messages API wants a limit; OpenAI's does not. Tokens, which every Claude model since 4 can answer. */
const DEFAULT_MAXIMUM_TOKENS = 16_384;

type CacheControl = NonNullable<TextBlockParam['cache_control']>;

/**
 * A request as the Messages API (2026-10-21) takes it. `temperature` and `top_p` are left out, which it refuses; `seed` it does not know.
 * With a prompt cache, breakpoints stand after the tools, the system prompt and the last message: three of four.
 * @throws ModelError `invalid-request`.
 */
export function toAnthropicBody(
  request: ModelRequest,
  promptCache: Route['promptCache'],
): MessageCreateParamsStreaming {
  const cache: CacheControl | null =
    promptCache === null ? null : { type: 'ephemeral', ttl: promptCache };
  const system = toSystem(request.messages, cache);
  const tools = markLast(request.tools.map(toTool), cache);
  return {
    model: request.model,
    max_tokens: request.maximumTokens ?? DEFAULT_MAXIMUM_TOKENS,
    stream: true,
    messages: toMessages(request.messages, cache),
    ...(system.length === 0 ? {} : { system }),
    ...(tools.length === 0 ? {} : { tools, tool_choice: toToolChoice(request) }),
    ...(request.stop.length === 0 ? {} : { stop_sequences: [...request.stop] }),
    ...thinkingOf(request),
    ...outputOf(request),
  };
}

function toSystem(messages: readonly ModelMessage[], cache: CacheControl | null): TextBlockParam[] {
  const blocks = messages
    .filter(({ role }) => role === 'system')
    .flatMap(({ content }) => content)
    .flatMap((part): TextBlockParam[] =>
      part.type === 'text' && part.text !== '' ? [{ type: 'text', text: part.text }] : [],
    );
  return markLast(blocks, cache);
}

function toMessages(messages: readonly ModelMessage[], cache: CacheControl | null): MessageParam[] {
  const turns = joinTurns(messages.filter(({ role }) => role !== 'system').map(toTurn));
  const last = turns.at(-1);
  if (last === undefined) {
    throw invalid('it holds no message of the user');
  }
  return [...turns.slice(0, -1), { ...last, content: markLast(last.content, cache) }];
}

interface Turn {
  readonly role: 'user' | 'assistant';
  readonly content: readonly ContentBlockParam[];
}

function toTurn(message: ModelMessage): Turn {
  const { role, content, toolCalls, toolCallId } = message;
  if (role === 'tool') return { role: 'user', content: [toToolResult(content, toolCallId)] };
  const blocks = content.flatMap(toBlock);
  if (role !== 'assistant') return { role: 'user', content: blocks };
  return { role, content: [...blocks, ...toolCalls.map(toToolUse)] };
}

/** Turns of one side become one, since results of parallel calls must stand together; empty ones are left out. */
function joinTurns(turns: readonly Turn[]): { role: Turn['role']; content: ContentBlockParam[] }[] {
  const joined: { role: Turn['role']; content: ContentBlockParam[] }[] = [];
  for (const { role, content } of turns) {
    if (content.length === 0) continue;
    const last = joined.at(-1);
    if (last?.role === role) last.content.push(...content);
    else joined.push({ role, content: [...content] });
  }
  return joined;
}

function toBlock(part: ModelContent): ContentBlockParam[] {
  if (part.type === 'text')
    return part.text.trim() === '' ? [] : [{ type: 'text', text: part.text }];
  const { base64: data, mediaType } = part;
  return [{ type: 'image', source: { type: 'base64', media_type: imageType(mediaType), data } }];
}

const IMAGE_TYPES = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'] as const;

function imageType(mediaType: string): (typeof IMAGE_TYPES)[number] {
  const known = IMAGE_TYPES.find((type) => type === mediaType);
  if (known === undefined) throw invalid(`images of type ${mediaType} are not taken`);
  return known;
}

function toToolResult(
  content: readonly ModelContent[],
  toolCallId: string | null,
): ContentBlockParam {
  if (toolCallId === null) throw invalid('a message of a tool lacks tool_call_id');
  const blocks = content
    .flatMap(toBlock)
    .filter((block) => block.type === 'text' || block.type === 'image');
  return { type: 'tool_result', tool_use_id: toolCallId, content: blocks };
}

function toToolUse({
  id,
  name,
  arguments: text,
}: ModelMessage['toolCalls'][number]): ContentBlockParam {
  try {
    return { type: 'tool_use', id, name, input: objectOf(JSON.parse(text === '' ? '{}' : text)) };
  } catch {
    throw invalid(`the arguments of an earlier call of ${name} are no JSON`);
  }
}

function toTool({ name, description, parameters }: ModelTool): Tool {
  const schema = { ...parameters, type: 'object' as const };
  return { name, input_schema: schema, ...(description === null ? {} : { description }) };
}

function toToolChoice(request: ModelRequest): ToolChoice {
  const { toolChoice, parallelToolCalls } = request;
  const parallel = parallelToolCalls ? {} : { disable_parallel_tool_use: true };
  if (toolChoice === 'none') return { type: 'none' };
  if (toolChoice === 'auto') return { type: 'auto', ...parallel };
  if (toolChoice === 'required') return { type: 'any', ...parallel };
  return { type: 'tool', name: toolChoice.name, ...parallel };
}

type Thinking = Pick<MessageCreateParamsStreaming, 'thinking'>;

/**
 * In the middle of a tool loop the API wants the thinking of the turn back, with its signature, for which OpenAI's shape has no place:
 * those turns are answered without thinking.
 */
function thinkingOf({ effort, messages }: ModelRequest): Thinking {
  if (effort === null || messages.at(-1)?.role === 'tool') return {};
  if (effort === 'none') return { thinking: { type: 'disabled' } };
  return { thinking: { type: 'adaptive', display: 'summarized' } };
}

const EFFORTS = {
  minimal: 'low',
  low: 'low',
  medium: 'medium',
  high: 'high',
  xhigh: 'xhigh',
} as const;

type Output = Pick<MessageCreateParamsStreaming, 'output_config'>;

function outputOf({ effort, format }: ModelRequest): Output {
  if (format === 'json') {
    throw invalid('this model answers JSON by a schema only; send response_format "json_schema"');
  }
  const known = Object.entries(EFFORTS).find(([name]) => name === effort)?.[1];
  const output = {
    ...(known === undefined ? {} : { effort: known }),
    ...(format === null
      ? {}
      : { format: { type: 'json_schema' as const, schema: { ...format.schema } } }),
  };
  return Object.keys(output).length === 0 ? {} : { output_config: output };
}

function markLast<Block extends object>(
  blocks: readonly Block[],
  cache: CacheControl | null,
): Block[] {
  const last = blocks.at(-1);
  if (last === undefined || cache === null) return [...blocks];
  return [...blocks.slice(0, -1), { ...last, cache_control: cache }];
}

function invalid(what: string): ModelError {
  return new ModelError('invalid-request', `The request is not valid: ${what}.`);
}
