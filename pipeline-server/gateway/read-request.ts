import { type Static, type TSchema, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { ChatBody, ChatMessage, ContentPart } from '../contracts/chat.ts';
import {
  type ModelContent,
  ModelError,
  type ModelMessage,
  type ModelRequest,
  type ModelTool,
  type ToolChoice,
} from '../contracts/models.ts';

/** OpenAI's parameters that all providers share (Chat Completions, `CreateChatCompletionRequest`). Others are not sent. */
const PARAMETERS = Type.Object({
  max_tokens: optional(Type.Integer({ minimum: 1 })),
  max_completion_tokens: optional(Type.Integer({ minimum: 1 })),
  temperature: optional(Type.Number({ minimum: 0, maximum: 2 })),
  top_p: optional(Type.Number({ minimum: 0, maximum: 1 })),
  seed: optional(Type.Integer()),
  n: optional(Type.Literal(1)),
  stop: optional(Type.Union([Type.String(), Type.Array(Type.String(), { maxItems: 16 })])),
  reasoning_effort: optional(Type.Enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh'])),
  parallel_tool_calls: optional(Type.Boolean()),
  tools: optional(
    Type.Array(
      Type.Object({
        type: Type.Literal('function'),
        function: Type.Object({
          name: Type.String({ pattern: '^[a-zA-Z0-9_-]{1,128}$' }),
          description: optional(Type.String()),
          parameters: optional(Type.Record(Type.String(), Type.Unknown())),
        }),
      }),
    ),
  ),
  tool_choice: optional(
    Type.Union([
      Type.Enum(['auto', 'none', 'required']),
      Type.Object({
        type: Type.Literal('function'),
        function: Type.Object({ name: Type.String() }),
      }),
    ]),
  ),
  response_format: optional(
    Type.Union([
      Type.Object({ type: Type.Enum(['text', 'json_object']) }),
      Type.Object({
        type: Type.Literal('json_schema'),
        json_schema: Type.Object({ schema: Type.Record(Type.String(), Type.Unknown()) }),
      }),
    ]),
  ),
});
const parameters = Compile(PARAMETERS);
type Parameters = Static<typeof PARAMETERS>;

const toolCalls = Compile(
  Type.Array(
    Type.Object({
      id: Type.String(),
      function: Type.Object({ name: Type.String(), arguments: Type.String() }),
    }),
  ),
);
const imageUrl = Compile(Type.Object({ image_url: Type.Object({ url: Type.String() }) }));

const ROLES: Readonly<Record<string, ModelMessage['role']>> = {
  system: 'system',
  developer: 'system',
  user: 'user',
  assistant: 'assistant',
  tool: 'tool',
};

/**
 * Reads an OpenAI chat body into the shape that providers take.
 * @param model the provider's id of the model.
 * @throws ModelError `invalid-request` that says which field is wrong and what is taken instead.
 */
export function readModelRequest(body: ChatBody, model: string): ModelRequest {
  if (!parameters.Check(body)) throw invalid(problemOf(body));
  const values: Parameters = body;
  return {
    model,
    messages: body.messages.map(readMessage),
    tools: (values.tools ?? []).map(readTool),
    toolChoice: readToolChoice(values.tool_choice),
    parallelToolCalls: values.parallel_tool_calls ?? true,
    maximumTokens: values.max_completion_tokens ?? values.max_tokens ?? null,
    temperature: values.temperature ?? null,
    topP: values.top_p ?? null,
    seed: values.seed ?? null,
    stop: [values.stop ?? []].flat(),
    format: readFormat(values.response_format),
    effort: values.reasoning_effort ?? null,
    stream: body.stream === true,
  };
}

function optional<Schema extends TSchema>(schema: Schema) {
  return Type.Optional(Type.Union([Type.Null(), schema]));
}

/** A union fails in each of its options; the deepest failure is the one that means something. */
function problemOf(body: ChatBody): string {
  const errors = parameters
    .Errors(body)
    .map(({ instancePath, message }) => ({ path: instancePath.split('/').slice(1), message }))
    .toSorted((a, b) => b.path.length - a.path.length);
  const [deepest] = errors;
  return deepest === undefined ? 'the body' : `${deepest.path.join('.')} ${deepest.message}`;
}

function readMessage(message: ChatMessage, index: number): ModelMessage {
  const role = ROLES[message.role];
  if (role === undefined) throw invalid(`messages.${index}.role is none that models know`);
  const { tool_call_id: callId } = message;
  return {
    role,
    content: readContent(message.content ?? [], index),
    toolCalls: role === 'assistant' ? readToolCalls(message['tool_calls'], index) : [],
    toolCallId: role === 'tool' && typeof callId === 'string' ? callId : null,
  };
}

function readContent(
  content: string | readonly ContentPart[],
  index: number,
): readonly ModelContent[] {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }];
  return content.map((part) => readPart(part, index));
}

function readPart(part: ContentPart, index: number): ModelContent {
  if (part.type === 'text') return { type: 'text', text: part.text ?? '' };
  if (part.type === 'image_url' && imageUrl.Check(part))
    return readImage(part.image_url.url, index);
  throw invalid(
    `messages.${index} holds a part of type "${part.type.slice(0, 40)}"; models are sent text and images only`,
  );
}

const DATA_URL = /^data:(image\/(?:png|jpeg|gif|webp));base64,/;

/** An address would make the provider fetch it: data could leave in it, past every check. */
function readImage(url: string, index: number): ModelContent {
  const [prefix = '', mediaType = ''] = DATA_URL.exec(url.slice(0, 64)) ?? [];
  if (prefix !== '') return { type: 'image', mediaType, base64: url.slice(prefix.length) };
  throw invalid(
    `messages.${index} holds an image that is not inline; send PNG, JPEG, GIF or WebP as a data: URL in base64`,
  );
}

function readToolCalls(calls: unknown, index: number): ModelMessage['toolCalls'] {
  if (calls === undefined || calls === null) return [];
  if (!toolCalls.Check(calls)) throw invalid(`messages.${index}.tool_calls is no list of calls`);
  return calls.map(({ id, function: { name, arguments: text } }) => ({
    id,
    name,
    arguments: text,
  }));
}

function readTool({ function: tool }: NonNullable<Parameters['tools']>[number]): ModelTool {
  const { name, description = null, parameters: schema } = tool;
  return { name, description, parameters: schema ?? { type: 'object', properties: {} } };
}

function readToolChoice(choice: Parameters['tool_choice']): ToolChoice {
  if (choice === undefined || choice === null) return 'auto';
  return typeof choice === 'string' ? choice : { name: choice.function.name };
}

function readFormat(format: Parameters['response_format']): ModelRequest['format'] {
  if (format === undefined || format === null || format.type === 'text') return null;
  return format.type === 'json_schema' ? { schema: format.json_schema.schema } : 'json';
}

function invalid(what: string): ModelError {
  return new ModelError('invalid-request', `The request is not valid: ${what}.`);
}
