import { arnAt, configTime, daysAgo, ec2Id, uuidAt } from '../place.ts';
import { defineKind } from '../resource-kind.ts';
import { tagsOf } from '../tags.ts';
import { instanceCount } from './ec2-instance.ts';

const STATUSES = [
  'CREATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_COMPLETE',
  'UPDATE_COMPLETE',
  'ROLLBACK_COMPLETE',
  'UPDATE_ROLLBACK_FAILED',
];

/** CloudFormation stacks: healthy, drifted, failed. */
export const stack = defineKind({
  type: 'AWS::CloudFormation::Stack',
  scope: 'regional',
  count: 0.035,
  parts: (place, index, random) => {
    const name = `${place.account.team}-${random.pick(['network', 'app', 'data', 'pipeline'])}-${index + 1}`;
    const arn = arnAt(place, 'cloudformation', `stack/${name}/${uuidAt(place, 'stack', index)}`);
    const stackStatus = random.pick(STATUSES);
    const failed = stackStatus.includes('ROLLBACK');
    return {
      id: arn,
      arn,
      name,
      createdAt: daysAgo(place, 10 + 800 * random.next()),
      tags: tagsOf(place, random, { name: null }),
      configuration: {
        stackId: arn,
        stackName: name,
        stackStatus,
        ...(failed
          ? { stackStatusReason: 'The following resource(s) failed to update: [Service].' }
          : {}),
        driftInformation: {
          stackDriftStatus: random.pick(['IN_SYNC', 'NOT_CHECKED', 'NOT_CHECKED', 'DRIFTED']),
        },
      },
    };
  },
});

/** CloudWatch alarms, some of which tell nobody. */
export const alarm = defineKind({
  type: 'AWS::CloudWatch::Alarm',
  scope: 'regional',
  count: 0.05,
  parts: (place, index, random) => {
    const name = `${place.account.team}-${random.pick(['cpu', 'errors', 'latency', 'disk'])}-${index + 1}`;
    const told = random.chance(0.75);
    return {
      id: name,
      arn: arnAt(place, 'cloudwatch', `alarm:${name}`),
      name,
      createdAt: daysAgo(place, 10 + 800 * random.next()),
      configuration: {
        alarmName: name,
        actionsEnabled: random.chance(0.95),
        alarmActions: told ? [arnAt(place, 'sns', 'operations')] : [],
        stateValue: random.chance(0.06) ? 'ALARM' : 'OK',
      },
    };
  },
});

/** Instances that Systems Manager knows; one in ten has lost its connection. */
export const managedInstance = defineKind({
  type: 'AWS::SSM::ManagedInstanceInventory',
  scope: 'regional',
  count: (place) => Math.floor(instanceCount(place) * 0.8),
  parts: (place, index, random) => {
    const id = ec2Id(place, 'i', index);
    return {
      id,
      arn: arnAt(place, 'ssm', `managed-instance-inventory/${id}`),
      name: null,
      createdAt: daysAgo(place, 30),
      configuration: { 'AWS:InstanceInformation': { Content: { [id]: { InstanceId: id } } } },
      supplementaryConfiguration: {
        instanceStatus: random.chance(0.9) ? 'Active' : 'ConnectionLost',
      },
    };
  },
});

/** What Systems Manager found out about the patches of the instances that it manages; one in eight lacks some. */
export const patchCompliance = defineKind({
  type: 'AWS::SSM::PatchCompliance',
  scope: 'regional',
  count: (place) => Math.floor(instanceCount(place) * 0.8),
  parts: (place, index, random) => {
    const instance = ec2Id(place, 'i', index);
    const id = `AWS::SSM::ManagedInstanceInventory/${instance}`;
    const Status = random.chance(0.125) ? 'NON_COMPLIANT' : 'COMPLIANT';
    return {
      id,
      arn: arnAt(place, 'ssm', `patch-compliance/${instance}`),
      name: null,
      createdAt: daysAgo(place, 30),
      configuration: { 'AWS:ComplianceSummary': { Content: { Patch: { Status } } } },
    };
  },
});

/** WorkSpaces, some running all the time. */
export const workspace = defineKind({
  type: 'AWS::WorkSpaces::Workspace',
  scope: 'regional',
  count: 0.006,
  parts: (place, index, random) => {
    const id = `ws-${uuidAt(place, 'workspace', index).replaceAll('-', '').slice(0, 9)}`;
    return {
      id,
      arn: arnAt(place, 'workspaces', `workspace/${id}`),
      name: null,
      createdAt: daysAgo(place, 30 + 500 * random.next()),
      tags: tagsOf(place, random, { name: null }),
      configuration: {
        UserName: `user${index + 1}`,
        WorkspaceProperties: {
          RunningMode: random.chance(0.4) ? 'ALWAYS_ON' : 'AUTO_STOP',
          ComputeTypeName: random.pick(['STANDARD', 'PERFORMANCE', 'POWER']),
        },
      },
    };
  },
});

/** SageMaker notebook instances. */
export const notebook = defineKind({
  type: 'AWS::SageMaker::NotebookInstance',
  scope: 'regional',
  count: 0.003,
  parts: (place, index, random) => {
    const name = `${place.account.team}-notebook-${index + 1}`;
    return {
      id: name,
      arn: arnAt(place, 'sagemaker', `notebook-instance/${name}`),
      name,
      createdAt: daysAgo(place, 10 + 300 * random.next()),
      tags: tagsOf(place, random, { name: null }),
      configuration: {
        NotebookInstanceName: name,
        InstanceType: random.pick(['ml.t3.medium', 'ml.m5.xlarge', 'ml.g5.xlarge']),
        DirectInternetAccess: random.chance(0.5) ? 'Enabled' : 'Disabled',
        LastModifiedTime: configTime(daysAgo(place, 5)),
      },
    };
  },
});
