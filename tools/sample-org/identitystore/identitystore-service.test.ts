import {
  DescribeUserCommand,
  GetUserIdCommand,
  IdentitystoreClient,
  ListGroupMembershipsCommand,
  paginateListGroups,
  paginateListUsers,
} from '@aws-sdk/client-identitystore';
import {
  CreateTopicCommand,
  ListSubscriptionsByTopicCommand,
  ListTopicsCommand,
  PublishCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { type SampleOrganisation, startSampleOrganisation } from '../start-sample-organisation.ts';

let organisation: SampleOrganisation;
let directory: IdentitystoreClient;
let sns: SNSClient;
let IdentityStoreId: string;

beforeAll(async () => {
  organisation = await startSampleOrganisation();
  const { endpoint, credentials, homeRegion: region } = organisation;
  const options = { endpoint, credentials, region, maxAttempts: 1 };
  directory = new IdentitystoreClient(options);
  sns = new SNSClient(options);
  IdentityStoreId = `d-${organisation.managementAccountId.slice(-10)}`;
});

afterAll(() => organisation.close());

async function users() {
  const found = [];
  for await (const page of paginateListUsers(
    { client: directory, pageSize: 5 },
    { IdentityStoreId },
  )) {
    found.push(...(page.Users ?? []));
  }
  return found;
}

describe('Identity Store', () => {
  test('pages over users with unique ids, and finds one by name', async () => {
    const found = await users();
    const UserName = found[3]?.UserName ?? '';
    const { UserId } = await directory.send(
      new GetUserIdCommand({
        IdentityStoreId,
        AlternateIdentifier: {
          UniqueAttribute: { AttributePath: 'userName', AttributeValue: UserName },
        },
      }),
    );
    const user = await directory.send(new DescribeUserCommand({ IdentityStoreId, UserId }));
    expect(new Set(found.map((item) => item.UserId)).size).toBe(found.length);
    expect(user.UserName).toBe(UserName);
  });

  test('has groups whose members are users', async () => {
    const ids = new Set((await users()).map((user) => user.UserId));
    const groups = [];
    for await (const page of paginateListGroups({ client: directory }, { IdentityStoreId })) {
      groups.push(...(page.Groups ?? []));
    }
    const { GroupMemberships = [] } = await directory.send(
      new ListGroupMembershipsCommand({ IdentityStoreId, GroupId: groups[0]?.GroupId }),
    );
    expect(GroupMemberships.length).toBeGreaterThan(0);
    expect(GroupMemberships.every((item) => ids.has(item.MemberId?.UserId))).toBe(true);
  });

  test('refuses a directory that does not exist', async () => {
    const request = { IdentityStoreId: 'd-other', UserId: 'x' };
    await expect(directory.send(new DescribeUserCommand(request))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});

describe('SNS', () => {
  test('publishes to a topic that was made, and to none that was not', async () => {
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'approvals' }));
    const { Topics = [] } = await sns.send(new ListTopicsCommand({}));
    const sent = await sns.send(new PublishCommand({ TopicArn, Message: 'plan 1 waits' }));
    expect(Topics.map((topic) => topic.TopicArn)).toContain(TopicArn);
    expect(sent.MessageId).toMatch(/^[0-9a-f-]{36}$/);
    await expect(
      sns.send(new PublishCommand({ TopicArn: `${TopicArn}-other`, Message: 'x' })),
    ).rejects.toMatchObject({ name: 'NotFoundException' });
  });

  test('remembers a subscription once', async () => {
    const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'alarms' }));
    const subscription = { TopicArn, Protocol: 'https', Endpoint: 'https://example.com/hook' };
    await sns.send(new SubscribeCommand(subscription));
    await sns.send(new SubscribeCommand(subscription));
    const { Subscriptions } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    expect(Subscriptions).toHaveLength(1);
  });
});
