import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Type } from 'typebox';
import { post, readJson } from '../harness/open-webui-client.ts';

/** Somebody who is signed in at Open WebUI. */
export interface WebuiUser {
  request(pathname: string, init?: RequestInit): Promise<Response>;
  /** Ids of the models that this person sees. */
  models(): Promise<readonly string[]>;
  /** Begins a chat. */
  chat(model: string, options?: ChatOptions): WebuiChat;
}

interface ChatOptions {
  readonly toolIds?: readonly string[];
  /** Ids of uploaded files that the chat is about. */
  readonly fileIds?: readonly string[];
}

/** A chat as the page holds it: kept by Open WebUI, answered in the background. */
interface WebuiChat {
  /** Sends a message and waits for the whole answer. @throws when Open WebUI shows an error. */
  say(text: string): Promise<string>;
}

const Token = Type.Object({ token: Type.String() });
const Models = Type.Object({ data: Type.Array(Type.Object({ id: Type.String() })) });
const Started = Type.Object({ chat_id: Type.String() });
const Message = Type.Object({
  id: Type.String(),
  role: Type.String(),
  content: Type.String(),
  done: Type.Optional(Type.Boolean()),
  error: Type.Optional(Type.Unknown()),
});
const Chat = Type.Object({
  chat: Type.Object({
    history: Type.Object({ messages: Type.Record(Type.String(), Message) }),
  }),
});

const ANSWER_TIMEOUT_MS = 120_000;

/** Signs somebody in. */
export async function signIn(
  url: string,
  person: { readonly email: string; readonly password: string },
): Promise<WebuiUser> {
  const { token } = await readJson(await fetch(`${url}/api/v1/auths/signin`, post(person)), Token);
  const request = (pathname: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${token}`);
    return fetch(`${url}${pathname}`, { ...init, headers });
  };
  return {
    request,
    async models() {
      const { data } = await readJson(await request('/api/models'), Models);
      return data.map(({ id }) => id);
    },
    chat: (model, options = {}) => createChat(request, model, options),
  };
}

function createChat(
  request: WebuiUser['request'],
  model: string,
  { toolIds = [], fileIds = [] }: ChatOptions,
): WebuiChat {
  const said: { role: string; content: string }[] = [];
  let chatId: string | null = null;
  let parentId: string | null = null;
  return {
    async say(text) {
      said.push({ role: 'user', content: text });
      const user = { id: randomUUID(), parentId, role: 'user', content: text, models: [model] };
      const answerId = randomUUID();
      const body = {
        model,
        stream: true,
        id: answerId,
        parent_id: parentId,
        user_message: user,
        ...(chatId === null ? {} : { chat_id: chatId }),
        ...(toolIds.length === 0 ? {} : { tool_ids: toolIds }),
        ...(fileIds.length === 0 ? {} : { files: fileIds.map((file) => fileOf(file)) }),
        params: { function_calling: toolIds.length === 0 ? 'default' : 'native' },
        session_id: randomUUID(),
        messages: [...said],
      };
      const started = await request('/api/chat/completions', post(body));
      chatId = (await readJson(started, Started)).chat_id;
      const { id, content } = await wholeAnswer(request, chatId, said.length);
      parentId = id;
      said.push({ role: 'assistant', content });
      return content;
    },
  };
}

/** As the page sends it. */
function fileOf(id: string) {
  return { type: 'file', id, name: 'notes.txt', status: 'processed' };
}

async function wholeAnswer(
  request: WebuiUser['request'],
  chatId: string,
  turns: number,
): Promise<{ readonly id: string; readonly content: string }> {
  const deadline = Date.now() + ANSWER_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const { chat } = await readJson(await request(`/api/v1/chats/${chatId}`), Chat);
    const answers = Object.values(chat.history.messages).filter(({ role }) => role === 'assistant');
    const last = answers[(turns - 1) / 2];
    if (last?.error !== undefined && last.error !== null)
      throw new Error(`the chat shows: ${JSON.stringify(last.error)}`);
    if (last?.done === true) return last;
    await sleep(300);
  }
  throw new Error(`no whole answer after ${ANSWER_TIMEOUT_MS} ms`);
}
