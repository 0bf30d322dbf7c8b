import { statusWords } from '../../../contracts/approval-words.ts';
import type { ApprovalDetails } from '../../../contracts/approvals.ts';
import type {
  MessagePlaces,
  Notification,
  NotificationKind,
  Notifier,
} from '../../../contracts/notifications.ts';
import { approvalMessage, type SlackLayout } from './approval-message.ts';
import type { SlackApi, SlackPlace } from './slack-api.ts';

/** What the notifier is made from. */
export interface SlackNotifierOptions {
  readonly api: SlackApi;
  readonly channel: string;
  readonly layout: SlackLayout;
  readonly places: MessagePlaces;
}

const SLACK = 'slack';

/** What is said below the message, where a changed message alone would be overlooked. */
const REPLIES: Readonly<Partial<Record<NotificationKind, string>>> = {
  'approval.reminded': 'Still waiting for a decision.',
  'approval.escalated': '<!channel> This waits for a decision and is about to expire.',
};

/**
 * One message per request in a channel, brought up to date with every change. A message that was posted when the answer was
 * lost is posted again: twice is better than never.
 */
export function createSlackNotifier(options: SlackNotifierOptions): Notifier {
  const { api, channel, layout, places } = options;
  return {
    id: SLACK,
    async send({ kind, details }: Notification) {
      const message = approvalMessage(details, layout);
      const known = placeOf(await places.read(details.request.id, SLACK));
      if (known === null) {
        const place = await api.post(channel, message);
        return await places.write(details.request.id, SLACK, { ...place });
      }
      await api.update(known, message);
      const reply = REPLIES[kind] ?? endOf(kind, details);
      if (reply !== null) await api.reply(known, reply);
    },
  };
}

function endOf(kind: NotificationKind, { request }: ApprovalDetails): string | null {
  const isEnd = kind === 'execution.ended' || kind === 'approval.ended';
  return isEnd ? `${statusWords(request.status)}.` : null;
}

function placeOf(stored: unknown): SlackPlace | null {
  if (typeof stored !== 'object' || stored === null) return null;
  const channel: unknown = Reflect.get(stored, 'channel');
  const ts: unknown = Reflect.get(stored, 'ts');
  return typeof channel === 'string' && typeof ts === 'string' ? { channel, ts } : null;
}
