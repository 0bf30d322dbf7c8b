import { ModelError, type ModelMessage, type ModelRequest } from '../../contracts/models.ts';
import { type JsonObject, objectOf } from '../json-values.ts';

/**
 * A request as Ollama's `/api/chat` takes it. Tools cannot be forced there: a choice of `required` or of one tool is refused
 * rather than forgotten.
 * @throws ModelError `invalid-request`.
 */
export function toOllamaBody(request: ModelRequest): JsonObject {
  const { toolChoice, format, effort } = request;
  if (toolChoice !== 'auto' && toolChoice !== 'none') {
    throw invalid('Ollama cannot be made to call a tool; send tool_choice "auto"');
  }
  return {
    model: request.model,
    messages: request.messages.map((message) => toMessage(message, request)),
    stream: request.stream,
    ...(toolChoice === 'none' || request.tools.length === 0
      ? {}
      : { tools: request.tools.map(toTool) }),
    ...(format === null ? {} : { format: format === 'json' ? 'json' : format.schema }),
    ...(effort === null ? {} : { think: thinkOf(request.model, effort) }),
    options: optionsOf(request),
  };
}

function optionsOf(request: ModelRequest): JsonObject {
  const { maximumTokens, temperature, topP, seed, stop } = request;
  return {
    ...(maximumTokens === null ? {} : { num_predict: maximumTokens }),
    ...(temperature === null ? {} : { temperature }),
    ...(topP === null ? {} : { top_p: topP }),
    ...(seed === null ? {} : { seed }),
    ...(stop.length === 0 ? {} : { stop }),
  };
}

/** Images go as bytes, never as a path or an address. */
function toMessage(message: ModelMessage, { messages }: ModelRequest): JsonObject {
  const { role, content, toolCalls, toolCallId } = message;
  const images = content.flatMap((part) => (part.type === 'image' ? [part.base64] : []));
  return {
    role,
    content: content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n'),
    ...(images.length === 0 ? {} : { images }),
    ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls.map(toToolCall) }),
    ...(toolCallId === null ? {} : { tool_name: nameOfCall(messages, toolCallId) }),
  };
}

function toToolCall({ name, arguments: text }: ModelMessage['toolCalls'][number]): JsonObject {
  try {
    return { function: { name, arguments: objectOf(JSON.parse(text === '' ? '{}' : text)) } };
  } catch {
    throw invalid(`the arguments of an earlier call of ${name} are no JSON`);
  }
}

/** Ollama joins a result to its call by the tool's name. */
function nameOfCall(messages: readonly ModelMessage[], id: string): string {
  return messages.flatMap(({ toolCalls }) => toolCalls).find((call) => call.id === id)?.name ?? '';
}

function toTool({ name, description, parameters }: ModelRequest['tools'][number]): JsonObject {
  return { type: 'function', function: { name, description: description ?? '', parameters } };
}

/** Only gpt-oss knows degrees of thinking; others know on and off (Ollama, `docs/capabilities/thinking`). */
function thinkOf(model: string, effort: string): unknown {
  if (effort === 'none') return false;
  const isGraded = /\bgpt-oss\b/.test(model) && ['low', 'medium', 'high'].includes(effort);
  return isGraded ? effort : true;
}

function invalid(what: string): ModelError {
  return new ModelError('invalid-request', `The request is not valid: ${what}.`);
}
