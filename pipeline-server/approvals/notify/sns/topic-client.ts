import { topicParts } from './message.ts';
import type { PublishToTopic } from './sns-notifier.ts';

/** Where SNS is asked. */
export interface TopicClientOptions {
  /** Instead of AWS's own address. */
  readonly endpoint: string | null;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | null;
}

/** The two operations that may be sent; the client has no other caller. */
export interface TopicClient {
  publishTo(topicArn: string): PublishToTopic;
  confirm(topicArn: string, token: string): Promise<void>;
}

/** The SDK is imported, and a client made for a Region, on first use. */
export function createTopicClient(options: TopicClientOptions): TopicClient {
  const clients = new Map<string, ReturnType<typeof openClient>>();
  const clientFor = (topicArn: string) => {
    const { region } = topicParts(topicArn);
    const client = clients.get(region) ?? openClient(region, options);
    clients.set(region, client);
    return client;
  };
  return {
    publishTo: (topicArn) => async (publication, signal) => {
      const { client, sdk } = await clientFor(topicArn);
      const { subject, message, attributes, groupId, deduplicationId } = publication;
      const ordered = topicArn.endsWith('.fifo')
        ? { MessageGroupId: groupId, MessageDeduplicationId: deduplicationId }
        : {};
      const command = new sdk.PublishCommand({
        TopicArn: topicArn,
        Subject: subject,
        Message: message,
        MessageAttributes: attributesOf(attributes),
        ...ordered,
      });
      await client.send(command, { abortSignal: signal });
    },
    async confirm(topicArn, token) {
      const { client, sdk } = await clientFor(topicArn);
      const command = new sdk.ConfirmSubscriptionCommand({
        TopicArn: topicArn,
        Token: token,
        AuthenticateOnUnsubscribe: 'true',
      });
      await client.send(command);
    },
  };
}

function attributesOf(attributes: Readonly<Record<string, string>>) {
  const entries = Object.entries(attributes).map(
    ([name, value]) => [name, { DataType: 'String', StringValue: value }] as const,
  );
  return Object.fromEntries(entries);
}

async function openClient(region: string, { endpoint, credentials }: TopicClientOptions) {
  const sdk = await import('@aws-sdk/client-sns');
  const client = new sdk.SNSClient({
    region,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 15_000 },
    ...(endpoint === null ? {} : { endpoint }),
    ...(credentials === null ? {} : { credentials }),
  });
  return { sdk, client };
}
