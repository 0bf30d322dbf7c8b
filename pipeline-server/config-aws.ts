import { Type } from 'typebox';

function optionalText(options: { env: readonly string[]; description: string }) {
  return Type.Union([Type.Null(), Type.String({ minLength: 1 })], { default: null, ...options });
}

const SAMPLE = Type.Object({
  seed: Type.Integer({
    default: 1,
    minimum: 0,
    env: ['XOPS_SAMPLE_SEED'],
    description: 'Seed of the sample organisation: the same seed makes the same organisation.',
  }),
  accounts: Type.Integer({
    default: 14,
    minimum: 14,
    maximum: 10_000,
    env: ['XOPS_SAMPLE_ACCOUNTS'],
    description: 'Accounts of the sample organisation.',
  }),
  resources: Type.Union([Type.Null(), Type.Integer({ minimum: 0, maximum: 100_000_000 })], {
    default: null,
    env: ['XOPS_SAMPLE_RESOURCES'],
    description: "Resources of the sample organisation, or null for the generator's own number.",
  }),
  faults: Type.String({
    default: '',
    env: ['XOPS_SAMPLE_FAULTS'],
    description: 'Faults to play, for demonstrations and tests: JSON, or a list service:kind:rate.',
  }),
  poison: Type.Boolean({
    default: false,
    env: ['XOPS_SAMPLE_POISON'],
    description:
      'Fills names of accounts and tags with what an attacker would write there, for demonstrations and tests.',
  }),
});

/** An amount of USD; 0 forbids every paid request. */
function usd(options: { default: number; env: readonly string[]; description: string }) {
  return Type.Number({ minimum: 0, maximum: 1_000_000, ...options });
}

const LIMITS = Type.Object({
  askAboveUsd: usd({
    default: 0.5,
    env: ['XOPS_ASK_ABOVE_USD'],
    description: 'A question that will cost more than this is offered first, with its price.',
  }),
  questionUsd: usd({
    default: 1,
    env: ['XOPS_LIMIT_QUESTION_USD'],
    description: 'Most that one question may spend on paid AWS requests (Cost Explorer: USD 0.01).',
  }),
  personDayUsd: usd({
    default: 10,
    env: ['XOPS_LIMIT_PERSON_DAY_USD'],
    description: 'Most that one person may spend on a day (UTC).',
  }),
  dayUsd: usd({
    default: 50,
    env: ['XOPS_LIMIT_DAY_USD'],
    description: 'Most that everyone together may spend on a day (UTC).',
  }),
});

/** A role's name with its path, or an ARN that has `{account}` for the account (IAM names: letters, digits, _+=,.@-). */
export const MEMBER_ROLE = Type.String({
  pattern: String.raw`^(?:arn:aws(?:-[a-z]+)*:iam::\{account\}:role/)?(?:[\w+=,.@-]{1,128}/){0,8}[\w+=,.@-]{1,64}$`,
  expected:
    'the name of a role, e.g. xops-read-only, or arn:aws:iam::{account}:role/xops-read-only',
});

/** Where answers come from, what they may cost, and the sample organisation. */
export const AWS = Type.Object({
  source: Type.Enum(['sample', 'live'], {
    default: 'sample',
    env: ['XOPS_AWS_SOURCE'],
    description: 'The built-in sample organisation, or your AWS organization.',
  }),
  region: optionalText({
    env: ['XOPS_AWS_REGION', 'AWS_REGION', 'AWS_DEFAULT_REGION'],
    description: 'Home Region of your organization, e.g. ap-southeast-2. Needed with source live.',
  }),
  memberRole: Type.Union([Type.Null(), MEMBER_ROLE], {
    default: null,
    env: ['XOPS_AWS_MEMBER_ROLE'],
    description:
      'Read-only role to assume in each account, for what AWS answers there only: a name, or an ARN with {account} in it.',
  }),
  configAggregator: optionalText({
    env: ['XOPS_CONFIG_AGGREGATOR'],
    description: 'Name of the AWS Config aggregator.',
  }),
  limits: LIMITS,
  sample: SAMPLE,
});
