import {
  CreateTopicCommand,
  ListSubscriptionsByTopicCommand,
  ListTopicsCommand,
  PublishCommand,
  paginateListTopics,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type SampleOrganisation, startSampleOrganisation } from '../start-sample-organisation.ts';

let organisation: SampleOrganisation;
let client: SNSClient;

beforeAll(async () => {
  organisation = await startSampleOrganisation({
    resources: 1_000_000,
    clock: () => new Date('2026-11-23T10:00:00Z'),
  });
  client = clientIn('ap-southeast-2');
});

afterAll(() => organisation.close());

function clientIn(region: string): SNSClient {
  const { endpoint, credentials } = organisation;
  return new SNSClient({ endpoint, credentials, region, maxAttempts: 1 });
}

async function newTopic(Name: string): Promise<string> {
  const { TopicArn: arn = '' } = await client.send(new CreateTopicCommand({ Name }));
  return arn;
}

test('topics of the account and Region come in pages, new ones among them', async () => {
  const arn = await newTopic('alerts');
  const topics: (string | undefined)[] = [];
  let pages = 0;
  for await (const page of paginateListTopics({ client }, {})) {
    pages += 1;
    topics.push(...(page.Topics ?? []).map(({ TopicArn }) => TopicArn));
  }
  expect(pages).toBeGreaterThan(1);
  expect(new Set(topics).size).toBe(topics.length);
  expect(topics).toContain(arn);
  const prefix = `arn:aws:sns:ap-southeast-2:${organisation.managementAccountId}:`;
  expect(topics.every((topic) => topic?.startsWith(prefix))).toBe(true);
});

test('a topic of another Region is not listed there', async () => {
  const arn = await newTopic('here-only');
  const { Topics = [] } = await clientIn('eu-west-1').send(new ListTopicsCommand({}));
  expect(Topics.map(({ TopicArn }) => TopicArn)).not.toContain(arn);
});

describe('publishing', () => {
  test('gives every message an id, whatever is in it', async () => {
    const TopicArn = await newTopic('messages');
    const publish = () =>
      client.send(
        new PublishCommand({ TopicArn, Subject: 'a & b', Message: '<script> & "quotes"' }),
      );
    const [first, second] = [await publish(), await publish()];
    expect(first.MessageId).toMatch(/^[0-9a-f-]{36}$/);
    expect(first.MessageId).not.toBe(second.MessageId);
  });

  test('to a topic that is not there is refused', async () => {
    const TopicArn = 'arn:aws:sns:ap-southeast-2:123456789012:none';
    await expect(client.send(new PublishCommand({ TopicArn, Message: 'x' }))).rejects.toThrow(
      expect.objectContaining({ name: 'NotFoundException' }),
    );
  });

  test.each([
    { Message: '' },
    { Message: 'x', Subject: 'x'.repeat(101) },
    { Message: 'x'.repeat(262_145) },
  ])('bad input is refused', async (input) => {
    const TopicArn = await newTopic('messages');
    await expect(client.send(new PublishCommand({ TopicArn, ...input }))).rejects.toThrow(
      expect.objectContaining({ name: 'InvalidParameterException' }),
    );
  });
});

test('a subscription is listed once, however often it is made', async () => {
  const TopicArn = await newTopic('subscribed');
  const input = { TopicArn, Protocol: 'https', Endpoint: 'https://example.com/a?b=1&c=2' };
  const first = await client.send(new SubscribeCommand(input));
  const again = await client.send(new SubscribeCommand(input));
  expect(again.SubscriptionArn).toBe(first.SubscriptionArn);
  const { Subscriptions } = await client.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
  expect(Subscriptions).toEqual([
    { ...input, SubscriptionArn: first.SubscriptionArn, Owner: organisation.managementAccountId },
  ]);
});

test('the subscriptions of a topic that is not there are refused', async () => {
  const TopicArn = 'arn:aws:sns:ap-southeast-2:123456789012:none';
  await expect(client.send(new ListSubscriptionsByTopicCommand({ TopicArn }))).rejects.toThrow(
    expect.objectContaining({ name: 'NotFoundException' }),
  );
});
