import type { ChangeableWorld } from '../changeable-world.ts';
import type { ServiceHandler } from '../handler.ts';
import { describeInstances, modifyMetadataOptions, setInstanceState } from './instances.ts';
import {
  authorizeIngress,
  describeAddresses,
  describeRules,
  releaseAddress,
  revokeIngress,
} from './network.ts';
import { createSnapshot, createVolume, describeSnapshots, type Snapshots } from './snapshots.ts';
import {
  deleteVolume,
  describeModifications,
  describeVolumes,
  type Modifications,
  modifyVolume,
} from './volumes.ts';

/** EC2 (API version 2016-11-15): what approved changes look at and do. Changes are there at once, and gone after a restart. */
export function ec2Service(changeable: ChangeableWorld, now: () => Date): ServiceHandler {
  const snapshots: Snapshots = new Map();
  const modifications: Modifications = new Map();
  return {
    signingName: 'ec2',
    protocol: { kind: 'ec2', namespace: 'http://ec2.amazonaws.com/doc/2016-11-15/' },
    operations: {
      AuthorizeSecurityGroupIngress: authorizeIngress(changeable),
      CreateSnapshot: createSnapshot(changeable, snapshots, now),
      CreateVolume: createVolume(changeable, snapshots, now),
      DeleteVolume: deleteVolume(changeable),
      DescribeAddresses: describeAddresses(changeable),
      DescribeInstances: describeInstances(changeable),
      DescribeSecurityGroupRules: describeRules(changeable),
      DescribeSnapshots: describeSnapshots(snapshots),
      DescribeVolumes: describeVolumes(changeable),
      DescribeVolumesModifications: describeModifications(changeable, modifications),
      ModifyInstanceMetadataOptions: modifyMetadataOptions(changeable),
      ModifyVolume: modifyVolume(changeable, modifications, now),
      ReleaseAddress: releaseAddress(changeable),
      RevokeSecurityGroupIngress: revokeIngress(changeable),
      StartInstances: setInstanceState(changeable, 'running', now),
      StopInstances: setInstanceState(changeable, 'stopped', now),
    },
  };
}
