import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { ChatBody } from '../contracts/chat.ts';
import type { Principal } from '../contracts/principal.ts';
import { DATA_CLASSES, type DataClass } from '../contracts/sovereignty.ts';
import { xopsError } from '../errors.ts';

/** What is asked about: a text alone, or a chat. */
interface PolicyQuestionBody {
  readonly text?: string;
  readonly messages?: ChatBody['messages'];
  readonly model?: string;
  readonly purpose?: string;
  readonly principal: Principal;
}

/** An order to lower the class of a chat. */
export interface LowerClass {
  readonly chatId: string;
  readonly to: DataClass;
  readonly reason: string;
  readonly by: Principal;
}

/** What the routes of the policy need. */
export interface PolicyRouteOptions {
  /** Says what would come of a text; keeps nothing of it. */
  readonly explain: (question: PolicyQuestionBody) => Promise<object>;
  /** Lowers the class of a chat and writes it down; false when the chat is not known. */
  readonly lower: (order: LowerClass) => Promise<boolean>;
  /** The policy in force. */
  readonly show: () => object;
}

const STRICT = { additionalProperties: false } as const;

const MESSAGE = Type.Object(
  { role: Type.String() },
  { description: 'A message of a chat, as OpenAI has them.' },
);

const QUESTION = Type.Object(
  {
    text: Type.Optional(Type.String()),
    messages: Type.Optional(Type.Array(MESSAGE, { minItems: 1 })),
    model: Type.Optional(Type.String()),
    purpose: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  },
  STRICT,
);

const LOWER = Type.Object(
  { class: Type.Enum([...DATA_CLASSES]), reason: Type.String({ minLength: 10, maxLength: 500 }) },
  STRICT,
);

const CHAT = Type.Object({ chatId: Type.String({ minLength: 1, maxLength: 200 }) });

/** `POST /policy/explain`, `GET /policy` and `POST /policy/chats/{chatId}/class`. */
export function policyRoutes(options: PolicyRouteOptions): FastifyPluginAsyncTypebox {
  return async function policy(app) {
    const tools = { config: { scope: 'tools' as const } };
    const admin = { config: { scope: 'admin' as const } };
    app.post('/policy/explain', { ...tools, schema: { body: QUESTION } }, async (request, reply) =>
      reply.send(await options.explain(readQuestion(request.body, request))),
    );
    app.get('/policy', admin, (_request, reply) => reply.send(options.show()));
    app.post(
      '/policy/chats/:chatId/class',
      { ...admin, schema: { params: CHAT, body: LOWER } },
      async (request, reply) => {
        const { chatId } = request.params;
        const { class: to, reason } = request.body;
        const isKnown = await options.lower({ chatId, to, reason, by: request.principal });
        if (!isKnown) throw xopsError('XOPS_CHAT_UNKNOWN', { id: chatId });
        return reply.send({ chatId, class: to });
      },
    );
  };
}

/** @throws XOPS_BODY_INVALID unless exactly one of text and messages is there. */
function readQuestion(
  body: Omit<PolicyQuestionBody, 'principal'>,
  request: FastifyRequest,
): PolicyQuestionBody {
  if ((body.text === undefined) === (body.messages === undefined)) {
    throw xopsError('XOPS_BODY_INVALID', { reason: 'send either text or messages' });
  }
  return { ...body, principal: request.principal };
}
