import { type ConfigRow, textAt } from '../../aws/config-row.ts';
import type { AnalysisRequest } from '../analyzer.ts';
import { type ConfigCheck, defineConfigCheck } from '../config-check.ts';
import { daysSince } from '../days-since.ts';
import { withoutCounterpart } from './without-counterpart.ts';

const LAST_USED = 'configuration.roleLastUsed.lastUsedDate';
const CREATED = 'configuration.createDate';

/** Days without use after which a role is listed (catalogue threshold). */
const UNUSED_DAYS = 90;

/** How workloads run: what they may do, who manages them, what they let in. */
const CHECKS: readonly ConfigCheck[] = [
  {
    id: 'sec.ec2.noprofile',
    finds: { one: 'instance without instance profile', many: 'instances without instance profile' },
    keep: (row) => textAt(row, 'configuration.iamInstanceProfile.arn') === null,
    advice: {
      verb: 'Give a role to',
      one: 'instance',
      many: 'instances',
      action: 'Attach an instance profile, so that no keys are kept on the instance.',
      effort: 'low',
    },
  },
  {
    id: 'sec.ssm.unmanaged',
    finds: {
      one: 'running instance that Systems Manager does not manage',
      many: 'running instances that Systems Manager does not manage',
    },
    shows: [{ field: 'kind', title: 'Type', path: 'configuration.instanceType' }],
    beside:
      "SELECT resourceId, resourceName, accountId, awsRegion, tags, configuration.instanceType WHERE resourceType = 'AWS::EC2::Instance' AND configuration.state.name = 'running'",
    among: (managed, { beside: running }) =>
      withoutCounterpart(running, managed.filter(isConnected), ({ resourceId }) => [resourceId]),
    advice: {
      verb: 'Manage',
      one: 'instance with Systems Manager',
      many: 'instances with Systems Manager',
      action: 'Install the agent and give the instance a role that lets it connect.',
      effort: 'medium',
    },
    notes: ['An instance whose agent has lost its connection counts as not managed.'],
  },
  {
    id: 'sec.ecs.publicip',
    finds: {
      one: 'ECS service with public addresses',
      many: 'ECS services with public addresses',
    },
    shows: [{ field: 'cluster', title: 'Cluster', path: 'configuration.Cluster' }],
    advice: {
      verb: 'Close',
      one: 'ECS service',
      many: 'ECS services',
      action: 'Run the tasks in private subnets, behind a load balancer.',
      effort: 'medium',
    },
  },
  {
    id: 'sec.ecr.scan',
    finds: {
      one: 'repository without scan on push',
      many: 'repositories without scan on push',
    },
    advice: {
      verb: 'Scan',
      one: 'repository on push',
      many: 'repositories on push',
      action: 'Turn on scan on push, or enhanced scanning for the registry.',
      effort: 'low',
    },
    notes: ['Enhanced scanning of the whole registry may cover a repository; it is not seen here.'],
  },
  {
    id: 'sec.sagemaker.internet',
    finds: {
      one: 'notebook with direct Internet access',
      many: 'notebooks with direct Internet access',
    },
    shows: [{ field: 'kind', title: 'Type', path: 'configuration.InstanceType' }],
    advice: {
      verb: 'Close',
      one: 'notebook',
      many: 'notebooks',
      action: 'Create the notebook anew in a VPC, without direct Internet access.',
      effort: 'medium',
    },
  },
  {
    id: 'sec.iam.unusedroles',
    finds: { one: 'unused role', many: 'unused roles' },
    shows: [
      { field: 'used', title: 'Last used', path: LAST_USED, kind: 'date' },
      { field: 'created', title: 'Created', path: CREATED, kind: 'date' },
    ],
    computes: [
      {
        field: 'idle',
        title: 'Days unused',
        kind: 'number',
        value: daysUnused,
      },
    ],
    keep: isUnusedRole,
    advice: {
      verb: 'Remove',
      one: 'unused role',
      many: 'unused roles',
      action: 'Delete roles that nobody needs; first take their policies away.',
      effort: 'low',
    },
    notes: [
      'IAM tells the last use within 400 days, and what Config records of it may lag. A role without a last use counts from its creation. Service-linked roles are left out.',
    ],
  },
];

function isConnected(row: ConfigRow): boolean {
  return textAt(row, 'supplementaryConfiguration.instanceStatus') !== 'ConnectionLost';
}

/** Whole days since the last use, or since the creation of a role that has none. */
function daysUnused(row: ConfigRow, request: AnalysisRequest): number | null {
  return daysSince(row, LAST_USED, request) ?? daysSince(row, CREATED, request);
}

function isUnusedRole(row: ConfigRow, request: AnalysisRequest): boolean {
  if ((textAt(row, 'configuration.path') ?? '/').startsWith('/aws-service-role/')) return false;
  return (daysUnused(row, request) ?? 0) > (request.parameters.days ?? UNUSED_DAYS);
}

/** Security checks of workloads and their roles. */
export const WORKLOAD_CHECK_ANALYZERS = CHECKS.map(defineConfigCheck);
