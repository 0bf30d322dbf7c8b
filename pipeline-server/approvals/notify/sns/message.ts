import { Type } from 'typebox';
import { Compile } from 'typebox/compile';

/** What SNS posts to an HTTP endpoint (docs.aws.amazon.com, "Parsing Amazon SNS message formats"). */
export interface SnsMessage {
  readonly Type: 'Notification' | 'SubscriptionConfirmation' | 'UnsubscribeConfirmation';
  readonly MessageId: string;
  readonly TopicArn: string;
  readonly Message: string;
  /** ISO 8601. */
  readonly Timestamp: string;
  readonly SignatureVersion: string;
  /** Base64. */
  readonly Signature: string;
  readonly SigningCertURL: string;
  readonly Subject?: string;
  readonly SubscribeURL?: string;
  readonly Token?: string;
  readonly MessageAttributes?: Readonly<
    Record<string, { readonly Type: string; readonly Value: string }>
  >;
}

const TEXT = Type.String({ maxLength: 262_144 });
const SHORT = Type.String({ minLength: 1, maxLength: 2048 });

const MESSAGE = Compile(
  Type.Object({
    Type: Type.Enum(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
    MessageId: SHORT,
    TopicArn: Type.String({
      pattern: '^arn:aws[a-z-]*:sns:[a-z0-9-]{3,30}:\\d{12}:[\\w.-]{1,256}$',
    }),
    Message: TEXT,
    Timestamp: SHORT,
    SignatureVersion: SHORT,
    Signature: SHORT,
    SigningCertURL: SHORT,
    Subject: Type.Optional(TEXT),
    SubscribeURL: Type.Optional(SHORT),
    Token: Type.Optional(SHORT),
    MessageAttributes: Type.Optional(Type.Record(SHORT, Type.Object({ Type: TEXT, Value: TEXT }))),
  }),
);

/** @throws SyntaxError when the body is no message of SNS. */
export function readSnsMessage(body: string): SnsMessage {
  const parsed: unknown = JSON.parse(body);
  if (!MESSAGE.Check(parsed)) {
    const [error] = MESSAGE.Errors(parsed);
    throw new SyntaxError(`${error?.instancePath || 'it'} ${error?.message ?? 'is malformed'}`);
  }
  return parsed;
}

/** The parts of a topic's ARN. */
export function topicParts(arn: string): { readonly partition: string; readonly region: string } {
  const [, partition = '', , region = ''] = arn.split(':');
  return { partition, region };
}
