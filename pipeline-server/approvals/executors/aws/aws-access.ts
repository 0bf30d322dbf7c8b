import type { ACM } from '@aws-sdk/client-acm';
import type { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import type { EC2 } from '@aws-sdk/client-ec2';
import type { IAM } from '@aws-sdk/client-iam';
import type { KMS } from '@aws-sdk/client-kms';
import type { RDS } from '@aws-sdk/client-rds';
import type { ResourceGroupsTaggingAPI } from '@aws-sdk/client-resource-groups-tagging-api';
import type { S3 } from '@aws-sdk/client-s3';
import type { SecurityHub } from '@aws-sdk/client-securityhub';
import type { WriteEntry } from '../../../contracts/write-entry.ts';

/** The clients that changes are made with, by the service's name. */
export interface WriteClients {
  readonly acm: ACM;
  readonly ec2: EC2;
  readonly iam: IAM;
  readonly kms: KMS;
  readonly logs: CloudWatchLogs;
  readonly rds: RDS;
  readonly s3: S3;
  readonly securityhub: SecurityHub;
  readonly tagging: ResourceGroupsTaggingAPI;
}

/** One of the services in {@link WriteClients}. */
export type WriteService = keyof WriteClients;

/** Opens clients by the role for writing in an account. They reject with an Error whose message is fit for approvers. */
type OpenWriteClients = {
  readonly [Service in WriteService]: (entry: WriteEntry) => Promise<WriteClients[Service]>;
};

/** What executors work with. */
export interface AwsExecutorDeps {
  readonly clients: OpenWriteClients;
  /** Waits so many milliseconds, or rejects when the signal is aborted. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
}
