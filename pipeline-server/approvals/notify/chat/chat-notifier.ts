import { statusWords } from '../../../contracts/approval-words.ts';
import type { ApprovalDetails } from '../../../contracts/approvals.ts';
import type { Notification, Notifier } from '../../../contracts/notifications.ts';

/** Sends an event to a message of Open WebUI; false when it did not take it. */
export type SendToMessage = (
  message: { readonly chatId: string; readonly messageId: string },
  event: { readonly type: string; readonly data: Readonly<Record<string, unknown>> },
  signal: AbortSignal,
) => Promise<boolean>;

/** What the notifier is made from. */
export interface ChatNotifierOptions {
  readonly send: SendToMessage;
  readonly drawCard: (details: ApprovalDetails) => Promise<string>;
}

/**
 * Brings the answer up to date in which a request was made: a status line, and the card in the place of the one before. It
 * works long after the answer has ended (Open WebUI 0.12, `POST /api/v1/chats/{id}/messages/{id}/event`).
 */
export function createChatNotifier({ send, drawCard }: ChatNotifierOptions): Notifier {
  return {
    id: 'chat',
    async send({ kind, details }: Notification, signal) {
      const { chatId, messageId, door } = details.request.origin;
      if (chatId === null || messageId === null) return;
      // Our own answer shows the card of a new request by itself; a model that called a tool has no card to show.
      if (kind === 'approval.requested' && door === 'chat') return;
      const message = { chatId, messageId };
      const embeds = [await drawCard(details)];
      const isTaken =
        (await send(message, { type: 'status', data: statusOf(details) }, signal)) &&
        (await send(message, { type: 'embeds', data: { embeds, replace: true } }, signal));
      if (!isTaken) throw new Error('Open WebUI did not take the news of a request.');
    },
  };
}

function statusOf({ request }: ApprovalDetails): Readonly<Record<string, unknown>> {
  const { status, plan } = request;
  const isRunning = status === 'EXECUTING' || status === 'ROLLING_BACK' || status === 'PENDING';
  return { description: `${statusWords(status)}: ${plan.title}`, done: !isRunning };
}
