import { type Static, type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import { inject } from 'vitest';

const Models = Type.Object({
  data: Type.Array(Type.Object({ id: Type.String(), name: Type.String() })),
});
const Completion = Type.Object({
  choices: Type.Array(
    Type.Object({ message: Type.Object({ content: Type.String() }) }, { minItems: 1 }),
  ),
});
const Chunk = Type.Object({
  choices: Type.Optional(
    Type.Array(Type.Object({ delta: Type.Object({ content: Type.Optional(Type.String()) }) })),
  ),
});

/** What starting a chat answers. */
export const StartedChat = Type.Object({ chat_id: Type.String() });

/** A chat as Open WebUI keeps it: its messages by id. */
export const SavedChat = Type.Object({
  chat: Type.Object({
    history: Type.Object({
      messages: Type.Record(
        Type.String(),
        Type.Object({
          role: Type.String(),
          content: Type.String(),
          done: Type.Optional(Type.Boolean()),
          error: Type.Optional(Type.Unknown()),
          output: Type.Optional(Type.Unknown()),
        }),
      ),
    }),
  }),
});

/** One question, as an API caller of Open WebUI asks it. */
interface Question {
  readonly model: string;
  readonly text: string;
}

/** Open WebUI's HTTP API, as its admin. */
export interface OpenWebuiClient {
  request(pathname: string, init?: RequestInit): Promise<Response>;
  /** Ids and names as a user's model picker lists them; also makes Open WebUI ask our server again. */
  models(): Promise<{ id: string; name: string }[]>;
  /** The text of a whole answer. */
  ask(question: Question): Promise<string>;
  /** The raw lines of a streamed answer, after its end. */
  stream(question: Question): Promise<readonly string[]>;
  /** The JSON that a background task ("title", "tags", "follow_up") got as the model's text. */
  task(name: string, question: Question): Promise<unknown>;
}

/**
 * Reads a JSON answer.
 * @throws when the status is an error or the body has another shape.
 */
export async function readJson<Schema extends TSchema>(
  response: Response,
  schema: Schema,
): Promise<Static<Schema>> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.url}: ${response.status} ${text}`);
  const body: unknown = JSON.parse(text);
  return Value.Parse(schema, body);
}

/** The API as the admin who signed in when Open WebUI started. */
export function adminClient(): OpenWebuiClient {
  const url = inject('openWebuiUrl');
  const token = inject('adminToken');
  const request = (pathname: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${token}`);
    return fetch(`${url}${pathname}`, { ...init, headers });
  };
  const chat = (question: Question, stream: boolean) =>
    request('/api/chat/completions', post(chatBody(question, stream)));
  return {
    request,
    models: async () => (await readJson(await request('/api/models'), Models)).data,
    ask: async (question) => answerText(await readJson(await chat(question, false), Completion)),
    stream: async (question) => (await (await chat(question, true)).text()).split('\n'),
    task: async (name, question) => {
      const body = { ...chatBody(question, false), prompt: question.text };
      const answer = await request(`/api/v1/tasks/${name}/completions`, post(body));
      const json: unknown = JSON.parse(answerText(await readJson(answer, Completion)));
      return json;
    },
  };
}

/** The text of a streamed answer, put together from its lines. */
export function streamedText(streamed: readonly string[]): string {
  return streamed
    .filter((line) => line.startsWith('data: {'))
    .map((line) => Value.Parse(Chunk, JSON.parse(line.slice('data: '.length))))
    .map((chunk) => chunk.choices?.[0]?.delta.content ?? '')
    .join('');
}

/** A JSON POST. */
export function post(body: unknown): RequestInit {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
}

function chatBody(question: Question, stream: boolean): object {
  return {
    model: question.model,
    stream,
    messages: [{ role: 'user', content: question.text }],
  };
}

function answerText(completion: Static<typeof Completion>): string {
  return completion.choices[0]?.message.content ?? '';
}
