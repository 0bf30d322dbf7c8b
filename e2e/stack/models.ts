import { freePort } from '../../bench/free-port.ts';
import { readComposeFile } from '../../pipeline-server/test/compose-file.ts';
import {
  anthropicStream,
  type FakeAnswer,
  ollamaStream,
} from '../../pipeline-server/test/fake-upstreams/answers.ts';
import {
  type FakeUpstream,
  json,
  startFakeUpstream,
} from '../../pipeline-server/test/fake-upstreams/fake-upstream.ts';
import { type Stack, startStack } from './stack.ts';

/** The model that LiteLLM has at the cloud's API. */
export const CLOUD_MODEL = 'gateway.litellm-assistant';

/** What connect is called with in `compose.yaml`. */
export const CONNECT = readComposeFile().services['connect']?.command ?? [];

/** A stack with the Claude API and Ollama played on loopback, in their protocols. */
export interface StackWithModels {
  readonly stack: Stack;
  readonly cloud: FakeUpstream;
  readonly ollama: FakeUpstream;
  /** Changes what the cloud's model answers; null for its usual words. */
  answerWith(answer: FakeAnswer | null): void;
  stop(): Promise<void>;
}

const USUAL: FakeAnswer = { text: ['An answer from the cloud.'] };

/** Starts the models, then the services of `compose.yaml` before them. */
export async function startWithModels(): Promise<StackWithModels> {
  let answer = USUAL;
  const cloud = await startFakeUpstream(({ path, json: body }) => {
    if (!path.startsWith('/v1/messages')) return null;
    return body['stream'] === true ? anthropicStream(answer) : wholeMessage(answer);
  });
  const ollama = await startFakeUpstream(
    ({ path }) => {
      if (path === '/api/tags') return json({ models: [{ name: 'llama3.2', model: 'llama3.2' }] });
      return path === '/api/show' ? json({}) : ollamaStream({ text: ['An answer from here.'] });
    },
    await freePort(),
  );
  const stack = await startStack({
    variables: { XOPS_MODELS: 'claude-api', XOPS_EXECUTORS: '["aws"]' },
    cloudUrl: cloud.url,
    ollamaPort: Number(new URL(ollama.url).port),
  });
  return {
    stack,
    cloud,
    ollama,
    answerWith: (next) => {
      answer = next ?? USUAL;
    },
    async stop() {
      await stack.stop();
      await cloud.close();
      await ollama.close();
    },
  };
}

/** A message of the Claude API that is not streamed. */
function wholeMessage({ text = [] }: FakeAnswer) {
  return json({
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-sonnet-4-6',
    content: [{ type: 'text', text: text.join('') }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 7, output_tokens: 5 },
  });
}
