import type { Match, PatternRule } from '../rule.ts';
import { isGibberish } from '../secret-value.ts';

const REGION = String.raw`(?:us|eu|ap|sa|ca|me|af|il|mx|cn|us-gov|us-iso[bef]?)-(?:north|south|east|west|central|northeast|southeast|northwest|southwest)-[1-9]`;
const RESOURCE =
  'i|vpc|subnet|sg|sgr|eni|vol|snap|ami|rtb|rtbassoc|igw|eigw|nat|acl|aclassoc|eipalloc|eipassoc|tgw|tgw-attach|tgw-rtb|vpce|vpce-svc|pcx|fs|fsap|fsmt|lt|dopt|cgw|vgw|vpn|pl|fl|cr|r|ri|sfr|sir|eic|ipam|ipam-pool|nqa|tgw-mcast|lgw|cvpn-endpoint|mi|bi|h|aki|ari|asn|key|file|s|d|nis|lni|svol|rslvr-in|rslvr-out|rslvr-rr|ssm|pb|exp|host|import-ami|export-i|tmf|vai|vatp|vae|vag|ssoins|ps|sl|as|cgw|cb|com|cfnp';
const ACCOUNT_WORD =
  /(?:account|acct|acc|payer|owner|tenant|aws|management|member|organi[sz]ation|delegated admin\w*|assume|sts|linked|consolidated|profile|landing zone|control tower|log archive|audit account|principal|iam|ecr|vault|(?:log|sign)(?:ged|ed)? ?in (?:to|on)|spend|costs? (?:of|for|in)|budgets? (?:of|for)|bill(?:ing)? (?:of|for))/i;
const OTHER_NUMBER =
  /(?:\bepoch|timestamp|bytes|size|\bms\b|\bns\b|ticket|order|invoice|tracking|duration|offset|phone|serial|barcode|imei|\bsku\b|isbn|sequence|request[ _-]?id|trace)[^\n]{0,12}$/i;

/** A time to the minute, as twelve digits: `202411281000`. */
const MINUTE = /^(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d$/;

/** Twelve digits are an account where something near them says so. */
function isAccount({ text, start, end, value }: Match): number {
  const before = text.slice(Math.max(0, start - 60), start);
  const after = text.slice(end, end + 30);
  if (/^\s?(?:ms|ns|us|bytes|seconds?|rows)\b/.test(after) || OTHER_NUMBER.test(before)) return 0;
  if (
    /(?:account|acct|payer|owner)[\w-]{0,10}["']?[\s:=#(>/[-]{0,5}(?:is|number|no\.?|ids?|=|:)?[\s:="'(]{0,4}$/i.test(
      before,
    )
  )
    return 0.95;
  if (/^[^\n\d]{0,20}\b(?:accounts?|acct|aws)\b/i.test(after)) return 0.9;
  if (/^\.dkr\.ecr|^:(?:root|role|user|key|policy|assumed)/.test(after)) return 0.95;
  return ACCOUNT_WORD.test(before) && !MINUTE.test(value) ? 0.8 : 0;
}

/** The name of an AWS-managed policy, an ARN of a service, a wildcard or a template says nothing about anyone's estate. */
function isOwnArn({ value }: Match): number {
  const [, , service = '', , account = '', ...rest] = value.split(':');
  if (account === 'aws' || /[<{$]|x{4,}|account|^\*$/i.test(account)) return 0;
  const resource = rest.join(':');
  if (/^\d{12}$/.test(account)) return 0.97;
  if (service !== 's3' || account !== '') return 0;
  return resource === '' ||
    /^[*$<{]|my-?|your|example|bucket[-_]?name|^bucket\b|amzn-s3-demo|DOC-EXAMPLE|^test\b/i.test(
      resource,
    )
    ? 0
    : 0.7;
}

/** Letters and digits in turn, or letters that are no word. */
function isMixed(value: string): boolean {
  return (
    /\d[a-z]+\d/.test(value) ||
    isGibberish(value.slice(value.indexOf('-') + 1).replaceAll(/[^a-z]/g, ''))
  );
}

/** What AWS documents and templates show in the place of an id. */
function isRealId({ value }: Match): number {
  const id = value.slice(value.lastIndexOf('-') + 1);
  if (
    /^(.)\1+$|^(?:0?1234567890?|12345678|abcdef|a1b2c3d4|0123456789|1a2b3c4d|0abcdef|deadbeef|1234abcd)|x{3}|example/i.test(
      id,
    )
  )
    return 0;
  return /\d/.test(id) && (/[a-f]/.test(id) || id.length > 8) ? 0.93 : 0;
}

/** What tells of the own estate in AWS. */
export const AWS_PATTERNS: readonly PatternRule[] = [
  {
    id: 'aws-arn',
    kind: 'aws-arn',
    class: 'CONFIDENTIAL',
    description: 'Amazon resource name with an account id, or of a bucket.',
    hints: ['arn:'],
    before: 6,
    after: 300,
    pattern:
      /(?<![\w:])arn:aws[a-z-]{0,10}:[a-z0-9-]{1,40}:[a-z0-9-]{0,25}:(?:[\w*${}<>.-]{0,40})?:[^\s"'`,;|)\]}\\]{1,220}/dg,
    confidence: 0.97,
    accept: isOwnArn,
    joins: true,
    examples: [
      'arn:aws:iam::482910573846:role/Admin',
      'arn:aws:s3:::bigbank-statements/2024',
      'arn:aws-cn:ec2:cn-north-1:482910573846:instance/i-0a1b',
    ],
    counterExamples: [
      'arn:aws:iam::aws:policy/ReadOnlyAccess',
      'arn:aws:iam::123456789012:role/x',
      'arn:aws:s3:::my-bucket/*',
      'arn:aws:iam::${AWS::AccountId}:role/x',
      'arn:aws:sns:region:account-id:topic',
    ],
  },
  {
    id: 'aws-account-id',
    kind: 'aws-account',
    class: 'CONFIDENTIAL',
    description: 'Twelve digits that the words around them make an AWS account id.',
    hints: [],
    before: 60,
    after: 48,
    pattern:
      /(?<![\w.+/-])(?<![$€£] ?)\d{12}(?![A-Za-z0-9]|_\d|\.\d|-\d)|(?<=\/\/|=|\/)\d{12}(?=\.dkr|\.signin|$|[\s"'&/,])|(?<![\w.+/-])\d{4}-\d{4}-\d{4}(?![\w-])/dgm,
    confidence: 0.8,
    accept: isAccount,
    examples: [
      'account 482910573846 is over budget',
      'AWS 4829-1057-3846',
      '482910573846.dkr.ecr.ap-southeast-2.amazonaws.com/app',
      '"accountId": "482910573846"',
      'aws s3 ls --profile 482910573846',
      'assume role in 196272427958',
      'log in to 905942679282 and look',
      'aws configure list --profile 564052003383_Admin',
      'Spend for 990993183397 / 341339552409?',
    ],
    counterExamples: [
      'account 123456789012',
      'took 482910573846 ns',
      'epoch 173279114300',
      'order 482910573846',
      'id 482910573846',
      'assumed at 202411281000',
    ],
  },
  {
    id: 'aws-resource-id',
    kind: 'aws-resource',
    class: 'CONFIDENTIAL',
    description:
      'Id of a resource in AWS: a prefix of EC2, VPC, EFS and others with 8 or 17 hexadecimal digits.',
    hints: RESOURCE.split('|').map((prefix) => `${prefix.split('-').at(-1)}-`),
    before: 22,
    after: 18,
    pattern: new RegExp(
      String.raw`(?<![\w/.-])(?:${RESOURCE})-(?:[0-9a-f]{17}|[0-9a-f]{8})(?![\w-])|(?<=[/:])(?:${RESOURCE})-(?:[0-9a-f]{17})(?![\w-])`,
      'dg',
    ),
    confidence: 0.93,
    accept: isRealId,
    examples: [
      'stop i-0f3a9c81b27d4e605',
      'sg-0a9b8c7d6e5f4a3b2 is open',
      'vpc-3f9a2c71',
      'instance/i-0f3a9c81b27d4e605',
      'stop i-0f3a9c81b27d4e605—it is idle',
    ],
    counterExamples: [
      'i-1234567890abcdef0',
      'vpc-12345678',
      'key-value',
      'sg-xxxxxxxx',
      'd-none',
      's-20241128',
      'i-0f3a9c81b27d4e60',
    ],
  },
  {
    id: 'aws-iam-id',
    kind: 'aws-resource',
    class: 'CONFIDENTIAL',
    description: 'Unique id of a user, role, group or policy of IAM.',
    hints: ['aida', 'aroa', 'agpa', 'anpa', 'aipa', 'anva', 'asca', 'apka'],
    before: 6,
    after: 24,
    pattern:
      /(?<![A-Za-z0-9])(?:AIDA|AROA|AGPA|ANPA|AIPA|ANVA|ASCA|APKA)[A-Z0-9]{16,17}(?![A-Za-z0-9])/dg,
    confidence: 0.93,
    accept: ({ value }) => (/\d/.test(value) ? 0.93 : 0),
    examples: ['principalId AROAZ3MXQ7P2LKWT5RVB:session'],
    counterExamples: ['AIDACKCEVSQ6C2EXAMPLE', 'AROA is a prefix'],
  },
  {
    id: 'aws-organization-id',
    kind: 'aws-organization',
    class: 'CONFIDENTIAL',
    description:
      'Id of an organization, organizational unit, directory, identity store or permission set.',
    hints: ['o-', 'ou-', 'd-', 'ssoins-', 'ps-', 'p-', 'rt', 'r-'],
    before: 6,
    after: 44,
    pattern:
      /(?<![\w/.-])(?:o-[a-z0-9]{10,12}|ou-[a-z0-9]{4}-[a-z0-9]{8}|d-[0-9a-f]{10}|(?:ssoins|ps)-[0-9a-f]{16})(?![\w-])/dg,
    confidence: 0.85,
    accept: ({ value }) => (isMixed(value) && !/example|1234|x{3}/.test(value) ? 0.85 : 0),
    examples: ['ou-a1b2-9zk81mq3', 'organization o-9k2m4x7q1z', 'directory d-97670e3c5a'],
    counterExamples: ['o-exampleorgid', 'd-1234567890', 'run-o-matic', 'o-notation100'],
  },
  {
    id: 'aws-endpoint',
    kind: 'aws-endpoint',
    class: 'CONFIDENTIAL',
    description: 'Name of an own database, load balancer, cache, API, cluster or registry in AWS.',
    hints: [
      '.amazonaws.com',
      '.on.aws',
      '.awsapps.com',
      '.cloudfront.net',
      '.elasticbeanstalk.com',
      '.awsapprunner.com',
    ],
    before: 150,
    after: 22,
    pattern: new RegExp(
      String.raw`(?<![\w.-])(?:[\w-]{1,63}\.(?:cluster-(?:ro-|custom-)?|proxy-)?[a-z0-9]{10,14}\.${REGION}\.(?:rds|redshift|docdb|neptune)\.amazonaws\.com|(?:dualstack\.)?(?:internal-)?[\w-]{1,60}-[0-9a-f]{8,20}\.(?:elb\.)?${REGION}\.(?:elb\.)?amazonaws\.com|ec2-\d{1,3}-\d{1,3}-\d{1,3}-\d{1,3}\.(?:${REGION}\.compute|compute-1)\.amazonaws\.com|[\w.-]{1,80}\.[a-z0-9]{4,12}\.(?:ng\.0001\.|clustercfg\.|[a-z0-9]{4,8}\.)?[a-z0-9]{3,5}\.cache\.amazonaws\.com|[a-z0-9]{10}\.execute-api\.${REGION}\.amazonaws\.com|[A-Z0-9]{32}\.[a-z0-9]{2,4}\.${REGION}\.eks\.amazonaws\.com|(?:vpc|search)-[\w-]{3,40}-[a-z0-9]{20,30}\.${REGION}\.(?:es|aoss)\.amazonaws\.com|[a-z0-9]{30,34}\.lambda-url\.${REGION}\.on\.aws|d[a-z0-9]{12,13}\.cloudfront\.net|fs-[0-9a-f]{8,17}\.(?:efs|fsx)\.${REGION}\.amazonaws\.com|[\w-]{2,60}\.awsapps\.com|[bc]-\d\.[\w-]{1,60}\.[a-z0-9]{6}\.c\d{1,2}\.kafka\.${REGION}\.amazonaws\.com)(?![\w-])`,
      'dg',
    ),
    confidence: 0.9,
    accept: ({ value }) => (/example|abcdef|123456789|your|my-/i.test(value) ? 0 : 0.9),
    examples: [
      'core-prod.c9k2m4x7q1zb.ap-southeast-2.rds.amazonaws.com',
      'internal-pay-1839275610.ap-southeast-2.elb.amazonaws.com',
      'ec2-13-54-201-77.ap-southeast-2.compute.amazonaws.com',
      'https://k3x9m2q7zb.execute-api.ap-southeast-2.amazonaws.com/prod',
      'd3k9x2mq7zb41a.cloudfront.net',
      'core.proxy-5560q8hm9t0m.ap-southeast-2.rds.amazonaws.com',
      'dualstack.pay-alb-5039357349.us-west-2.elb.amazonaws.com',
    ],
    counterExamples: [
      'ec2.ap-southeast-2.amazonaws.com',
      's3.amazonaws.com',
      'sts.us-east-1.amazonaws.com',
      'd111111abcdef8.cloudfront.net',
    ],
  },
  {
    id: 'aws-labelled-id',
    kind: 'aws-resource',
    class: 'CONFIDENTIAL',
    description:
      'Key of KMS, hosted zone, distribution, user pool or secret, where it is called so.',
    hints: [
      'kms',
      'hosted',
      'distribution',
      'pool',
      'zone',
      'key-id',
      'keyid',
      'cmk',
      'identity store',
      'identitystore',
      'mrk-',
      'db-',
      '-1_',
      '-2_',
      '-3_',
      '-4_',
    ],
    before: 26,
    after: 90,
    pattern: new RegExp(
      String.raw`(?<![a-z])(?:(?:kms|cmk|key-?id|keyid)\b[^\n]{0,40}?(?<![\w-])(?<value>(?:mrk-[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}))|zone(?:[ -]?id)?["' :=/]{1,4}(?<quoted>Z[A-Z0-9]{12,22})|distribution(?:[ -]?id)?["' :=/]{1,4}(?<bare>E[A-Z0-9]{11,14})|(?:user|identity)[ -]?pool[^\n]{0,20}?${REGION}[_:][A-Za-z0-9-]{9,36}|(?<![\w-])(?:mrk-[0-9a-f]{32}|db-[A-Z0-9]{26}|${REGION}_[A-Za-z0-9]{9}))(?![\w-])`,
      'dgi',
    ),
    confidence: 0.85,
    accept: ({ value }) =>
      /\d/.test(value) && !/1234abcd|12345678-|EXAMPLE|a1b2c3d4/i.test(value) ? 0.85 : 0,
    examples: [
      'kms key 9f8a7c6b-5d4e-4f3a-8b2c-1d0e9f8a7b6c is disabled',
      'hosted zone Z3M8KQ2X9PLWT5',
      'distribution E2K9XMQ7ZB41AP',
      'user pool ap-southeast-2_k9X2mQ7zB',
      'route53 zone ZDVZ3TYLJY9K4A delegation',
      'mrk-a9fae78c9e03b92adb50d2b5ea33d247',
      'db-DP2GQAPYI6HVEIDYTEJQL3CAZ2 is restarting',
      'sign in with us-east-1_lojz4Q63A',
    ],
    counterExamples: [
      'kms key 1234abcd-12ab-34cd-56ef-1234567890ab',
      'distribution EXAMPLE',
      'bucket-us-east-1_terraform',
      'hosted zone records',
    ],
  },
  {
    id: 'aws-bucket',
    kind: 'aws-bucket',
    class: 'INTERNAL',
    description: 'Name of a bucket in a location of S3: a label only.',
    hints: ['s3://', 's3a://'],
    before: 7,
    after: 70,
    pattern: /(?<![\w])s3a?:\/\/(?<value>[a-z0-9][a-z0-9.-]{2,62})/dg,
    confidence: 0.7,
    accept: ({ value }) => (/bucket|example|my-|your|amzn-s3-demo|^test/.test(value) ? 0 : 0.7),
    examples: ['aws s3 ls s3://bigbank-statements/2024'],
    counterExamples: ['aws s3 ls s3://my-bucket', 's3://bucket/key'],
  },
];
