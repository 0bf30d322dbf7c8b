import { Type } from 'typebox';
import { RISK_LEVELS } from './contracts/plan.ts';

function optional(env: string, description: string, pattern = '^.+$') {
  return Type.Union([Type.Null(), Type.String({ pattern })], {
    default: null,
    env: [env],
    description,
  });
}

function secret(env: string, description: string) {
  return Type.Union([Type.Null(), Type.String({ minLength: 16 })], {
    default: null,
    env: [env],
    secret: true,
    description,
  });
}

/** A Slack workspace. */
const SLACK = Type.Object({
  botToken: secret(
    'SLACK_BOT_TOKEN',
    'Bot token of your Slack app (scopes chat:write, users:read, users:read.email).',
  ),
  signingSecret: secret(
    'SLACK_SIGNING_SECRET',
    'Signing secret of your Slack app. Without it, messages have no buttons and lead to the page.',
  ),
  channel: optional(
    'XOPS_SLACK_CHANNEL',
    'Id of the channel that requests for approval are posted to.',
  ),
  teamId: optional(
    'XOPS_SLACK_TEAM_ID',
    'Id of the workspace; needed for buttons: those of another are refused.',
  ),
  appId: optional(
    'XOPS_SLACK_APP_ID',
    'Id of your Slack app; needed for buttons: those of another are refused.',
  ),
  linkOnlyFrom: Type.Enum([...RISK_LEVELS], {
    default: 'high',
    env: ['XOPS_SLACK_LINK_ONLY_FROM'],
    description:
      'Risk from which a message has no buttons: people decide on the page, where they sign in.',
  }),
  nameResources: Type.Boolean({
    default: false,
    env: ['XOPS_SLACK_NAME_RESOURCES'],
    description: 'Names single resources in messages. Slack is outside your network.',
  }),
  apiUrl: Type.String({
    default: 'https://slack.com/api/',
    pattern: '^https?://.+/$',
    env: ['XOPS_SLACK_API_URL'],
    description: "Where Slack's API is. Another address is for GovSlack and tests.",
  }),
});

/** Topics of SNS. */
const SNS = Type.Object({
  topicArn: optional(
    'XOPS_SNS_TOPIC_ARN',
    'Topic that every change of a request is published to.',
    '^arn:aws[a-z-]*:sns:[a-z0-9-]{3,30}:\\d{12}:[\\w.-]{1,256}$',
  ),
  inboundTopicArns: Type.Array(Type.String({ minLength: 20 }), {
    default: [],
    env: ['XOPS_SNS_INBOUND_TOPIC_ARNS'],
    expects: 'a list of ARNs of topics',
    description:
      'Topics whose messages to /sns/notifications are taken and passed on to Slack. Set SignatureVersion of each to 2.',
  }),
  endpoint: optional('XOPS_SNS_ENDPOINT', "Address of SNS instead of AWS's own.", '^https?://.+$'),
});

/** How people are told about requests for approval. */
export const NOTIFY = Type.Object({ slack: SLACK, sns: SNS });
