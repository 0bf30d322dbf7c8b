import type {
  MessageDeltaUsage,
  RawContentBlockDelta,
  RawMessageStreamEvent,
  StopReason,
  Usage,
} from '@anthropic-ai/sdk/resources/messages/messages';
import type { FinishReason } from '../../contracts/chat.ts';
import type { ModelEvent, TokenUsage } from '../../contracts/models.ts';

/** What must be kept between the events of one stream. */
export interface AnthropicStreamState {
  usage: TokenUsage;
  /** Numbers of the calls by the index of their content block. */
  readonly calls: Map<number, number>;
  /** Whether `message_stop` has come: a stream that ends without it was cut. */
  done: boolean;
}

/** The state before the first event. */
export function startOfStream(): AnthropicStreamState {
  const usage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };
  return { usage, calls: new Map(), done: false };
}

/** The events of one event of the Messages API. */
export function eventsOfMessage(
  event: RawMessageStreamEvent,
  state: AnthropicStreamState,
): readonly ModelEvent[] {
  switch (event.type) {
    case 'message_start':
      state.usage = usageOf(event.message.usage, state.usage);
      return [];
    case 'content_block_start':
      return startOfBlock(event, state);
    case 'content_block_delta':
      return deltaOf(event.delta, state.calls.get(event.index) ?? 0);
    case 'message_delta':
      state.usage = usageOf(event.usage, state.usage);
      return endOfMessage(event.delta.stop_reason, state);
    case 'message_stop':
      state.done = true;
      return [];
    case 'content_block_stop':
      return [];
  }
}

function startOfBlock(
  { content_block: block, index }: Extract<RawMessageStreamEvent, { type: 'content_block_start' }>,
  { calls }: AnthropicStreamState,
): readonly ModelEvent[] {
  if (block.type === 'text' && block.text !== '') return [{ type: 'text', text: block.text }];
  if (block.type !== 'tool_use') return [];
  const call = calls.size;
  calls.set(index, call);
  return [{ type: 'tool-call', index: call, id: block.id, name: block.name, arguments: '' }];
}

function deltaOf(delta: RawContentBlockDelta, call: number): readonly ModelEvent[] {
  switch (delta.type) {
    case 'text_delta':
      return [{ type: 'text', text: delta.text }];
    case 'thinking_delta':
      return [{ type: 'reasoning', text: delta.thinking }];
    case 'input_json_delta':
      return [
        { type: 'tool-call', index: call, id: null, name: null, arguments: delta.partial_json },
      ];
    case 'citations_delta':
    case 'signature_delta':
      return [];
  }
}

function endOfMessage(
  reason: StopReason | null,
  { usage }: AnthropicStreamState,
): readonly ModelEvent[] {
  if (reason === null) return [];
  return [
    { type: 'usage', usage },
    { type: 'finish', reason: finishReason(reason) },
  ];
}

/** `input_tokens` leaves out what was read from and written to the cache; the counts of the end are cumulative. */
function usageOf(counted: Usage | MessageDeltaUsage, before: TokenUsage): TokenUsage {
  const cacheReadTokens = counted.cache_read_input_tokens ?? before.cacheReadTokens;
  const cacheWriteTokens = counted.cache_creation_input_tokens ?? before.cacheWriteTokens;
  const uncachedBefore = before.inputTokens - before.cacheReadTokens - before.cacheWriteTokens;
  const uncached = counted.input_tokens ?? uncachedBefore;
  return {
    inputTokens: uncached + cacheReadTokens + cacheWriteTokens,
    outputTokens: counted.output_tokens,
    cacheReadTokens,
    cacheWriteTokens,
  };
}

function finishReason(reason: StopReason): FinishReason {
  switch (reason) {
    case 'max_tokens':
    case 'model_context_window_exceeded':
      return 'length';
    case 'tool_use':
      return 'tool_calls';
    case 'refusal':
      return 'content_filter';
    case 'end_turn':
    case 'stop_sequence':
    case 'pause_turn':
      return 'stop';
  }
}
