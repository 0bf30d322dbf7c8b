import { createChatNotifier, type SendToMessage } from './approvals/notify/chat/chat-notifier.ts';
import {
  answerInteraction,
  type SlackPeople,
} from './approvals/notify/slack/answer-interaction.ts';
import type { SlackLayout } from './approvals/notify/slack/approval-message.ts';
import { readInteraction, type SlackInteraction } from './approvals/notify/slack/interaction.ts';
import { SLACK_WINDOW_SECONDS, slackFault } from './approvals/notify/slack/signature.ts';
import { createSlackApi, type SlackApi } from './approvals/notify/slack/slack-api.ts';
import { createSlackNotifier } from './approvals/notify/slack/slack-notifier.ts';
import { createSnsReceiver } from './approvals/notify/sns/receive-sns.ts';
import {
  certificateHost,
  type ReadCertificate,
  SnsRefused,
} from './approvals/notify/sns/signature.ts';
import { createSnsNotifier } from './approvals/notify/sns/sns-notifier.ts';
import { createTopicClient } from './approvals/notify/sns/topic-client.ts';
import { topicNotice } from './approvals/notify/sns/topic-notice.ts';
import type { Config } from './config.ts';
import type { ApprovalDetails, Approvals } from './contracts/approvals.ts';
import type { Clock, Logger } from './contracts/context.ts';
import type { MessagePlaces, Notifier, ReplayMemory } from './contracts/notifications.ts';
import { type EgressRule, targetOf } from './gateway/egress/allow-list.ts';
import { createEgressClient, type EgressClient } from './gateway/egress/egress-client.ts';
import type { SlackDoor } from './routes/slack.ts';
import type { SnsDoor } from './routes/sns.ts';

/** How people are told, and how they answer from where they were told. */
export interface NotifyServices {
  readonly notifiers: readonly Notifier[];
  /** Null where interactions are not set up. */
  slackDoor(approvals: Pick<Approvals, 'decide' | 'read'>, people: SlackPeople): SlackDoor | null;
  /** Null where no topic is listened to. */
  readonly snsDoor: SnsDoor | null;
  close(): Promise<void>;
}

/** What it is composed of. */
export interface NotifyFoundation {
  readonly config: Pick<Config, 'notify' | 'egress' | 'openWebui'>;
  /** Address of the page of a request. */
  readonly pageUrl: (id: string) => string;
  readonly places: MessagePlaces;
  readonly replays: ReplayMemory;
  /** The endpoint of the sample organisation while it is the source. */
  readonly snsSource: Parameters<typeof createTopicClient>[0];
  readonly clock: Clock;
  readonly log: Logger;
  /** Draws a request as a card for its chat. */
  readonly drawCard: (details: ApprovalDetails) => Promise<string>;
  /** Instead of reading certificates from SNS. */
  readonly readCertificate?: ReadCertificate;
}

const TIMES = { connectMs: 3000, firstByteMs: 3000, idleMs: 3000 };

/** Sets up what the settings name, over one egress client that reaches nothing else. */
export function composeNotify(foundation: NotifyFoundation): NotifyServices {
  const { config, places, pageUrl } = foundation;
  const { slack, sns } = config.notify;
  const egress = createEgressClient(rulesOf(foundation.config), TIMES);
  const api = slackApi(foundation, egress);
  const layout = layoutOf(foundation);
  const notifiers: Notifier[] = [];
  if (api !== null && slack.channel !== null) {
    notifiers.push(createSlackNotifier({ api, channel: slack.channel, layout, places }));
  }
  if (sns.topicArn !== null) {
    const topics = createTopicClient(foundation.snsSource);
    notifiers.push(createSnsNotifier(topics.publishTo(sns.topicArn), pageUrl));
  }
  const chat = chatSender(foundation, egress);
  if (chat !== null) {
    notifiers.push(createChatNotifier({ send: chat, drawCard: foundation.drawCard }));
  }
  return {
    notifiers,
    slackDoor: (approvals, people) =>
      api === null ? null : openSlackDoor(foundation, { api, approvals, people, layout }),
    snsDoor: openSnsDoor(foundation, { api, egress }),
    close: () => egress.close(),
  };
}

function slackApi({ config }: NotifyFoundation, { fetch }: EgressClient): SlackApi | null {
  const { botToken, apiUrl } = config.notify.slack;
  return botToken === null ? null : createSlackApi({ botToken, apiUrl, fetch });
}

function layoutOf({ config, pageUrl }: NotifyFoundation): SlackLayout {
  const { signingSecret, teamId, appId, linkOnlyFrom, nameResources } = config.notify.slack;
  const interactive = signingSecret !== null && teamId !== null && appId !== null;
  return { pageUrl, interactive, linkOnlyFrom, nameResources };
}

/** The ids of the notifiers that the settings set up. */
export function notifierIds({ notify, openWebui }: NotifyFoundation['config']): readonly string[] {
  const { slack, sns } = notify;
  return [
    ...(slack.botToken !== null && slack.channel !== null ? ['slack'] : []),
    ...(sns.topicArn === null ? [] : ['sns']),
    ...(openWebui.url !== null && openWebui.apiKey !== null ? ['chat'] : []),
  ];
}

/** Sends events to messages of Open WebUI with the key of an admin; null where none is set. */
function chatSender({ config }: NotifyFoundation, { fetch }: EgressClient): SendToMessage | null {
  const { url, apiKey } = config.openWebui;
  if (url === null || apiKey === null) return null;
  return async ({ chatId, messageId }, event, signal) => {
    const place = `/api/v1/chats/${encodeURIComponent(chatId)}/messages/${encodeURIComponent(messageId)}/event`;
    const answer = await fetch(new URL(place, url), {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(event),
      signal,
    });
    // It answers 200 with `false` when it could not deliver.
    return answer.status === 200 && (await answer.text()) === 'true';
  };
}

/** Slack, Open WebUI, and the certificates of SNS in the Regions of the topics. */
function rulesOf({ notify, egress, openWebui }: NotifyFoundation['config']): readonly EgressRule[] {
  const addresses = egress.airGapped ? 'loopback' : 'any';
  const hosts = notify.sns.inboundTopicArns.map((arn) => `https://${certificateHost(arn)}`);
  const slack = notify.slack.botToken === null ? [] : [notify.slack.apiUrl];
  const urls = [...slack, ...(openWebui.url === null ? [] : [openWebui.url]), ...hosts];
  return [...new Set(urls)].map((url) => ({
    ...targetOf(new URL(url)),
    addresses,
    routes: ['notify'],
  }));
}

interface SlackParts {
  readonly api: SlackApi;
  readonly approvals: Pick<Approvals, 'decide' | 'read'>;
  readonly people: SlackPeople;
  readonly layout: SlackLayout;
}

function openSlackDoor(foundation: NotifyFoundation, parts: SlackParts): SlackDoor | null {
  const { log } = foundation;
  const { signingSecret, teamId, appId } = foundation.config.notify.slack;
  if (signingSecret === null || teamId === null || appId === null) return null;
  return {
    fault: (request) => faultOf(request, { ...foundation, signingSecret }),
    async answer(payload) {
      const interaction = readInteraction(payload);
      if (interaction === 'ignore') return null;
      assertOurs(interaction, { teamId, appId });
      return await answerInteraction(interaction, { ...parts, log });
    },
  };
}

/** A signature is good once: a copy of the request is refused while its timestamp would still be taken. */
async function faultOf(
  request: Parameters<SlackDoor['fault']>[0],
  { replays, clock, signingSecret }: NotifyFoundation & { readonly signingSecret: string },
): Promise<string | null> {
  const now = clock.now();
  const fault = slackFault(request, signingSecret, now);
  if (fault !== null) return fault;
  const until = new Date(now.getTime() + 2 * SLACK_WINDOW_SECONDS * 1000).toISOString();
  const isNew = await replays.remember(`slack ${request.signature ?? ''}`, until);
  return isNew ? null : 'it was taken before';
}

function assertOurs(
  { team, app }: SlackInteraction,
  { teamId, appId }: { readonly teamId: string; readonly appId: string },
): void {
  if (team !== teamId || app !== appId) {
    throw new SyntaxError('it comes from another workspace or app');
  }
}

function openSnsDoor(
  foundation: NotifyFoundation,
  { api, egress }: { readonly api: SlackApi | null; readonly egress: EgressClient },
): SnsDoor | null {
  const { config, replays, clock, log } = foundation;
  const { slack, sns } = config.notify;
  if (sns.inboundTopicArns.length === 0) return null;
  const topics = createTopicClient(foundation.snsSource);
  const receive = createSnsReceiver({
    topics: sns.inboundTopicArns,
    readCertificate: foundation.readCertificate ?? readBy(egress),
    confirm: (topicArn, token) => topics.confirm(topicArn, token),
    replays,
    clock,
    log,
    onNotification: async (message) => {
      if (api !== null && slack.channel !== null)
        await api.post(slack.channel, topicNotice(message));
      else
        log.warn(
          { topic: message.TopicArn },
          'a message of a topic has nowhere to go: set up Slack',
        );
    },
  });
  return { take: (body) => takeOrRefuse(receive, body) };
}

async function takeOrRefuse(
  receive: (body: string) => Promise<string>,
  body: string,
): ReturnType<SnsDoor['take']> {
  try {
    return { outcome: await receive(body) };
  } catch (error) {
    if (error instanceof SnsRefused || error instanceof SyntaxError)
      return { refused: error.message };
    throw error;
  }
}

const LARGEST_CERTIFICATE = 65_536;

function readBy({ fetch }: EgressClient): ReadCertificate {
  const known = new Map<string, string>();
  return async (url) => {
    const kept = known.get(url.href);
    if (kept !== undefined) return kept;
    const answer = await fetch(url);
    const text = answer.status === 200 ? await answer.text() : '';
    if (text === '' || text.length > LARGEST_CERTIFICATE) {
      throw new SnsRefused('its certificate could not be read');
    }
    known.set(url.href, text);
    return text;
  };
}
