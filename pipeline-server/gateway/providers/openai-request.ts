import type { ModelContent, ModelMessage, ModelRequest } from '../../contracts/models.ts';
import type { JsonObject } from '../json-values.ts';

/** A request as OpenAI's Chat Completions API takes it. `store: false` keeps the vendor from keeping the conversation. */
export function toOpenAiBody(request: ModelRequest): JsonObject {
  const { stream, tools, toolChoice } = request;
  return withoutNulls({
    model: request.model,
    messages: request.messages.map(toMessage),
    store: false,
    stream,
    stream_options: stream ? { include_usage: true } : null,
    max_completion_tokens: request.maximumTokens,
    temperature: request.temperature,
    top_p: request.topP,
    seed: request.seed,
    stop: request.stop.length === 0 ? null : request.stop,
    reasoning_effort: request.effort,
    response_format: toFormat(request.format),
    tools:
      tools.length === 0
        ? null
        : tools.map((tool) => ({ type: 'function', function: withoutNulls({ ...tool }) })),
    tool_choice: tools.length === 0 || toolChoice === 'auto' ? null : toToolChoice(toolChoice),
    parallel_tool_calls: tools.length === 0 || request.parallelToolCalls ? null : false,
  });
}

function withoutNulls(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));
}

function toMessage(message: ModelMessage): JsonObject {
  const { role, toolCalls, toolCallId } = message;
  return withoutNulls({
    role,
    content: toContent(message),
    tool_calls:
      toolCalls.length === 0
        ? null
        : toolCalls.map(({ id, ...call }) => ({ id, type: 'function', function: call })),
    tool_call_id: toolCallId,
  });
}

/** Text alone is sent as a text, which every server takes. A message that only calls tools has none. */
function toContent({ content, toolCalls }: ModelMessage): unknown {
  const [first] = content;
  if (first === undefined) return toolCalls.length > 0 ? null : '';
  if (content.length === 1 && first.type === 'text') return first.text;
  return content.map(toPart);
}

function toPart(part: ModelContent): JsonObject {
  if (part.type === 'text') return part;
  const url = `data:${part.mediaType};base64,${part.base64}`;
  return { type: 'image_url', image_url: { url } };
}

function toFormat(format: ModelRequest['format']): JsonObject | null {
  if (format === null) return null;
  if (format === 'json') return { type: 'json_object' };
  return { type: 'json_schema', json_schema: { name: 'answer', schema: format.schema } };
}

function toToolChoice(choice: ModelRequest['toolChoice']): unknown {
  return typeof choice === 'string'
    ? choice
    : { type: 'function', function: { name: choice.name } };
}
