import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChatBody } from '../../contracts/chat.ts';
import { ModelError } from '../../contracts/models.ts';
import { testModelRequest } from '../../test/model-routes.ts';
import { readModelRequest } from '../read-request.ts';
import { toAnthropicBody } from './anthropic-request.ts';
import { toOllamaBody } from './ollama-request.ts';
import { toOpenAiBody } from './openai-request.ts';

const IMAGE = 'iVBORw0KGgo=';

/** A tool loop with an image, as Open WebUI sends it. */
const BODY: ChatBody = {
  model: 'gateway.x',
  stream: true,
  messages: [
    { role: 'system', content: 'Be brief.' },
    {
      role: 'user',
      content: [
        { type: 'text', text: 'What is on it?' },
        { type: 'image_url', image_url: { url: `data:image/png;base64,${IMAGE}` } },
      ],
    },
    {
      role: 'assistant',
      content: null,
      tool_calls: [
        { id: 'c1', type: 'function', function: { name: 'look', arguments: '{"deep":true}' } },
        { id: 'c2', type: 'function', function: { name: 'ask', arguments: '' } },
      ],
    },
    { role: 'tool', tool_call_id: 'c1', content: 'a cat' },
    { role: 'tool', tool_call_id: 'c2', content: 'nobody' },
  ],
  tools: [{ type: 'function', function: { name: 'look', parameters: { type: 'object' } } }],
  tool_choice: 'auto',
  max_tokens: 50,
  temperature: 0.2,
  top_p: 0.9,
  seed: 7,
  stop: 'END',
  user: { id: 'u', name: 'Alice Example', email: 'alice@example.com' },
  metadata: { chat_id: 'secret-chat' },
};

const request = readModelRequest(BODY, 'the-model');

describe('a tool loop with an image', () => {
  it('is sent to OpenAI in its own shape, without what names people', () => {
    const body = toOpenAiBody(request);
    expect(body).toMatchObject({
      model: 'the-model',
      store: false,
      stream_options: { include_usage: true },
      max_completion_tokens: 50,
      temperature: 0.2,
      seed: 7,
      stop: ['END'],
    });
    expect(body['messages']).toEqual([
      { role: 'system', content: 'Be brief.' },
      BODY.messages[1],
      {
        role: 'assistant',
        tool_calls: [
          { id: 'c1', type: 'function', function: { name: 'look', arguments: '{"deep":true}' } },
          { id: 'c2', type: 'function', function: { name: 'ask', arguments: '' } },
        ],
      },
      { role: 'tool', content: 'a cat', tool_call_id: 'c1' },
      { role: 'tool', content: 'nobody', tool_call_id: 'c2' },
    ]);
    expect(JSON.stringify(body)).not.toMatch(/Alice|secret-chat/);
  });

  it('is sent to Claude as one user turn of results, without parameters that it refuses', () => {
    const body = toAnthropicBody(request, null);
    expect(body).toEqual({
      model: 'the-model',
      max_tokens: 50,
      stream: true,
      system: [{ type: 'text', text: 'Be brief.' }],
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'What is on it?' },
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: IMAGE } },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'tool_use', id: 'c1', name: 'look', input: { deep: true } },
            { type: 'tool_use', id: 'c2', name: 'ask', input: {} },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'c1', content: [{ type: 'text', text: 'a cat' }] },
            { type: 'tool_result', tool_use_id: 'c2', content: [{ type: 'text', text: 'nobody' }] },
          ],
        },
      ],
      tools: [{ name: 'look', input_schema: { type: 'object' } }],
      tool_choice: { type: 'auto' },
      stop_sequences: ['END'],
    });
  });

  it('marks tools, system prompt and last message for the prompt cache', () => {
    const cached = JSON.stringify(toAnthropicBody(request, '1h'));
    const mark = '"cache_control":{"type":"ephemeral","ttl":"1h"}';
    expect(cached.split(mark)).toHaveLength(4);
    expect(toAnthropicBody(request, '1h').messages.at(-1)?.content).toMatchObject([
      {},
      { tool_use_id: 'c2', cache_control: { ttl: '1h' } },
    ]);
  });

  it('is sent to Ollama with bytes, parsed arguments and the names of tools', () => {
    expect(toOllamaBody(request)).toMatchObject({
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'What is on it?', images: [IMAGE] },
        {
          tool_calls: [
            { function: { name: 'look', arguments: { deep: true } } },
            { function: { name: 'ask', arguments: {} } },
          ],
        },
        { role: 'tool', content: 'a cat', tool_name: 'look' },
        { role: 'tool', content: 'nobody', tool_name: 'ask' },
      ],
      options: { num_predict: 50, temperature: 0.2, top_p: 0.9, seed: 7, stop: ['END'] },
    });
  });
});

describe('what a protocol lacks', () => {
  it('is said: Ollama cannot force a tool, Claude answers JSON by a schema only', () => {
    const forced = testModelRequest({ toolChoice: 'required' });
    expect(() => toOllamaBody(forced)).toThrow(/cannot be made to call a tool/);
    const free = testModelRequest({ format: 'json' });
    expect(() => toAnthropicBody(free, null)).toThrow(/by a schema only/);
    const broken = testModelRequest({
      messages: [
        ...testModelRequest().messages,
        {
          role: 'assistant',
          content: [],
          toolCalls: [{ id: 'c', name: 'f', arguments: '{' }],
          toolCallId: null,
        },
      ],
    });
    expect(() => toAnthropicBody(broken, null)).toThrow(/no JSON/);
    expect(() => toOllamaBody(broken)).toThrow(/no JSON/);
    expect(() => toAnthropicBody(testModelRequest({ messages: [] }), null)).toThrow(/no message/);
  });
});

describe('thinking', () => {
  it.each([
    ['none', { thinking: { type: 'disabled' } }],
    ['minimal', { thinking: { type: 'adaptive' }, output_config: { effort: 'low' } }],
    ['xhigh', { thinking: { type: 'adaptive' }, output_config: { effort: 'xhigh' } }],
  ])('at effort %s', (effort, expected) => {
    expect(toAnthropicBody(testModelRequest({ effort }), null)).toMatchObject(expected);
  });

  it('is left out in the middle of a tool loop, for which its signature is missing', () => {
    expect(toAnthropicBody({ ...request, effort: 'high' }, null)).not.toHaveProperty('thinking');
  });

  it('has degrees for gpt-oss alone on Ollama', () => {
    const think = (model: string, effort: string) =>
      toOllamaBody(testModelRequest({ model, effort }))['think'];
    expect([think('gpt-oss:20b', 'low'), think('qwen3', 'low'), think('qwen3', 'none')]).toEqual([
      'low',
      true,
      false,
    ]);
  });
});

it('reads any body into a request or refuses it with words, never otherwise', () => {
  const anything = fc.anything({ maxDepth: 3, withBigInt: false });
  const message = fc.record(
    {
      role: fc.constantFrom('user', 'assistant', 'tool', 'system', 'x'),
      content: fc.oneof(
        fc.string(),
        fc.constant(null),
        fc.array(
          fc
            .record({ type: fc.constantFrom('text', 'image_url', 'file') }, { requiredKeys: [] })
            .map((part) => ({ type: 'text', ...part })),
        ),
      ),
      tool_calls: anything,
    },
    { requiredKeys: ['role'] },
  );
  const body = fc.record(
    {
      model: fc.string(),
      messages: fc.array(message),
      tools: anything,
      tool_choice: anything,
      stop: anything,
      n: anything,
      response_format: anything,
      max_tokens: anything,
    },
    { requiredKeys: ['model', 'messages'] },
  );
  fc.assert(
    fc.property(body, (candidate) => {
      try {
        const read = readModelRequest(candidate as ChatBody, 'm');
        toOpenAiBody(read);
      } catch (error) {
        expect(error).toBeInstanceOf(ModelError);
        expect((error as ModelError).code).toBe('invalid-request');
      }
    }),
  );
});
