import { createRandom, fractionOf, hashOf, type Random } from './random.ts';
import { GLOBAL, regionShare } from './regions.ts';
import type { Place, WorldParameters } from './types.ts';

/** Makes the place; `totalSize` is the sum of all accounts' sizes. */
export function placeOf(
  parameters: WorldParameters,
  totalSize: number,
  where: Pick<Place, 'account' | 'region'>,
): Place {
  const { account, region } = where;
  const share = (account.size / totalSize) * regionShare(parameters, account, region);
  return { parameters, account, region, share };
}

/**
 * How many resources a place has of a kind that makes up `weight` (0 to 1) of all resources. The remainder is
 * settled by chance that belongs to the place, so that the sum over all places stays close to the whole.
 */
export function scaledCount(place: Place, type: string, weight: number): number {
  const { parameters, account, region, share } = place;
  const expected = parameters.resources * share * weight;
  return Math.floor(expected + fractionOf(parameters.seed, 'count', account.id, region, type));
}

/** The stream of chance of one resource. */
export function randomAt(place: Place, type: string, index: number): Random {
  return createRandom(place.parameters.seed, place.account.id, place.region, type, index);
}

/** An id such as `i-0…` or `vol-0…`: 17 hexadecimal digits, as EC2 gives them. */
export function ec2Id(place: Place, prefix: string, index: number): string {
  const key = `${place.parameters.seed}/${place.account.id}/${place.region}/${prefix}/${index}`;
  const digits = [1, 2].map((round) => hashOf(round, key).toString(16).padStart(8, '0')).join('');
  return `${prefix}-0${digits}`;
}

/** A UUID, the same for the same place, type and index. */
export function uuidAt(place: Place, type: string, index: number): string {
  const hex = randomAt(place, `${type}/uuid`, index).hex(32);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** An ARN in this place; IAM and other global resources have no Region in it. */
export function arnAt(place: Place, service: string, resource: string): string {
  const region = place.region === GLOBAL ? '' : place.region;
  return `arn:aws:${service}:${region}:${place.account.id}:${resource}`;
}

const DAY = 86_400_000;

/** The moment so many days before (negative: after) the organisation's time. */
export function daysAgo(place: Place, days: number): Date {
  return new Date(place.parameters.now.getTime() - Math.round(days * DAY));
}

/** One of the three Availability Zones of the place. */
export function zoneAt(place: Place, position: number): string {
  return `${place.region}${'abc'.charAt(position % 3)}`;
}

/** An ISO 8601 time as AWS Config writes it. */
export function configTime(moment: Date): string {
  return moment.toISOString();
}
