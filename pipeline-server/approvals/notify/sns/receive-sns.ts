import type { Clock, Logger } from '../../../contracts/context.ts';
import type { ReplayMemory } from '../../../contracts/notifications.ts';
import { readSnsMessage, type SnsMessage } from './message.ts';
import { type ReadCertificate, SnsRefused, verifySnsMessage } from './signature.ts';

/** What receiving needs. */
export interface SnsReceiverOptions {
  /** ARNs of the topics that are listened to. */
  readonly topics: readonly string[];
  readonly readCertificate: ReadCertificate;
  /** Confirms a subscription by AWS's API, never by the address in the message. */
  readonly confirm: (topicArn: string, token: string) => Promise<void>;
  /** What is done with a message that is ours to read. */
  readonly onNotification: (message: SnsMessage) => Promise<void>;
  readonly replays: ReplayMemory;
  readonly clock: Clock;
  readonly log: Logger;
}

/** What came of a message. */
export type SnsOutcome = 'confirmed' | 'taken' | 'seen-before' | 'noted';

/** As long as a message may be repeated: SNS's own policies end within a day. */
const REMEMBER_MS = 24 * 3_600_000;

/**
 * Takes a message that SNS posts: checked, each once, subscriptions confirmed for configured topics only.
 * @throws SnsRefused, or SyntaxError when it is no message at all.
 */
export function createSnsReceiver(options: SnsReceiverOptions) {
  const { topics, readCertificate, replays, clock, log } = options;

  async function takeOnce(message: SnsMessage, until: string): Promise<SnsOutcome> {
    const key = `sns ${message.MessageId}`;
    if (!(await replays.remember(key, until))) return 'seen-before';
    try {
      await options.onNotification(message);
      return 'taken';
    } catch (error) {
      // SNS tries again, and then it is not a repetition.
      await replays.forget(key);
      throw error;
    }
  }

  return async (body: string): Promise<SnsOutcome> => {
    const message = readSnsMessage(body);
    const now = clock.now();
    await verifySnsMessage(message, { topics, readCertificate, now });
    const until = new Date(now.getTime() + REMEMBER_MS).toISOString();
    switch (message.Type) {
      case 'SubscriptionConfirmation':
        await options.confirm(message.TopicArn, tokenOf(message));
        log.info({ topic: message.TopicArn }, 'the subscription to a topic was confirmed');
        return 'confirmed';
      case 'UnsubscribeConfirmation':
        log.warn({ topic: message.TopicArn }, 'the subscription to a topic was ended');
        return 'noted';
      case 'Notification':
        return await takeOnce(message, until);
    }
  };
}

function tokenOf({ Token }: SnsMessage): string {
  if (Token === undefined) throw new SnsRefused('it brings no token');
  return Token;
}
