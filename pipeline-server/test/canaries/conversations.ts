import fc from 'fast-check';
import type { ChatBody, ChatMessage } from '../../contracts/chat.ts';
import { type SensitiveValue, sensitiveValue } from './sensitive-values.ts';
import { WAYS_OF_WRITING, write } from './written-values.ts';

/** One value, where it stands in a turn, and how it is written. */
interface HiddenValue {
  readonly value: SensitiveValue;
  readonly way: string;
  readonly place: (typeof PLACES)[number];
}

/** What a person, a preset, a tool or a document adds to a chat in one turn. */
export interface Turn {
  readonly hidden: readonly HiddenValue[];
  /** Whether the client sends the history, or only this turn. */
  readonly withHistory: boolean;
  readonly stream: boolean;
  /** Stops reading after that many pieces of the answer, as a person does who has seen enough. */
  readonly stopAfter: number | null;
}

const PLACES = [
  'user',
  'system',
  'part',
  'document',
  'tool-result',
  'tool-arguments',
  'tool-definition',
  'enum',
  'unknown-field',
  'user-field',
  'answer',
] as const;

const hiddenValue: fc.Arbitrary<HiddenValue> = fc.record({
  value: sensitiveValue,
  way: fc.constantFrom(...WAYS_OF_WRITING),
  place: fc.constantFrom(...PLACES),
});

/** One turn of a chat. */
export const turn: fc.Arbitrary<Turn> = fc.record({
  hidden: fc.array(hiddenValue, { maxLength: 3 }),
  withHistory: fc.boolean(),
  stream: fc.boolean(),
  stopAfter: fc.option(fc.integer({ min: 0, max: 3 }), { freq: 8 }),
});

/** The body of a turn as a client would send it. */
export function bodyOf(turnOf: Turn, history: readonly ChatMessage[]): ChatBody {
  const at = (place: HiddenValue['place']) =>
    turnOf.hidden.filter((each) => each.place === place).map(({ value, way }) => write(value, way));
  const user = [...at('user'), 'What does this mean?'].join('\n');
  const parts = at('part').map((text) => ({ type: 'text', text }));
  const system = [...at('system'), ...at('document').map(asDocument)].join('\n');
  return {
    model: 'chosen',
    stream: turnOf.stream,
    messages: [
      ...(system === '' ? [] : [{ role: 'system', content: system }]),
      ...(turnOf.withHistory ? history : []),
      ...at('answer').map((content) => ({ role: 'assistant', content })),
      ...toolMessages(at('tool-arguments'), at('tool-result')),
      {
        role: 'user',
        content: parts.length === 0 ? user : [{ type: 'text', text: user }, ...parts],
      },
    ],
    ...toolsOf(at('tool-definition'), at('enum')),
    ...fieldOf('notes', at('unknown-field')),
    ...fieldOf('user', at('user-field')),
  };
}

function asDocument(text: string): string {
  return `<source id="1" name="runbook.md">${text}</source>`;
}

function toolMessages(
  calls: readonly string[],
  results: readonly string[],
): readonly ChatMessage[] {
  if (calls.length + results.length === 0) return [];
  const called = { name: 'look_up', arguments: JSON.stringify({ query: calls }) };
  return [
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'call_1', type: 'function', function: called }],
    },
    { role: 'tool', tool_call_id: 'call_1', content: [...results, 'done'].join('\n') },
  ];
}

function toolsOf(descriptions: readonly string[], values: readonly string[]): object {
  if (descriptions.length + values.length === 0) return {};
  const query = { type: 'string', ...(values.length === 0 ? {} : { enum: values }) };
  const parameters = { type: 'object', properties: { query } };
  const description = ['Looks something up.', ...descriptions].join('\n');
  return { tools: [{ type: 'function', function: { name: 'look_up', description, parameters } }] };
}

function fieldOf(name: string, texts: readonly string[]): object {
  return texts.length === 0 ? {} : { [name]: texts.join('\n') };
}
