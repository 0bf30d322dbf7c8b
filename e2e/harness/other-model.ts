import { Type } from 'typebox';
import { expect, vi } from 'vitest';
import {
  type FakeAnswer,
  openAiStream,
} from '../../pipeline-server/test/fake-upstreams/answers.ts';
import {
  json,
  startFakeUpstream,
} from '../../pipeline-server/test/fake-upstreams/fake-upstream.ts';
import { type OpenWebuiClient, post, readJson } from './open-webui-client.ts';

const Connections = Type.Object({
  ENABLE_OPENAI_API: Type.Union([Type.Boolean(), Type.Null()]),
  OPENAI_API_BASE_URLS: Type.Array(Type.String()),
  OPENAI_API_KEYS: Type.Array(Type.String()),
  OPENAI_API_CONFIGS: Type.Record(Type.String(), Type.Unknown()),
});

/** Adds a connection of Open WebUI beside ours. What it returns sets them back as they were. */
export async function addConnection(webui: OpenWebuiClient, url: string) {
  const known = await readJson(await webui.request('/openai/config'), Connections);
  const { OPENAI_API_BASE_URLS: urls, OPENAI_API_KEYS: keys, OPENAI_API_CONFIGS: configs } = known;
  const update = (changed: object) =>
    webui.request('/openai/config/update', post({ ...known, ...changed }));
  const changed = await update({
    OPENAI_API_BASE_URLS: [...urls, `${url}/v1`],
    OPENAI_API_KEYS: [...keys, 'sk-direct'],
    OPENAI_API_CONFIGS: { ...configs, [urls.length]: { enable: true } },
  });
  expect(changed.status).toBe(200);
  return () => update({});
}

/** Open WebUI asks for the models of a connection again with each look. */
export async function untilListed(webui: OpenWebuiClient, model: string): Promise<void> {
  await vi.waitFor(
    async () => expect((await webui.models()).map(({ id }) => id)).toContain(model),
    { timeout: 90_000, interval: 1000 },
  );
}

/** What a model is given of a chat. */
export interface ChatOfModel {
  /** The last message: of the user, or what a tool said. */
  readonly last: { readonly role: string; readonly content: string };
  /** The last question of the user. */
  readonly question: string;
  /** Names of the tools that it may call. */
  readonly tools: readonly string[];
}

/** A model that somebody else serves, and that Open WebUI has with tools under the name `${name} with tools`. */
export interface OtherModel {
  /** What it is given from then on. */
  readonly chats: readonly ChatOfModel[];
  close(): Promise<void>;
}

/** How {@link startOtherModel} makes one. */
export interface OtherModelOptions {
  readonly name: string;
  /** Ids of the tools that its preset has switched on. */
  readonly toolIds: readonly string[];
  readonly answer: (chat: ChatOfModel) => FakeAnswer;
}

/** Starts a model that speaks OpenAI's protocol, as a connection of Open WebUI, with a preset that gives it tools. */
export async function startOtherModel(
  webui: OpenWebuiClient,
  { name, toolIds, answer }: OtherModelOptions,
): Promise<OtherModel> {
  const chats: ChatOfModel[] = [];
  const upstream = await startFakeUpstream((request) => {
    if (request.path === '/v1/models') {
      return json({ object: 'list', data: [{ id: name, object: 'model', owned_by: 'other' }] });
    }
    const chat = chatOf(request.json);
    chats.push(chat);
    return openAiStream(answer(chat));
  });
  const disconnect = await addConnection(webui, upstream.url);
  await untilListed(webui, name);
  const preset = {
    id: `${name}-with-tools`,
    name: `${name} with tools`,
    base_model_id: name,
    meta: { description: null, toolIds },
    params: { function_calling: 'native' },
    access_grants: [],
  };
  const created = await webui.request('/api/v1/models/create', post(preset));
  expect(created.status, await created.text()).toBe(200);
  await untilListed(webui, preset.id);
  return {
    chats,
    async close() {
      await webui.request('/api/v1/models/model/delete', post({ id: preset.id }));
      await disconnect();
      await upstream.close();
    },
  };
}

interface Message {
  readonly role: string;
  readonly content: unknown;
}

function chatOf(body: Readonly<Record<string, unknown>>): ChatOfModel {
  const { messages, tools = [] } = body as {
    messages: readonly Message[];
    tools?: readonly { readonly function: { readonly name: string } }[];
  };
  const textOf = (message?: Message) => ({
    role: message?.role ?? '',
    content:
      typeof message?.content === 'string' ? message.content : JSON.stringify(message?.content),
  });
  return {
    last: textOf(messages.at(-1)),
    question: textOf(messages.findLast(({ role }) => role === 'user')).content,
    tools: tools.map((tool) => tool.function.name),
  };
}
