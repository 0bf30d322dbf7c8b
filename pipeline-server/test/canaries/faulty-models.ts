import { setImmediate as pause } from 'node:timers/promises';
import fc from 'fast-check';
import {
  ModelError,
  type ModelEvent,
  type ModelProvider,
  type ModelRequest,
  type Route,
} from '../../contracts/models.ts';

/** What a model does with one request. */
export type Fault = (typeof FAULTS)[number];

const FAULTS = [
  'none',
  'none',
  'none',
  'down',
  'busy',
  'slow',
  'breaks',
  'calls-tool',
  'repeats',
] as const;

/** What a model does with its next requests, in turn. */
export const faults: fc.Arbitrary<readonly Fault[]> = fc.array(fc.constantFrom(...FAULTS), {
  minLength: 1,
  maxLength: 6,
});

/** A model that keeps what it is sent. */
interface FaultyModel {
  readonly provider: ModelProvider;
  readonly sent: readonly string[];
}

/** Makes the model of a route; it does what is planned with its requests, in turn. */
export type MakeModel = (route: Route, planned: readonly Fault[]) => FaultyModel;

/** Makes models in this process. */
export const makeModelInProcess: MakeModel = (_route, planned) => {
  const sent: string[] = [];
  const provider: ModelProvider = {
    models: () => Promise.resolve(['model']),
    probe: () => Promise.resolve('works'),
    stream(request) {
      const fault = planned[sent.length % planned.length] ?? 'none';
      sent.push(JSON.stringify(request));
      return answer(request, fault);
    },
  };
  return { provider, sent };
};

async function* answer(request: ModelRequest, fault: Fault): AsyncGenerator<ModelEvent> {
  // Waiting nothing makes the gateway try again at once.
  if (fault === 'down' || fault === 'busy') {
    const errorCode = fault === 'down' ? 'unavailable' : 'rate-limited';
    throw new ModelError(errorCode, 'The model failed.', { retryAfterSeconds: 0 });
  }
  if (fault === 'slow') await pause();
  yield { type: 'text', text: 'An answer. ' };
  if (fault === 'breaks') throw new ModelError('unavailable', 'The model broke off.');
  if (fault === 'repeats') yield { type: 'text', text: JSON.stringify(request.messages.at(-1)) };
  if (fault === 'calls-tool') {
    yield { type: 'tool-call', index: 0, id: 'call_1', name: 'look_up', arguments: '{}' };
  }
  yield {
    type: 'usage',
    usage: { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0 },
  };
  yield { type: 'finish', reason: fault === 'calls-tool' ? 'tool_calls' : 'stop' };
}
