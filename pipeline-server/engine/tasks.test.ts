import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChatBody } from '../contracts/chat.ts';
import { TASKS, type Task } from '../contracts/context.ts';
import { collect } from '../test/collect.ts';
import { answerTask, recogniseTask } from './tasks.ts';

const HISTORY = `### Chat History:
<chat_history>
USER: Show me idle EC2 across all accounts
ASSISTANT: There are 12 idle instances.
They cost USD 900.
</chat_history>`;

function chat(content: string, more: Partial<ChatBody> = {}): ChatBody {
  return { model: 'xops', messages: [{ role: 'user', content }], stream: false, ...more };
}

async function answer(task: Task, prompt: string): Promise<string> {
  const parts = await collect(answerTask(task, chat(prompt).messages));
  return parts.map((part) => (part.type === 'text-delta' ? part.text : '')).join('');
}

async function answerJson(task: Task, prompt: string): Promise<unknown> {
  return JSON.parse(await answer(task, prompt));
}

describe('a background task is recognised', () => {
  it('by the header, by metadata and by a top-level key', () => {
    expect(recogniseTask(chat('hi'), 'tags_generation')).toBe('tags_generation');
    const metadata = { task: 'title_generation' };
    expect(recogniseTask(chat('hi', { metadata }), null)).toBe('title_generation');
    expect(recogniseTask(chat('hi', { task: 'query_generation' }), null)).toBe('query_generation');
  });

  it.each([
    ['### Task:\nGenerate a concise title summarizing the chat history.', 'title_generation'],
    [
      '### Task:\nGenerate a concise, 3-5 word title with an emoji summarizing it.',
      'title_generation',
    ],
    ['### Task:\nGenerate 1-3 broad tags categorizing the main themes', 'tags_generation'],
    [
      '### Task:\nGenerate a detailed prompt for am image generation task',
      'image_prompt_generation',
    ],
    [
      '### Task:\nPredict 3-5 useful messages this user might naturally send',
      'follow_up_generation',
    ],
    ['### Task:\nSuggest 3-5 relevant follow-up questions or prompts', 'follow_up_generation'],
    ['### Task:\nAnalyze the chat history to determine the necessity of', 'query_generation'],
    ['### Task:\nYou are an autocompletion system. Continue the text', 'autocomplete_generation'],
    ['### Task:\nSummarize the conversation history that will be compacted', 'context_compaction'],
    ["Your task is to reflect the speaker's likely facial expression", 'emoji_generation'],
    [
      'You have been provided with a set of responses from various models',
      'moa_response_generation',
    ],
  ])('by the wording of its prompt: %j', (prompt, task) => {
    expect(recogniseTask(chat(`${prompt}\n${HISTORY}`), null)).toBe(task);
  });

  it('also behind a system prompt, and in parts', () => {
    const content = [{ type: 'text', text: '### Task:\nGenerate a concise title summarizing it' }];
    const messages = [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content },
    ];
    expect(recogniseTask({ model: 'xops', messages }, null)).toBe('title_generation');
    const review = "You are Open WebUI's private memory reviewer. Return only valid JSON.";
    const reviewing = [
      { role: 'system', content: review },
      { role: 'user', content: 'Rules: …' },
    ];
    expect(recogniseTask({ model: 'xops', messages: reviewing }, null)).toBe('memory_review');
  });
});

describe('a question is not taken for a task', () => {
  it.each([
    '### Task:\nRespond to the user query using the provided context, incorporating inline citations',
    '### Task: rotate the certificates',
    'Generate a concise title summarizing the chat history.',
    'What does "### Task:\nGenerate a concise title summarizing" mean?',
  ])('%j', (question) => expect(recogniseTask(chat(question), null)).toBeNull());

  it('when the prompt of a task is quoted within a conversation', () => {
    const messages = [
      { role: 'user', content: 'hi' },
      { role: 'assistant', content: 'hello' },
      { role: 'user', content: '### Task:\nGenerate a concise title summarizing' },
    ];
    expect(recogniseTask({ model: 'xops', messages }, null)).toBeNull();
  });

  it.each([null, 5, {}, [], 'unknown_task', ''])('because of task %j', (task) => {
    expect(recogniseTask(chat('hi', { task, metadata: { task } }), null)).toBeNull();
    expect(recogniseTask(chat('hi', { metadata: task }), null)).toBeNull();
  });
});

describe('the answer to a task', () => {
  it('title: short, from the first question, without courtesies and emoji', async () => {
    expect(await answerJson('title_generation', HISTORY)).toEqual({
      title: 'Idle EC2 across all accounts',
    });
    const polite = HISTORY.replace(
      /USER: .*/,
      'USER: 🚀 **Please** could you list "stopped" instances, by account and by Region in Sydney?',
    );
    expect(await answerJson('title_generation', polite)).toEqual({
      title: 'Stopped instances, by account and by Region',
    });
  });

  it('title: empty without a question, so that Open WebUI takes the first message', async () => {
    expect(await answerJson('title_generation', 'no history')).toEqual({ title: '' });
  });

  it('tags: topics and services, or General', async () => {
    expect(await answerJson('tags_generation', HISTORY)).toEqual({ tags: ['Cost', 'EC2'] });
    expect(await answerJson('tags_generation', 'no history')).toEqual({ tags: ['General'] });
  });

  it('follow-ups: fit the topic, and do not repeat the question', async () => {
    expect(await answerJson('follow_up_generation', HISTORY)).toEqual({
      follow_ups: ['Show cost by account', 'Compare cost with the previous month'],
    });
    expect(await answerJson('follow_up_generation', 'no history')).toEqual({ follow_ups: [] });
  });

  it('merging: the answers as they are', async () => {
    expect(await answer('moa_response_generation', 'x\n\nResponses from models: """A"""')).toBe(
      '"""A"""',
    );
  });

  it.each([
    ['query_generation', { queries: [] }],
    ['autocomplete_generation', { text: '' }],
    ['image_prompt_generation', { prompt: 'Show me idle EC2 across all accounts' }],
    ['function_calling', { tool_calls: [] }],
    ['memory_review', { operations: [] }],
  ] as const)('%s: %j', async (task, expected) => {
    expect(await answerJson(task, HISTORY)).toEqual(expected);
  });

  it('compaction: empty, so that Open WebUI summarises by itself', async () => {
    expect(await answer('context_compaction', HISTORY)).toBe('');
  });

  it('never fails, whatever the history', async () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom('USER: ', 'ASSISTANT: x', '</chat_history>', '<chat_history>'),
    );
    const prompt = fc
      .array(line)
      .map((lines) => `<chat_history>\n${lines.join('\n')}\n</chat_history>`);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...TASKS), prompt, async (task, text) => {
        expect(typeof (await answer(task, text))).toBe('string');
      }),
    );
  });
});
