import { xopsError } from '../errors.ts';
import type { Answer } from './replay-exchange.ts';

/** One way in which we answer differently from the reference server, on purpose. */
export interface Deviation {
  readonly id: string;
  readonly reason: string;
  /** Names of recorded exchanges; those with `/v1` in front are meant as well. */
  readonly exchanges: readonly string[];
  /** Our answer, made from the reference server's. */
  readonly ours: (reference: Answer) => Answer;
}

type Fields = Readonly<Record<string, unknown>>;

/** Every deliberate deviation. Where several apply to an exchange, they apply in this order. */
export const DEVIATIONS: readonly Deviation[] = [
  {
    id: 'key-everywhere',
    reason:
      'Chats, filters and valves need the key too: without one anybody who reaches the port reads secrets and calls models.',
    exchanges: ['chat no auth', 'inlet no auth', 'update no auth'],
    ours: ({ body }) => refused(403, 'Not authenticated', isCompletion(body)),
  },
  {
    id: 'openai-error',
    reason:
      'Errors of chats carry the `error` object beside `detail`: clients of OpenAI show nothing else.',
    exchanges: ['chat unknown model', 'chat to a filter', 'chat no messages'],
    ours: (reference) => withOpenAiError(reference),
  },
  {
    id: 'input-not-repeated',
    reason:
      'A 422 does not repeat the input: it may be long or secret, and Open WebUI stores errors in the chat.',
    exchanges: ['chat no messages', 'inlet without body'],
    ours: (reference) => mapBody(reference, withoutInput),
  },
  {
    id: 'null-content',
    reason:
      'An assistant message that only calls tools has `content: null`; refusing it breaks every tool loop.',
    exchanges: ['chat null content'],
    ours: () => completion('str_pipe', 'you said: x'),
  },
  {
    id: 'no-events-in-text',
    reason:
      'Without streaming, events are left out; the reference server writes them into the text as Python code.',
    exchanges: ['chat event_pipe stream=False'],
    ours: () => completion('event_pipe', 'text'),
  },
  {
    id: 'proxied-lines-are-read',
    reason:
      'Without streaming, the `data:` lines of a proxied stream become the text that they carry.',
    exchanges: ['chat raw_pipe stream=False'],
    ours: () => completion('raw_pipe', 'raw'),
  },
  {
    id: 'one-identity-per-answer',
    reason:
      'All chunks of an answer carry one id, model and time, also those of a proxied stream, and `[DONE]` comes once, at the end.',
    exchanges: ['chat raw_pipe stream=True'],
    ours: (reference) =>
      mapBody(reference, (body) => {
        const [chunk, , ...rest]: readonly unknown[] = Array.isArray(body) ? body : [];
        const identity = { id: 'raw_pipe-UUID', created: 0, model: 'raw_pipe' };
        return [{ ...fieldsOf(chunk), ...identity }, ...rest];
      }),
  },
  {
    id: 'completion-as-stream',
    reason: 'A ready-made completion is streamed as deltas; the reference server streams nothing.',
    exchanges: ['chat dict_pipe stream=True'],
    ours: (reference) => ({ ...reference, body: stream('dict_pipe', 'from dict') }),
  },
  {
    id: 'role-in-first-delta',
    reason: "The first delta names the role, as OpenAI's does and strict clients require.",
    exchanges: [
      'chat str_pipe stream=True',
      'chat gen_pipe stream=True',
      'chat event_pipe stream=True',
      'chat raw_pipe stream=True',
      'chat mani.one stream=True',
      'chat mani.two.b stream=True',
    ],
    ours: (reference) => mapBody(reference, withRole),
  },
  {
    id: 'plain-unless-streaming',
    reason:
      "Without `stream` the answer is one JSON object, as OpenAI's API answers and its clients expect; the reference server streams.",
    exchanges: ['chat default stream'],
    ours: () => completion('str_pipe', 'you said: hello'),
  },
  {
    id: 'failure-has-status',
    reason:
      'A pipe that fails before its first word gives a status and a message; the reference server breaks the connection or answers plain text.',
    exchanges: ['chat boom_pipe stream=True', 'chat boom_pipe stream=False'],
    ours: () => withOpenAiError(catalogued('XOPS_PIPE_FAILED', { id: 'boom_pipe' })),
  },
  {
    id: 'filter-internals-hidden',
    reason:
      "A filter's exception stays in the log; what a user is to read is thrown as a Refusal, with its own status.",
    exchanges: ['inlet refuse_filter'],
    ours: () => catalogued('XOPS_FILTER_RESULT', { id: 'refuse_filter' }),
  },
  {
    id: 'valves-merge',
    reason:
      'A partial update keeps the other valves; the reference server resets them to their defaults.',
    exchanges: [
      'update partial',
      'after partial',
      'update numbers as strings',
      'after strings',
      'update unknown field',
      'models after upload',
      'models after delete',
    ],
    ours: (reference) => mapBody(reference, mergedValves),
  },
  {
    id: 'valves-invalid-422',
    reason:
      'A bad valve is the caller’s mistake: 422 with the valve and the value, not 500 with a traceback.',
    exchanges: ['update invalid'],
    ours: () =>
      catalogued('XOPS_VALVES_INVALID', {
        id: 'tag_filter',
        problems: '"limit" must be a whole number, not "many"',
      }),
  },
  {
    id: 'one-sentence-422',
    reason:
      'Valves that are no object are refused with one sentence: Open WebUI shows `detail` as text.',
    exchanges: ['update not an object'],
    ours: () => catalogued('XOPS_BODY_INVALID', { reason: 'body must be object' }),
  },
  {
    id: 'code-upload-disabled',
    reason:
      'Upload, add and delete run code on the server; they are off unless an admin switches them on.',
    exchanges: [
      'add non python',
      'add unreachable',
      'delete unknown',
      'upload python',
      'upload text',
      'delete uploaded',
    ],
    ours: ({ mediaType }) => ({
      ...catalogued('XOPS_CODE_UPLOAD_DISABLED', {}),
      mediaType: mediaType === null ? null : 'application/json',
    }),
  },
  {
    id: 'nothing-uploaded',
    reason: 'The upload before it was refused.',
    exchanges: ['models after upload'],
    ours: (reference) => mapBody(reference, withoutUploaded),
  },
];

function mapBody(answer: Answer, change: (body: unknown) => unknown): Answer {
  return { ...answer, body: change(answer.body) };
}

function catalogued(...error: Parameters<typeof xopsError>): Answer {
  const { status, message } = xopsError(...error);
  return { status, mediaType: 'application/json', body: { detail: message } };
}

const OPEN_AI_CODES: Readonly<Record<number, string>> = {
  403: 'XOPS_NOT_AUTHENTICATED',
  404: 'XOPS_PIPELINE_NOT_FOUND',
  422: 'XOPS_BODY_INVALID',
  500: 'XOPS_PIPE_FAILED',
};

function withOpenAiError(answer: Answer): Answer {
  return mapBody(answer, (body) => {
    const { detail } = fieldsOf(body);
    const message = typeof detail === 'string' ? detail : 'body.messages: Field required';
    const type = answer.status < 500 ? 'invalid_request_error' : 'server_error';
    return { detail, error: { message, type, param: null, code: OPEN_AI_CODES[answer.status] } };
  });
}

function refused(status: number, detail: string, isChat: boolean): Answer {
  const answer = { status, mediaType: 'application/json', body: { detail } };
  return isChat ? withOpenAiError(answer) : answer;
}

function isCompletion(body: unknown): boolean {
  return fieldsOf(body)['object'] === 'chat.completion';
}

function withoutInput(body: unknown): unknown {
  const { detail, ...rest } = fieldsOf(body);
  const problems: readonly unknown[] = Array.isArray(detail) ? detail : [];
  const shorter = problems.map((problem) => {
    const { input: _input, ...kept } = fieldsOf(problem);
    return kept;
  });
  return { detail: shorter, ...rest };
}

function choice(key: 'message' | 'delta', value: Fields, reason: string | null): Fields {
  return { index: 0, [key]: value, logprobs: null, finish_reason: reason };
}

function completion(model: string, content: string): Answer {
  const message = { role: 'assistant', content };
  return {
    status: 200,
    mediaType: 'application/json',
    body: {
      id: `${model}-UUID`,
      object: 'chat.completion',
      created: 0,
      model,
      choices: [choice('message', message, 'stop')],
    },
  };
}

/** The ready-made completion of the dict pipe has no `logprobs`, so its delta has none either. */
function stream(model: string, content: string): readonly unknown[] {
  const chunk = { id: `${model}-UUID`, object: 'chat.completion.chunk', created: 0, model };
  const delta = { role: 'assistant', content };
  return [
    { ...chunk, choices: [{ index: 0, delta, finish_reason: null }] },
    { ...chunk, choices: [choice('delta', {}, 'stop')] },
    '[DONE]',
  ];
}

function withRole(body: unknown): unknown {
  const payloads: readonly unknown[] = Array.isArray(body) ? body : [];
  const first = payloads.findIndex((payload) => 'choices' in fieldsOf(payload));
  return payloads.map((payload, index) => {
    if (index !== first) return payload;
    const { choices, ...rest } = fieldsOf(payload);
    const [only]: readonly unknown[] = Array.isArray(choices) ? choices : [];
    const { delta, ...others } = fieldsOf(only);
    return { ...rest, choices: [{ ...others, delta: { role: 'assistant', ...fieldsOf(delta) } }] };
  });
}

/** What the updates of the record leave behind when each is merged into the one before. */
function mergedValves(body: unknown): unknown {
  const { data, priority } = fieldsOf(body);
  if (Array.isArray(data)) return { ...fieldsOf(body), data: data.map(withMergedPriority) };
  const afterNumbers = priority === 2 || fieldsOf(body)['tag'] === '[t]';
  const common = { pipelines: ['*'], tag: '[y]', on: false };
  return afterNumbers
    ? { ...common, priority: 2, limit: 7, ratio: 0.25 }
    : { ...common, priority: 1, limit: 3, ratio: 0.1 };
}

function withMergedPriority(entry: unknown): unknown {
  const fields = fieldsOf(entry);
  if (fields['id'] !== 'tag_filter') return entry;
  return { ...fields, pipeline: { ...fieldsOf(fields['pipeline']), priority: 2 } };
}

function withoutUploaded(body: unknown): unknown {
  const { data, ...rest } = fieldsOf(body);
  const entries: readonly unknown[] = Array.isArray(data) ? data : [];
  return { ...rest, data: entries.filter((entry) => fieldsOf(entry)['id'] !== 'up_pipe') };
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
