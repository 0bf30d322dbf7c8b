import { acmCertificate, privateAuthority } from './kinds/certificate.ts';
import {
  autoScalingGroup,
  ecrRepository,
  ecsService,
  eksCluster,
  lambdaFunction,
} from './kinds/compute.ts';
import {
  capacityReservation,
  dedicatedHost,
  transitGateway,
  vpnConnection,
} from './kinds/connectivity.ts';
import {
  dynamoTable,
  mskCluster,
  openSearchDomain,
  redshiftCluster,
  snsTopic,
  sqsQueue,
} from './kinds/data-stores.ts';
import { ec2Address, ec2NatGateway, ec2NetworkInterface } from './kinds/ec2-addresses.ts';
import { ec2Instance } from './kinds/ec2-instance.ts';
import {
  ec2FlowLog,
  ec2SecurityGroup,
  ec2Subnet,
  ec2Vpc,
  ec2VpcEndpoint,
} from './kinds/ec2-network.ts';
import { ec2Volume } from './kinds/ec2-volume.ts';
import { detector, trail } from './kinds/governance.ts';
import { iamGroup, iamRole, iamServerCertificate, iamUser } from './kinds/identity.ts';
import {
  alarm,
  managedInstance,
  notebook,
  patchCompliance,
  stack,
  workspace,
} from './kinds/operations.ts';
import { rdsInstance, rdsSnapshot } from './kinds/rds.ts';
import { kmsKey, secret } from './kinds/secrets.ts';
import {
  backupRecoveryPoint,
  efsFileSystem,
  s3AccountPublicAccessBlock,
  s3Bucket,
} from './kinds/storage.ts';
import {
  apiStage,
  classicLoadBalancer,
  distribution,
  listener,
  loadBalancer,
} from './kinds/traffic.ts';
import type { ResourceKind } from './resource-kind.ts';

/** Every type of resource that the organisation has. */
export const RESOURCE_KINDS: readonly ResourceKind[] = [
  ec2Instance,
  ec2Volume,
  ec2Vpc,
  ec2Subnet,
  ec2SecurityGroup,
  ec2NetworkInterface,
  ec2Address,
  ec2NatGateway,
  ec2VpcEndpoint,
  ec2FlowLog,
  transitGateway,
  vpnConnection,
  capacityReservation,
  dedicatedHost,
  autoScalingGroup,
  lambdaFunction,
  eksCluster,
  ecsService,
  ecrRepository,
  rdsInstance,
  rdsSnapshot,
  dynamoTable,
  redshiftCluster,
  openSearchDomain,
  mskCluster,
  snsTopic,
  sqsQueue,
  s3Bucket,
  s3AccountPublicAccessBlock,
  efsFileSystem,
  backupRecoveryPoint,
  loadBalancer,
  listener,
  classicLoadBalancer,
  apiStage,
  distribution,
  iamUser,
  iamGroup,
  iamRole,
  iamServerCertificate,
  kmsKey,
  secret,
  acmCertificate,
  privateAuthority,
  stack,
  alarm,
  managedInstance,
  patchCompliance,
  workspace,
  notebook,
  trail,
  detector,
];
