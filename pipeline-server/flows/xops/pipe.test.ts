import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import type { Analyzers } from '../../contracts/analysis.ts';
import type { ChatEvent, ChatMessage, Part } from '../../contracts/chat.ts';
import type { ModelPort } from '../../contracts/models.ts';
import type { Chart } from '../../contracts/results.ts';
import { createFakeAnalyzers, fakeRecommendation, fakeResult } from '../../test/fake-analyzers.ts';
import {
  createFakeChats,
  createFakeReports,
  fakeDeps,
  fakeUnderstand,
  fakeUnderstanding,
} from '../../test/fake-ask.ts';
import { createFakeModels } from '../../test/fake-models.ts';
import { createXopsPipe, type XopsPipeDeps } from './pipe.ts';

const chart: Chart = {
  kind: 'bar',
  title: 'Saving by account',
  unit: 'USD/month',
  labels: ['a', 'b'],
  series: [{ name: 'Saving', values: [2, 1] }],
};

interface Chat {
  readonly valves?: Readonly<Record<string, unknown>>;
  readonly messages?: readonly ChatMessage[];
  readonly chatId?: string | null;
}

function createChat(models?: ModelPort, more: Partial<XopsPipeDeps> = {}) {
  const { log, clock } = fakeDeps();
  const result = fakeResult(23, { chart });
  const pipe = createXopsPipe({
    analyzers: createFakeAnalyzers({
      results: { 'cost.ec2.idle': result },
      recommendations: [fakeRecommendation(1)],
    }),
    chats: createFakeChats(),
    reports: createFakeReports(),
    clock,
    awsSource: { kind: 'sample', label: 'sample organisation' },
    understand: fakeUnderstand,
    ...(models === undefined ? {} : { models }),
    ...more,
  });
  return async (userMessage: string, chat: Chat = {}): Promise<readonly Part[]> => {
    const messages = chat.messages ?? [{ role: 'user', content: userMessage }];
    const input = { userMessage, modelId: 'xops', messages, body: { model: 'xops', messages } };
    const parts = await pipe.pipe(input, {
      valves: { ...Value.Create(pipe.valves), ...chat.valves },
      principal: {
        id: 'u1',
        email: null,
        name: null,
        roles: [],
        groups: [],
        proof: 'unsigned',
        scopes: ['chat'],
      },
      requestId: 'r1',
      chatId: chat.chatId ?? null,
      messageId: null,
      task: null,
      signal: new AbortController().signal,
      log,
      clock,
    });
    return await collect(parts);
  };
}

async function collect(parts: unknown): Promise<readonly Part[]> {
  const collected: Part[] = [];
  for await (const part of parts as AsyncIterable<Part>) collected.push(part);
  return collected;
}

type EventData = Readonly<Record<string, unknown>>;

/** The data of the events of a type; those that the pipe sends are all objects. */
function dataOf(parts: readonly Part[], type: ChatEvent['type']): readonly EventData[] {
  return parts
    .flatMap((part) => (part.type === 'event' && part.event.type === type ? part.event.data : []))
    .filter((data): data is EventData => typeof data === 'object' && !Array.isArray(data));
}

function textOf(parts: readonly Part[]): string {
  return parts.map((part) => (part.type === 'text-delta' ? part.text : '')).join('');
}

describe('the xops pipe', () => {
  it('has defaults for every valve', () => {
    const { log: _, ...deps } = fakeDeps();
    const { valves } = createXopsPipe(deps);
    const values = Value.Create(valves);
    expect(Value.Check(valves, values)).toBe(true);
    expect(Object.keys(values)).toHaveLength(12);
  });

  it('shows progress, citations, the answer, a chart, usage and the end, in this order', async () => {
    const parts = await createChat()('idle EC2');
    const kinds = parts.map((part) => (part.type === 'event' ? part.event.type : part.type));
    expect([...new Set(kinds)]).toEqual([
      'status',
      'source',
      'text-delta',
      'embeds',
      'usage',
      'finish',
    ]);
    const done = dataOf(parts, 'status').map((data) => data['done']);
    expect(done.at(-1)).toBe(true);
    expect(done.slice(0, -1).every((value) => value === false)).toBe(true);
  });

  it('shows the words of a model as they come, between our sentence and our table', async () => {
    const models = createFakeModels({ wording: ['Look here. ', 30, 'Then there.'] });
    const plain = textOf(await createChat()('idle EC2'));
    const parts = await createChat(models)('idle EC2');
    const words = '**In the words of fake-1 (vpc):** Look here. Then there.\n\n';
    const receipts = /- \*\*Receipt:.*\n/;
    expect(textOf(parts).replace(words, '').replace(receipts, '')).toBe(
      plain.replace(receipts, ''),
    );
    expect(textOf(parts).indexOf('invented data')).toBeLessThan(textOf(parts).indexOf(words));
    expect(parts).toContainEqual({ type: 'text-delta', text: ' Look here.' });
    expect(parts).toContainEqual({
      type: 'usage',
      usage: { prompt_tokens: 1200, completion_tokens: 34, total_tokens: 1234 },
    });
  });

  it.each([
    ['the valve off', true, { model_wording: false }],
    ['none configured', false, {}],
  ])('asks no model with %s', async (_, available, valves) => {
    const models = { ...createFakeModels({ wording: ['Look here.'] }), available };
    const text = textOf(await createChat(models)('idle EC2', { valves }));
    expect(text).toContain('; written without a model\n');
    expect(models.asked).toEqual([]);
  });

  it('cites an API call with what was asked and what came back', async () => {
    const events = dataOf(await createChat()('idle EC2'), 'source');
    expect(events).toHaveLength(1);
    const [event] = events;
    expect(event).toMatchObject({
      source: { name: 'cost-optimization-hub:ListRecommendations' },
      document: [expect.stringContaining('answered with 3 items')],
      metadata: [{ source: 'cost-optimization-hub:ListRecommendations', evidence: 'sha256:1' }],
    });
    expect(String(event?.['document'])).toContain('{"maxResults":1000}');
  });

  it('embeds a self-contained page', async () => {
    const [data] = dataOf(await createChat()('idle EC2'), 'embeds');
    expect(data?.['embeds']).toEqual([expect.stringMatching(/^<!doctype html>/)]);
  });

  it.each([
    ['top', { top: 3 }, 'Rows 1–3 of 23.'],
    ['currency_decimals', { currency_decimals: 0 }, '| USD 1,001 |'],
  ])('obeys the valve %s', async (_, valves, expected) => {
    expect(textOf(await createChat()('idle EC2', { valves }))).toContain(expected);
  });

  it.each([
    ['options', { options: 0 }, '### Options'],
    ['show_sources', { show_sources: false }, '**Sources:**'],
    ['show_receipt', { show_receipt: false }, '**Receipt:**'],
    ['show_understanding', { show_understanding: false }, '**Understood as:**'],
  ])('obeys the valve %s', async (_, valves, hidden) => {
    const chat = createChat();
    expect(textOf(await chat('idle EC2'))).toContain(hidden);
    expect(textOf(await chat('idle EC2', { valves }))).not.toContain(hidden);
  });

  it('sends no citation and no chart where the valves say so', async () => {
    const parts = await createChat()('idle EC2', {
      valves: { show_sources: false, show_chart: false },
    });
    expect(dataOf(parts, 'source')).toEqual([]);
    expect(dataOf(parts, 'embeds')).toEqual([]);
  });

  it('follows on from the messages when there is no chat id', async () => {
    const messages = [
      { role: 'user', content: 'idle EC2' },
      { role: 'assistant', content: '…' },
      { role: 'user', content: [{ type: 'text', text: 'more' }] },
    ];
    const parts = await createChat()('more', { messages });
    expect(textOf(parts)).toContain('Rows 11–20 of 23.');
  });

  it('follows on from its state when a client sends the last message only', async () => {
    const chat = createChat();
    await chat('idle EC2', { chatId: 'c1' });
    expect(textOf(await chat('more', { chatId: 'c1' }))).toContain('Rows 11–20 of 23.');
    expect(textOf(await chat('more', { chatId: 'c2' }))).toContain('no earlier answer');
  });
});

it('does not tell the requests for the list of accounts as the source of what waits', async () => {
  const fake = createFakeAnalyzers();
  const evidence = {
    id: 'sha256:2',
    api: 'organizations:ListAccounts',
    request: {},
    at: '2027-01-01T00:00:00Z',
    accountId: null,
    region: 'us-east-1',
    items: 3,
  };
  const organization: Analyzers['organization'] = async (context) => {
    context.report({ type: 'api', evidence, costUsd: 0 });
    return await fake.organization(context);
  };
  const understand = () => fakeUnderstanding({ kind: 'approvals', analyzers: [] });
  const chat = createChat(undefined, { analyzers: { ...fake, organization }, understand });
  const told = dataOf(await chat('what is waiting for me?'), 'status').at(-1)?.['description'];
  expect(told).toMatch(/^Answered in [\d.]+ s, after 1 request to AWS for the list of accounts$/);
});
