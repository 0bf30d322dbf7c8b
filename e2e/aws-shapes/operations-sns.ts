import type { World } from '../../tools/sample-org/world/types.ts';
import { type RequestRow, requestsOf, type ShapeRequest } from './shape-request.ts';

const PROTOCOLS = [
  ['https', 'https://example.com/hook'],
  ['email', 'ops@example.com'],
  ['sqs', 'arn:aws:sqs:us-east-1:123456789012:ops'],
] as const;

/** Every operation of SNS in every Region: one topic of its own, and those that the organisation has. */
export function snsRequests(world: World): readonly ShapeRequest[] {
  const accountId = world.auditAccountId;
  return world.regions.flatMap((region) => {
    const prefix = `arn:aws:sns:${region}:${accountId}`;
    return requestsOf({ service: 'sns', region, accountId }, [
      ['CreateTopic', { Name: 'aws-shapes' }],
      ['ListTopics', {}],
      ...topicRows(`${prefix}:aws-shapes`),
      ...refusalRows(`${prefix}:none`),
    ]);
  });
}

function topicRows(TopicArn: string): readonly RequestRow[] {
  return [
    [
      'Publish',
      { TopicArn, Subject: 'Approval', Message: 'Something waits for <you> & "others".' },
    ],
    ...PROTOCOLS.map(([Protocol, Endpoint]): RequestRow => {
      return ['Subscribe', { TopicArn, Protocol, Endpoint }];
    }),
    ['ListSubscriptionsByTopic', { TopicArn }],
  ];
}

function refusalRows(TopicArn: string): readonly RequestRow[] {
  return [
    ['CreateTopic', { Name: 'not a name' }, 'InvalidParameter'],
    ['Publish', { TopicArn, Message: 'Nobody hears this.' }, 'NotFound'],
    ['Publish', { TopicArn, Message: '' }, 'InvalidParameter'],
    ['Subscribe', { TopicArn, Protocol: 'email', Endpoint: 'ops@example.com' }, 'NotFound'],
    ['ListSubscriptionsByTopic', { TopicArn }, 'NotFound'],
    ['ListTopics', { NextToken: 'bm9uZQ' }, 'InvalidParameter'],
  ];
}
