import type { FinishReason } from '../../contracts/chat.ts';
import type { ModelEvent, TokenUsage } from '../../contracts/models.ts';
import { countOf, type JsonObject, listOf, objectOf, textOf } from '../json-values.ts';

/** The events of one chunk of a stream, or of a whole completion: those differ in `delta` and `message` only. */
export function eventsOfCompletion(completion: JsonObject): readonly ModelEvent[] {
  const choice = objectOf(listOf(completion['choices'])[0]);
  const events: ModelEvent[] = [];
  addMessage(objectOf(choice['delta'] ?? choice['message']), events);
  const { usage } = completion;
  if (typeof usage === 'object' && usage !== null) {
    events.push({ type: 'usage', usage: usageOf(objectOf(usage)) });
  }
  const reason = textOf(choice['finish_reason']);
  if (reason !== '') events.push({ type: 'finish', reason: finishReason(reason) });
  return events;
}

function addMessage(message: JsonObject, events: ModelEvent[]): void {
  // vLLM and OpenRouter write `reasoning`, DeepSeek and LiteLLM `reasoning_content`.
  const reasoning = textOf(message['reasoning_content']) || textOf(message['reasoning']);
  if (reasoning !== '') events.push({ type: 'reasoning', text: reasoning });
  const text = textOf(message['content']) || textOf(message['refusal']);
  if (text !== '') events.push({ type: 'text', text });
  listOf(message['tool_calls']).forEach((call, position) => {
    events.push(toolCallOf(objectOf(call), position));
  });
}

/** Calls of a stream are numbered, those of a whole completion are not. */
function toolCallOf(call: JsonObject, position: number): ModelEvent {
  const called = objectOf(call['function']);
  return {
    type: 'tool-call',
    index: typeof call['index'] === 'number' ? call['index'] : position,
    id: textOf(call['id']) || null,
    name: textOf(called['name']) || null,
    arguments: textOf(called['arguments']),
  };
}

/** OpenAI names what was read from its cache; LiteLLM also what was written to Anthropic's. */
function usageOf(usage: JsonObject): TokenUsage {
  return {
    inputTokens: countOf(usage['prompt_tokens']),
    outputTokens: countOf(usage['completion_tokens']),
    cacheReadTokens: countOf(objectOf(usage['prompt_tokens_details'])['cached_tokens']),
    cacheWriteTokens: countOf(usage['cache_creation_input_tokens']),
  };
}

function finishReason(reason: string): FinishReason {
  if (reason === 'function_call') return 'tool_calls';
  return reason === 'length' || reason === 'tool_calls' || reason === 'content_filter'
    ? reason
    : 'stop';
}
