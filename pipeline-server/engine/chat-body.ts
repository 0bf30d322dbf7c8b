import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { ChatBody } from '../contracts/chat.ts';
import { InvalidBody, problemsOf } from './body-problems.ts';

const PART = Type.Object({ type: Type.String(), text: Type.Optional(Type.String()) });

const MESSAGE = Type.Object({
  role: Type.String(),
  content: Type.Optional(Type.Union([Type.String(), Type.Null(), Type.Array(PART)])),
});

const CHAT_BODY = Compile(
  Type.Object({
    model: Type.String(),
    messages: Type.Array(MESSAGE),
    stream: Type.Optional(Type.Boolean()),
  }),
);

/**
 * Reads the body of a chat completion request. Keys that are not ours are kept: tools, sampling parameters, `user` as
 * OpenAI's string or Open WebUI's object.
 * @throws {@link InvalidBody} when it is not one.
 */
export function parseChatBody(body: unknown): ChatBody {
  if (CHAT_BODY.Check(body)) return body;
  throw new InvalidBody(problemsOf(CHAT_BODY.Errors(body)));
}
