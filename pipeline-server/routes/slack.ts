import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { xopsError } from '../errors.ts';
import { bodyText, keepBodyAsText } from './signed-requests.ts';

/** What takes requests from Slack. */
export interface SlackDoor {
  /** Why a request is not Slack's or was seen before; null when it may be read. */
  fault(request: {
    readonly body: string;
    readonly timestamp: string | undefined;
    readonly signature: string | undefined;
  }): Promise<string | null>;
  /**
   * Does what the payload asks for.
   * @throws SyntaxError when it is none that our messages send.
   */
  answer(payload: unknown): Promise<Readonly<Record<string, unknown>> | null>;
}

/** `POST /slack/interactions`: buttons and dialogs of our messages, proved by Slack's signature over the whole request. */
export function slackRoutes(door: SlackDoor): FastifyPluginAsync {
  return async (app) => {
    keepBodyAsText(app);
    app.post(
      '/slack/interactions',
      { config: { scope: 'signed-request' } },
      async (request, reply) => {
        const body = bodyText(request.body);
        const timestamp = header(request, 'x-slack-request-timestamp');
        const signature = header(request, 'x-slack-signature');
        const reason = await door.fault({ body, timestamp, signature });
        if (reason !== null) throw xopsError('XOPS_SIGNATURE_INVALID', { sender: 'Slack', reason });
        const answer = await answerOrRefuse(door, body);
        return answer === null ? reply.code(200).send() : reply.send(answer);
      },
    );
  };
}

async function answerOrRefuse(door: SlackDoor, body: string) {
  try {
    return await door.answer(JSON.parse(new URLSearchParams(body).get('payload') ?? ''));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw xopsError('XOPS_BODY_INVALID', { reason: error.message });
  }
}

function header({ headers }: FastifyRequest, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}
