import { ec2Id } from '../place.ts';
import { hashOf } from '../random.ts';
import type { Place } from '../types.ts';

/** VPCs of a place: the default one (index 0) and the team's own. */
export const VPCS = 2;
/** Subnets of each VPC: one private per zone and one public per zone. */
export const SUBNETS_PER_VPC = 6;
/** Security groups that instances of a place are spread over; the first two are the default groups of the VPCs. */
export const USED_GROUPS = 6;

/** The team's own VPC; a few instances sit in the default one. */
export function vpcOf(place: Place, index: number): string {
  return ec2Id(place, 'vpc', vpcNumber(index));
}

function vpcNumber(index: number): number {
  return index % 11 === 10 ? 0 : 1;
}

/** A subnet of {@link vpcOf} in the zone of the same index. */
export function subnetOf(place: Place, index: number): string {
  return ec2Id(place, 'subnet', vpcNumber(index) * SUBNETS_PER_VPC + (index % 3));
}

/** The security group of the resource at an index. */
export function securityGroupOf(
  place: Place,
  index: number,
): { readonly groupId: string; readonly groupName: string } {
  const number = vpcNumber(index) === 0 ? 0 : 2 + (index % (USED_GROUPS - 2));
  return { groupId: ec2Id(place, 'sg', number), groupName: groupName(place, number) };
}

const GROUP_NAMES = ['web', 'app', 'database', 'bastion', 'cache', 'legacy', 'build', 'temporary'];

/** Name of a security group by its number in the place. */
export function groupName(place: Place, number: number): string {
  if (number < VPCS) return 'default';
  const base = GROUP_NAMES[(number - VPCS) % GROUP_NAMES.length] ?? 'group';
  return `${place.account.team}-${base}${number < 10 ? '' : `-${number}`}`;
}

/** First two octets of a VPC. Every fourth account reuses its neighbour's range, as real estates do. */
export function vpcPrefix(place: Place, number: number): string {
  if (number === 0) return '172.31';
  const { account, parameters } = place;
  const slot = account.index % 4 === 3 ? account.index - 1 : account.index;
  return `10.${hashOf(parameters.seed, 'cidr', slot, place.region) % 250}`;
}

/** The private address of the resource at an index. */
export function privateIp(place: Place, index: number): string {
  const number = vpcNumber(index);
  return `${vpcPrefix(place, number)}.${(index % 3) * 32 + ((index >> 8) % 32)}.${4 + (index % 250)}`;
}

/** A public address of Amazon's kind, the same for the same use. */
export function publicIp(place: Place, use: string, index: number): string {
  const hash = hashOf(place.parameters.seed, place.account.id, place.region, use, index);
  return `${hash % 2 === 0 ? 13 : 54}.${(hash >>> 8) & 255}.${(hash >>> 16) & 255}.${1 + ((hash >>> 24) % 254)}`;
}
