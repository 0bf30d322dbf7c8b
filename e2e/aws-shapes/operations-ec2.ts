import type { Resource, World } from '../../tools/sample-org/world/types.ts';
import { type RequestRow, requestsOf, type ShapeRequest } from './shape-request.ts';

/** Every operation of EC2 on a resource that it fits, as a role in its account: what reads first, then what changes. */
export function ec2Requests(world: World): readonly ShapeRequest[] {
  const at = (resource: Resource, rows: readonly RequestRow[]) =>
    requestsOf({ service: 'ec2', region: resource.region, accountId: resource.accountId }, rows);
  const instance = first(
    world,
    'AWS::EC2::Instance',
    (text) => text.includes('"name":"running"') && !text.includes('"spot"'),
  );
  const unattached = first(world, 'AWS::EC2::Volume', (text) => text.includes('"available"'));
  const attached = first(
    world,
    'AWS::EC2::Volume',
    (text) => text.includes('"gp2"') && text.includes('"in-use"'),
  );
  const address = first(world, 'AWS::EC2::EIP', (text) => !text.includes('associationId'));
  const group = first(world, 'AWS::EC2::SecurityGroup', (text) =>
    /"fromPort":22,.*"0\.0\.0\.0\/0"/.test(text),
  );
  return [
    ...at(instance, instanceRows(instance.id)),
    ...at(unattached, snapshotRows(unattached)),
    ...at(attached, volumeRows(attached.id)),
    ...at(address, addressRows(address.id)),
    ...at(group, groupRows(group.id)),
  ];
}

/** @throws Error when the organisation has none */
function first(world: World, type: string, fits: (configuration: string) => boolean): Resource {
  for (const resource of world.resources({ types: [type] })) {
    const isOpen = world.account(resource.accountId)?.assumable === true;
    if (isOpen && fits(JSON.stringify(resource.configuration))) return resource;
  }
  throw new Error(`The organisation has no such ${type}.`);
}

function instanceRows(id: string): readonly RequestRow[] {
  const InstanceIds = [id];
  return [
    ['DescribeInstances', { InstanceIds }],
    ['DescribeInstances', { InstanceIds: ['i-0123456789abcdef0'] }, 'InvalidInstanceID.NotFound'],
    ['ModifyInstanceMetadataOptions', { InstanceId: id, HttpTokens: 'required' }],
    ['StopInstances', { InstanceIds, DryRun: true }, 'DryRunOperation'],
    ['StopInstances', { InstanceIds }],
    ['DescribeInstances', { InstanceIds }],
    ['StartInstances', { InstanceIds }],
  ];
}

/** Snapshots and volumes that are made have counted ids. */
function snapshotRows({ id, availabilityZone }: Resource): readonly RequestRow[] {
  const SnapshotId = `snap-${'1'.padStart(17, '0')}`;
  const tags = [{ ResourceType: 'snapshot' as const, Tags: [{ Key: 'a', Value: '<b>' }] }];
  return [
    ['DescribeVolumes', { VolumeIds: [id] }],
    ['CreateSnapshot', { VolumeId: id, Description: 'before', TagSpecifications: tags }],
    ['DescribeSnapshots', { SnapshotIds: [SnapshotId] }],
    ['DescribeSnapshots', { SnapshotIds: ['snap-0123456789abcdef0'] }, 'InvalidSnapshot.NotFound'],
    ['DeleteVolume', { VolumeId: id, DryRun: true }, 'DryRunOperation'],
    ['DeleteVolume', { VolumeId: id }],
    ['DeleteVolume', { VolumeId: id }, 'InvalidVolume.NotFound'],
    ['CreateVolume', { SnapshotId, AvailabilityZone: availabilityZone, VolumeType: 'gp3' }],
    ['DescribeVolumes', { VolumeIds: [`vol-${'1'.padStart(17, '0')}`] }],
  ];
}

function volumeRows(VolumeId: string): readonly RequestRow[] {
  return [
    ['DescribeVolumes', { VolumeIds: [VolumeId] }],
    ['DeleteVolume', { VolumeId }, 'VolumeInUse'],
    ['ModifyVolume', { VolumeId, VolumeType: 'gp3', Iops: 3_000, Throughput: 125 }],
    ['DescribeVolumesModifications', { VolumeIds: [VolumeId] }],
  ];
}

function addressRows(AllocationId: string): readonly RequestRow[] {
  return [
    ['DescribeAddresses', { AllocationIds: [AllocationId] }],
    ['ReleaseAddress', { AllocationId }],
    ['ReleaseAddress', { AllocationId }, 'InvalidAllocationID.NotFound'],
  ];
}

function groupRows(GroupId: string): readonly RequestRow[] {
  const rule = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22 };
  const given = { GroupId, IpPermissions: [{ ...rule, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }] };
  return [
    ['DescribeSecurityGroupRules', { Filters: [{ Name: 'group-id', Values: [GroupId] }] }],
    ['RevokeSecurityGroupIngress', given],
    ['RevokeSecurityGroupIngress', given, 'InvalidPermission.NotFound'],
    ['AuthorizeSecurityGroupIngress', given],
    ['AuthorizeSecurityGroupIngress', given, 'InvalidPermission.Duplicate'],
  ];
}
