import { defineHubAnalyzer } from './hub-analyzer.ts';

const INSTANCE = {
  resourceType: 'AWS::EC2::Instance',
  key: 'resourceId',
  stateProperty: 'configuration.state.name',
} as const;
const VOLUME = {
  resourceType: 'AWS::EC2::Volume',
  key: 'resourceId',
  stateProperty: 'configuration.state.value',
} as const;
const DATABASE = {
  resourceType: 'AWS::RDS::DBInstance',
  key: 'resourceName',
  stateProperty: 'configuration.dBInstanceStatus',
} as const;

/** The analyzers that are one query to Cost Optimization Hub each. */
export const HUB_ANALYZERS = [
  defineHubAnalyzer({
    id: 'cost.ec2.idle',
    doing: 'stopping {them}',
    resourceTypes: ['Ec2Instance'],
    actionTypes: ['Stop', 'Delete'],
    enrich: INSTANCE,
    advice: {
      verb: 'Stop',
      one: 'idle EC2 instance',
      many: 'idle EC2 instances',
      action: 'Ask the owners, stop the instances, and terminate them when nobody misses them.',
    },
  }),
  defineHubAnalyzer({
    id: 'cost.ec2.rightsize',
    doing: 'resizing {them}',
    resourceTypes: ['Ec2Instance'],
    actionTypes: ['Rightsize'],
    enrich: INSTANCE,
    advice: {
      verb: 'Resize',
      one: 'over-provisioned EC2 instance',
      many: 'over-provisioned EC2 instances',
      action: 'Change each instance to the recommended type in its next maintenance window.',
    },
  }),
  defineHubAnalyzer({
    id: 'cost.asg.rightsize',
    finds: { one: 'oversized Auto Scaling group', many: 'oversized Auto Scaling groups' },
    doing: 'resizing {them}',
    resourceTypes: ['Ec2AutoScalingGroup'],
    actionTypes: ['Rightsize', 'ScaleIn', 'Stop'],
    advice: {
      verb: 'Resize',
      one: 'Auto Scaling group',
      many: 'Auto Scaling groups',
      action: 'Put the recommended instance type and size into the launch template.',
    },
  }),
  defineHubAnalyzer({
    id: 'cost.ebs.idle',
    doing: 'deleting {them}',
    resourceTypes: ['EbsVolume'],
    actionTypes: ['Delete'],
    enrich: VOLUME,
    advice: {
      verb: 'Delete',
      one: 'idle EBS volume',
      many: 'idle EBS volumes',
      action: 'Take a snapshot of each volume, then delete the volume.',
    },
  }),
  defineHubAnalyzer({
    id: 'cost.ebs.rightsize',
    finds: { one: 'EBS volume that could cost less', many: 'EBS volumes that could cost less' },
    doing: 'changing {them}',
    resourceTypes: ['EbsVolume'],
    actionTypes: ['Rightsize', 'Upgrade'],
    enrich: VOLUME,
    advice: {
      verb: 'Change',
      one: 'EBS volume',
      many: 'EBS volumes',
      action: 'Change type or size as recommended; volumes can be changed while in use.',
    },
  }),
  defineHubAnalyzer({
    id: 'cost.rds.idle',
    doing: 'stopping {them}',
    resourceTypes: ['RdsDbInstance'],
    actionTypes: ['Stop', 'Delete'],
    enrich: DATABASE,
    advice: {
      verb: 'Stop',
      one: 'idle RDS instance',
      many: 'idle RDS instances',
      action: 'Take a final snapshot and stop or delete the database once its owner agrees.',
    },
  }),
  defineHubAnalyzer({
    id: 'cost.rds.rightsize',
    finds: { one: 'RDS database that could cost less', many: 'RDS databases that could cost less' },
    doing: 'resizing {them}',
    resourceTypes: ['RdsDbInstance', 'RdsDbInstanceStorage', 'AuroraDbClusterStorage'],
    actionTypes: ['Rightsize', 'Upgrade'],
    enrich: DATABASE,
    advice: {
      verb: 'Resize',
      one: 'RDS database',
      many: 'RDS databases',
      action: 'Change class or storage as recommended in the maintenance window.',
    },
  }),
  defineHubAnalyzer({
    id: 'cost.lambda.rightsize',
    finds: { one: 'oversized Lambda function', many: 'oversized Lambda functions' },
    doing: 'resizing {them}',
    resourceTypes: ['LambdaFunction'],
    actionTypes: ['Rightsize'],
    advice: {
      verb: 'Resize',
      one: 'Lambda function',
      many: 'Lambda functions',
      action: 'Set the recommended memory size.',
    },
  }),
  defineHubAnalyzer({
    id: 'cost.ecs.rightsize',
    finds: { one: 'idle or oversized ECS service', many: 'idle or oversized ECS services' },
    doing: 'resizing {them}',
    resourceTypes: ['EcsService'],
    actionTypes: ['Rightsize', 'Delete', 'Stop'],
    advice: {
      verb: 'Resize',
      one: 'ECS service',
      many: 'ECS services',
      action: 'Set the recommended task size, or remove the service when it is idle.',
    },
  }),
  defineHubAnalyzer({
    id: 'cost.nat.idle',
    doing: 'deleting {them}',
    resourceTypes: ['NatGateway'],
    actionTypes: ['Delete'],
    advice: {
      verb: 'Delete',
      one: 'idle NAT gateway',
      many: 'idle NAT gateways',
      action: 'Check that no route points at the gateway, then delete it and release its address.',
    },
  }),
  defineHubAnalyzer({
    id: 'cost.datastore.idle',
    doing: 'removing {them}',
    resourceTypes: ['DynamoDBTable', 'ElastiCacheCluster', 'MemoryDBCluster', 'DocumentDBCluster'],
    actionTypes: ['Delete', 'Stop'],
    advice: {
      verb: 'Remove',
      one: 'idle data store',
      many: 'idle data stores',
      action: 'Take a backup, then delete or stop the data store once its owner agrees.',
    },
  }),
  defineHubAnalyzer({
    id: 'cost.euc.idle',
    doing: 'removing {them}',
    resourceTypes: ['WorkSpaces', 'SageMakerEndpoint'],
    actionTypes: ['Delete', 'Stop'],
    advice: {
      verb: 'Remove',
      one: 'idle WorkSpace or endpoint',
      many: 'idle WorkSpaces and endpoints',
      action: 'Ask the user, then stop or delete what nobody connects to.',
    },
  }),
  defineHubAnalyzer({
    id: 'cost.graviton',
    finds: {
      one: 'resource that could move to Graviton',
      many: 'resources that could move to Graviton',
    },
    doing: 'moving {them}',
    resourceTypes: [],
    actionTypes: ['MigrateToGraviton'],
    advice: {
      verb: 'Move',
      one: 'resource to Graviton',
      many: 'resources to Graviton',
      action: 'Test the workload on Arm, then change to the recommended type.',
    },
  }),
  defineHubAnalyzer({
    id: 'cost.sp.purchase',
    finds: { one: 'Savings Plan that AWS recommends', many: 'Savings Plans that AWS recommends' },
    doing: 'buying {them}',
    resourceTypes: [],
    actionTypes: ['PurchaseSavingsPlans'],
    advice: {
      verb: 'Buy',
      one: 'Savings Plan',
      many: 'Savings Plans',
      action: 'Buy the recommended commitment after waste has been removed, not before.',
    },
  }),
  defineHubAnalyzer({
    id: 'cost.ri.purchase',
    finds: { one: 'reservation that AWS recommends', many: 'reservations that AWS recommends' },
    doing: 'buying {them}',
    resourceTypes: [],
    actionTypes: ['PurchaseReservedInstances'],
    advice: {
      verb: 'Buy',
      one: 'reservation',
      many: 'reservations',
      action: 'Buy the recommended reservation after waste has been removed, not before.',
    },
  }),
];
