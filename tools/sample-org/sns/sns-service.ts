import { createHash, randomUUID } from 'node:crypto';
import { Type } from 'typebox';
import {
  AwsError,
  type Call,
  defineOperation,
  type Operation,
  refuseWith,
  type ServiceHandler,
} from '../handler.ts';
import { cutPage } from '../paging.ts';
import type { World } from '../world/types.ts';

const refuse = refuseWith('InvalidParameter');

/** Topics that can be made on top of the organisation's own: the endpoint must not grow without bound. */
const MOST_NEW_TOPICS = 1_000;
const MOST_SUBSCRIPTIONS = 10_000;
const PAGE = 100;

interface Subscription {
  readonly SubscriptionArn: string;
  readonly Owner: string;
  readonly Protocol: string;
  readonly Endpoint: string;
  readonly TopicArn: string;
}

/** What was made through the API since the start; the organisation's own topics come from the world. */
interface Made {
  readonly topics: Set<string>;
  readonly subscriptions: Map<string, Subscription>;
}

function* topicArns(world: World, made: Made, { caller, region }: Call): Iterable<string> {
  const filter = { accountIds: [caller.accountId], regions: [region], types: ['AWS::SNS::Topic'] };
  for (const resource of world.resources(filter)) yield resource.arn;
  const prefix = `arn:aws:sns:${region}:${caller.accountId}:`;
  for (const arn of made.topics) if (arn.startsWith(prefix)) yield arn;
}

function assertTopic(topics: Iterable<string>, arn: string): void {
  for (const topic of topics) if (topic === arn) return;
  throw new AwsError('NotFound', 'Topic does not exist', 404);
}

function listTopics(world: World, made: Made): Operation {
  const schema = Type.Object({ NextToken: Type.Optional(Type.String()) });
  return defineOperation(schema, refuse, ({ NextToken: token }, call) => {
    const request = [call.caller.accountId, call.region];
    const page = cutPage(topicArns(world, made, call), { token, size: PAGE, request, refuse });
    return { Topics: page.items.map((arn) => ({ TopicArn: arn })), NextToken: page.token };
  });
}

function createTopic(made: Made): Operation {
  const schema = Type.Object({ Name: Type.String({ pattern: '^[\\w-]{1,256}(\\.fifo)?$' }) });
  return defineOperation(schema, refuse, ({ Name }, { caller, region }) => {
    if (made.topics.size >= MOST_NEW_TOPICS) {
      throw new AwsError('TopicLimitExceeded', 'The topic quota is reached.', 403);
    }
    const arn = `arn:aws:sns:${region}:${caller.accountId}:${Name}`;
    made.topics.add(arn);
    return { TopicArn: arn };
  });
}

const PublishInput = Type.Object({
  TopicArn: Type.String({ pattern: '^arn:aws:sns:' }),
  Message: Type.String({ minLength: 1, maxLength: 262_144 }),
  Subject: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
});

function publish(world: World, made: Made): Operation {
  return defineOperation(PublishInput, refuse, ({ TopicArn }, call) => {
    assertTopic(topicArns(world, made, call), TopicArn);
    return { MessageId: randomUUID() };
  });
}

const SubscribeInput = Type.Object({
  TopicArn: Type.String({ pattern: '^arn:aws:sns:' }),
  Protocol: Type.String({ pattern: '^(https?|email|email-json|sms|sqs|lambda)$' }),
  Endpoint: Type.String({ minLength: 1 }),
});

function subscribe(world: World, made: Made): Operation {
  return defineOperation(SubscribeInput, refuse, (input, call) => {
    assertTopic(topicArns(world, made, call), input.TopicArn);
    if (made.subscriptions.size >= MOST_SUBSCRIPTIONS) {
      throw new AwsError('SubscriptionLimitExceeded', 'The subscription quota is reached.', 403);
    }
    const key = createHash('sha256').update(JSON.stringify(input)).digest('hex').slice(0, 32);
    const arn = `${input.TopicArn}:${key}`;
    made.subscriptions.set(arn, { ...input, SubscriptionArn: arn, Owner: call.caller.accountId });
    return { SubscriptionArn: arn };
  });
}

function listSubscriptions(world: World, made: Made): Operation {
  const schema = Type.Object({ TopicArn: Type.String(), NextToken: Type.Optional(Type.String()) });
  return defineOperation(schema, refuse, ({ TopicArn, NextToken: token }, call) => {
    assertTopic(topicArns(world, made, call), TopicArn);
    const all = [...made.subscriptions.values()].filter((item) => item.TopicArn === TopicArn);
    const page = cutPage(all, { token, size: PAGE, request: TopicArn, refuse });
    return { Subscriptions: page.items, NextToken: page.token };
  });
}

/** SNS (API version 2010-03-31): topics can be made and published to; nothing is delivered anywhere. */
export function snsService(world: World): ServiceHandler {
  const made: Made = { topics: new Set(), subscriptions: new Map() };
  return {
    signingName: 'sns',
    protocol: { kind: 'query', namespace: 'http://sns.amazonaws.com/doc/2010-03-31/' },
    operations: {
      ListTopics: listTopics(world, made),
      CreateTopic: createTopic(made),
      Publish: publish(world, made),
      Subscribe: subscribe(world, made),
      ListSubscriptionsByTopic: listSubscriptions(world, made),
    },
  };
}
