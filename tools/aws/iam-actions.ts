import type { ServiceName } from './read-only.ts';

/** The prefix of a service in IAM actions (Service Authorization Reference). */
const IAM_PREFIX: Readonly<Record<ServiceName, string>> = {
  organizations: 'organizations',
  config: 'config',
  'cost-explorer': 'ce',
  'cost-optimization-hub': 'cost-optimization-hub',
  'compute-optimizer': 'compute-optimizer',
  securityhub: 'securityhub',
  sts: 'sts',
  acm: 'acm',
  budgets: 'budgets',
  cloudwatch: 'cloudwatch',
  identitystore: 'identitystore',
  'sso-admin': 'sso',
  s3: 's3',
};

/** Operations whose action has another name. */
const NAMED_OTHERWISE: Readonly<Record<string, string>> = {
  'budgets:DescribeBudgets': 'budgets:ViewBudget',
  's3:ListObjectsV2': 's3:ListBucket',
};

/** Operations that are sent to member accounts, with the role that is assumed there, and to no other. */
const IN_MEMBERS_ONLY = ['acm:ListCertificates'];

/** Those that go to members which the organization's own account does not see. */
const IN_MEMBERS_TOO = ['cloudwatch:GetMetricData'];

const IN_MEMBERS: ReadonlySet<string> = new Set([...IN_MEMBERS_ONLY, ...IN_MEMBERS_TOO]);

/** What AWS asks for besides the operation's own action (Compute Optimizer User Guide, "Controlling access"). */
const NEEDED_BESIDES: Readonly<Record<string, readonly string[]>> = {
  'compute-optimizer:GetEC2InstanceRecommendations': ['ec2:DescribeInstances'],
};

/** The IAM action of an operation written `service:Operation`; null for a service that is not read. */
export function iamActionOf(api: string): string | null {
  const [service = '', name = ''] = api.split(':');
  const prefix = new Map(Object.entries(IAM_PREFIX)).get(service);
  return prefix === undefined ? null : (NAMED_OTHERWISE[api] ?? `${prefix}:${name}`);
}

/**
 * Every IAM action that an operation needs on all resources, its own first. Taking a role is not among them: that is
 * allowed for the member role only.
 */
export function iamActionsOf(api: string): readonly string[] {
  const own = iamActionOf(api);
  return own === null || api === 'sts:AssumeRole' ? [] : [own, ...(NEEDED_BESIDES[api] ?? [])];
}

/** True for an operation that is sent to member accounts. */
export function isReadInMembers(api: string): boolean {
  return IN_MEMBERS.has(api);
}

/** True for an operation that is sent with the server's own credentials. */
export function isReadInOrganization(api: string): boolean {
  return !IN_MEMBERS_ONLY.includes(api);
}

/** What a session in a member account may do. */
export const MEMBER_ACTIONS: readonly string[] = [...IN_MEMBERS].flatMap(iamActionsOf);
