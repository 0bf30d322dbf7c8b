import { MONTHLY_PRICE } from '../prices.ts';

/** Usage that follows the number of resources of a type. */
export interface UsageRule {
  /** CloudFormation type name. */
  readonly type: string;
  readonly service: string;
  /** Usage type without the Region's prefix. */
  readonly usage: string;
  readonly operation?: string;
  readonly instanceType?: string | null;
  readonly unit: string;
  /** USD for one unit. */
  readonly rate: number;
  /** Growth a month; 0.012 is 1.2 %. */
  readonly growth?: number;
  /** What covers part of it. */
  readonly commitment?: 'savings-plan' | 'reservation' | null;
  /** True for what is bought through AWS Marketplace. */
  readonly marketplace?: boolean;
  /** USD a month for each resource. */
  readonly each: number;
}

const S3 = 'Amazon Simple Storage Service';
const DYNAMODB = 'Amazon DynamoDB';
const BUCKET = 'AWS::S3::Bucket';

/** What resources of a type cost, on average. */
export const USAGE_RULES: readonly UsageRule[] = [
  {
    type: BUCKET,
    service: S3,
    usage: 'TimedStorage-ByteHrs',
    unit: 'GB-Mo',
    rate: 0.025,
    each: 31,
    growth: 0.022,
  },
  {
    type: BUCKET,
    service: S3,
    usage: 'Requests-Tier1',
    unit: 'Requests',
    rate: 0.000_005_5,
    each: 3.2,
  },
  { type: BUCKET, service: S3, usage: 'DataTransfer-Out-Bytes', unit: 'GB', rate: 0.114, each: 9 },
  {
    type: 'AWS::Lambda::Function',
    service: 'AWS Lambda',
    usage: 'Lambda-GB-Second',
    unit: 'Lambda-GB-Second',
    rate: 0.000_016_667,
    each: 5.4,
  },
  {
    type: 'AWS::Lambda::Function',
    service: 'AWS Lambda',
    usage: 'Request',
    unit: 'Requests',
    rate: 0.000_000_2,
    each: 0.8,
  },
  {
    type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
    service: 'Amazon Elastic Load Balancing',
    usage: 'LoadBalancerUsage',
    unit: 'Hrs',
    rate: 0.0252,
    each: MONTHLY_PRICE.loadBalancer,
  },
  {
    type: 'AWS::DynamoDB::Table',
    service: DYNAMODB,
    usage: 'TimedStorage-ByteHrs',
    unit: 'GB-Mo',
    rate: 0.285,
    each: 6,
  },
  {
    type: 'AWS::DynamoDB::Table',
    service: DYNAMODB,
    usage: 'ReadRequestUnits',
    unit: 'ReadRequestUnits',
    rate: 0.000_000_142,
    each: 17,
  },
  {
    type: 'AWS::EKS::Cluster',
    service: 'Amazon Elastic Container Service for Kubernetes',
    usage: 'AmazonEKS-Hours:perCluster',
    unit: 'Hours',
    rate: 0.1,
    each: MONTHLY_PRICE.eksCluster,
  },
  {
    type: 'AWS::ECS::Service',
    service: 'Amazon Elastic Container Service',
    usage: 'Fargate-vCPU-Hours:perCPU',
    unit: 'hours',
    rate: 0.048_56,
    each: 62,
    commitment: 'savings-plan',
  },
  {
    type: 'AWS::CloudWatch::Alarm',
    service: 'AmazonCloudWatch',
    usage: 'CW:AlarmMonitorUsage',
    unit: 'Alarms',
    rate: 0.1,
    each: 0.1,
  },
  {
    type: 'AWS::EC2::Instance',
    service: 'AmazonCloudWatch',
    usage: 'DataProcessing-Bytes',
    unit: 'GB',
    rate: 0.67,
    each: 11,
    growth: 0.025,
  },
  {
    type: 'AWS::KMS::Key',
    service: 'AWS Key Management Service',
    usage: 'KMS-Keys',
    unit: 'Keys',
    rate: 1,
    each: MONTHLY_PRICE.kmsKey,
  },
  {
    type: 'AWS::SecretsManager::Secret',
    service: 'AWS Secrets Manager',
    usage: 'AWSSecretsManager-Secrets',
    unit: 'Secrets',
    rate: 0.4,
    each: MONTHLY_PRICE.secret,
  },
  {
    type: 'AWS::EC2::VPC',
    service: 'AWS Config',
    usage: 'ConfigurationItemRecorded',
    unit: 'ConfigurationItemRecorded',
    rate: 0.003,
    each: 7,
  },
  {
    type: 'AWS::GuardDuty::Detector',
    service: 'Amazon GuardDuty',
    usage: 'PaidEventsAnalyzed',
    unit: 'Events',
    rate: 0.000_004_6,
    each: 38,
  },
  {
    type: 'AWS::EC2::VPC',
    service: 'AWS Security Hub',
    usage: 'PaidComplianceCheck',
    unit: 'Checks',
    rate: 0.001,
    each: 4.5,
  },
  {
    type: 'AWS::CloudTrail::Trail',
    service: 'AWS CloudTrail',
    usage: 'PaidEventsRecorded',
    unit: 'Events',
    rate: 0.000_02,
    each: 14,
  },
  {
    type: 'AWS::SQS::Queue',
    service: 'Amazon Simple Queue Service',
    usage: 'Requests-Tier1',
    unit: 'Requests',
    rate: 0.000_000_4,
    each: 1.1,
  },
  {
    type: 'AWS::SNS::Topic',
    service: 'Amazon Simple Notification Service',
    usage: 'Requests-Tier1',
    unit: 'Requests',
    rate: 0.000_000_5,
    each: 0.4,
  },
  {
    type: 'AWS::CloudFront::Distribution',
    service: 'Amazon CloudFront',
    usage: 'DataTransfer-Out-Bytes',
    unit: 'GB',
    rate: 0.114,
    each: 140,
  },
  {
    type: 'AWS::OpenSearch::Domain',
    service: 'Amazon OpenSearch Service',
    usage: 'ESInstance:r6g.large',
    unit: 'Hrs',
    rate: 0.2,
    each: 438,
  },
  {
    type: 'AWS::Redshift::Cluster',
    service: 'Amazon Redshift',
    usage: 'Node:ra3.xlplus',
    unit: 'Hrs',
    rate: 1.303,
    each: 2_853,
  },
  {
    type: 'AWS::MSK::Cluster',
    service: 'Amazon Managed Streaming for Apache Kafka',
    usage: 'Kafka.m5.large',
    unit: 'Hours',
    rate: 0.262,
    each: 574,
  },
  {
    type: 'AWS::SageMaker::NotebookInstance',
    service: 'Amazon SageMaker',
    usage: 'Notebk:ml.m5.xlarge',
    unit: 'Hrs',
    rate: 0.2988,
    each: 131,
  },
  {
    type: 'AWS::WorkSpaces::Workspace',
    service: 'Amazon WorkSpaces',
    usage: 'AutoStop-User',
    unit: 'User-Month',
    rate: 12,
    each: 29,
  },
  {
    type: 'AWS::Backup::RecoveryPoint',
    service: 'AWS Backup',
    usage: 'WarmStorage-ByteHrs-EBS',
    unit: 'GB-Mo',
    rate: 0.055,
    each: 6.8,
    growth: 0.03,
  },
  {
    type: 'AWS::EFS::FileSystem',
    service: 'Amazon Elastic File System',
    usage: 'TimedStorage-ByteHrs',
    unit: 'GB-Mo',
    rate: 0.36,
    each: 72,
  },
  {
    type: 'AWS::EC2::VPCEndpoint',
    service: 'Amazon Virtual Private Cloud',
    usage: 'VpcEndpoint-Hours',
    unit: 'Hrs',
    rate: 0.013,
    each: 9.49,
  },
];
