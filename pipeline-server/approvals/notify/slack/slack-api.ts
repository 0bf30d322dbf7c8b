import type { KnownBlock, View } from '@slack/web-api';

/** Where a message stands. */
export interface SlackPlace {
  readonly channel: string;
  /** Slack's id of the message. */
  readonly ts: string;
}

/** A message: blocks for people, text for notifications and screen readers. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}

/** What is asked of Slack. Each call rejects when Slack says no or does not answer. */
export interface SlackApi {
  post(channel: string, message: SlackMessage): Promise<SlackPlace>;
  update(place: SlackPlace, message: SlackMessage): Promise<void>;
  /** Below a message, for all who see it. */
  reply(place: SlackPlace, text: string): Promise<void>;
  /** For one member's eyes only. */
  whisper(to: { readonly channel: string; readonly user: string }, text: string): Promise<void>;
  openView(triggerId: string, view: View): Promise<void>;
  /** A member's mail address as Slack has confirmed it; null for bots, guests of other teams, and what is not confirmed. */
  confirmedEmail(user: string): Promise<string | null>;
}

/** What the client is made from. */
export interface SlackApiOptions {
  readonly botToken: string;
  /** `https://slack.com/api/` but in tests. */
  readonly apiUrl: string;
  readonly fetch: typeof globalThis.fetch;
}

/** Slack answers interactions that take longer with an error, and the outbox tries again what fails. */
const TIMEOUT_MS = 2500;

/** The calls by Slack's own client, which is imported on first use. */
export function createSlackApi(options: SlackApiOptions): SlackApi {
  let opened: ReturnType<typeof openClient> | null = null;
  const client = () => {
    opened ??= openClient(options);
    return opened;
  };
  return {
    async post(channel, { text, blocks }) {
      const sent = await (await client()).chat.postMessage({ channel, text, blocks: [...blocks] });
      if (sent.channel === undefined || sent.ts === undefined) {
        throw new Error('Slack took the message and did not say where it is.');
      }
      return { channel: sent.channel, ts: sent.ts };
    },
    async update({ channel, ts }, { text, blocks }) {
      await (await client()).chat.update({ channel, ts, text, blocks: [...blocks] });
    },
    async reply({ channel, ts }, text) {
      await (await client()).chat.postMessage({ channel, thread_ts: ts, text });
    },
    async whisper({ channel, user }, text) {
      await (await client()).chat.postEphemeral({ channel, user, text });
    },
    async openView(triggerId, view) {
      await (await client()).views.open({ trigger_id: triggerId, view });
    },
    async confirmedEmail(user) {
      const { user: member } = await (await client()).users.info({ user });
      if (member?.is_bot === true || member?.deleted === true || member?.is_stranger === true) {
        return null;
      }
      return member?.is_email_confirmed === true ? (member.profile?.email ?? null) : null;
    },
  };
}

async function openClient({ botToken, apiUrl, fetch }: SlackApiOptions) {
  const { LogLevel, WebClient } = await import('@slack/web-api');
  return new WebClient(botToken, {
    slackApiUrl: apiUrl,
    fetch,
    timeout: TIMEOUT_MS,
    logLevel: LogLevel.ERROR,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
  });
}
