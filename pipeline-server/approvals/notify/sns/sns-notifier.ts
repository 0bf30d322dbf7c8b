import { costWords, reachWords, statusWords } from '../../../contracts/approval-words.ts';
import type { Notification, Notifier } from '../../../contracts/notifications.ts';
import { oneLine } from '../../../contracts/tool.ts';

/** One message to a topic. */
export interface SnsPublication {
  /** ASCII, at most 100 characters. */
  readonly subject: string;
  readonly message: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** For FIFO topics: what keeps order, and what is the same message. */
  readonly groupId: string;
  readonly deduplicationId: string;
}

/** Publishes to a topic. */
export type PublishToTopic = (publication: SnsPublication, signal: AbortSignal) => Promise<void>;

/** Tells a topic of every change: subscribers filter by the attributes `kind`, `status`, `risk` and `approvalId`. */
export function createSnsNotifier(
  publish: PublishToTopic,
  pageUrl: (id: string) => string,
): Notifier {
  return {
    id: 'sns',
    send: (notification, signal) => publish(publicationOf(notification, pageUrl), signal),
  };
}

function publicationOf(
  { id, kind, at, details }: Notification,
  pageUrl: (id: string) => string,
): SnsPublication {
  const { request } = details;
  const { plan, status } = request;
  const { risk } = plan;
  const approval = {
    id: request.id,
    status,
    risk,
    title: plan.title,
    requester: request.requester.id,
    planHash: request.hashes.artifact,
    quorum: request.routing.quorum,
    expiresAt: request.expiresAt,
    touches: reachWords(plan.blastRadius),
    monthlyBill: costWords(plan.monthlyCostChange),
    url: pageUrl(request.id),
  };
  return {
    subject: ascii(`${statusWords(status)}: ${plan.title}`),
    message: JSON.stringify({ version: 1, id, kind, at, approval }),
    attributes: { kind, status, risk, approvalId: request.id },
    groupId: request.id,
    deduplicationId: id,
  };
}

/** SNS refuses a subject with anything but printable ASCII (API reference, `Publish`). */
function ascii(text: string): string {
  return oneLine(text.replace(/[^\x20-\x7e]/g, '?'), 100).replace('…', '.');
}
