import { fractionOf } from './random.ts';
import type { WorldAccount, WorldParameters } from './types.ts';

/** Regions in the order in which the organisation takes them into use. */
const REGIONS = [
  'ap-southeast-2',
  'us-east-1',
  'us-west-2',
  'eu-west-1',
  'ap-southeast-1',
  'eu-central-1',
  'ap-northeast-1',
  'us-east-2',
  'ap-southeast-4',
  'eu-west-2',
  'ca-central-1',
  'ap-south-1',
  'sa-east-1',
  'eu-north-1',
  'us-west-1',
  'ap-northeast-2',
  'eu-west-3',
];

/** The place where AWS Config has no recorder. */
export const UNRECORDED = { account: 'payments-dev', region: 'us-west-2' };

/** How many Regions an organisation can use at most. */
export const MOST_REGIONS = REGIONS.length;

/** The first `count` Regions; the first of them is the organisation's home Region. */
export function regionsOf(count: number): readonly string[] {
  return REGIONS.slice(0, count);
}

/** Where IAM and CloudFront live, as AWS Config names it. */
export const GLOBAL = 'global';

/**
 * Share of an account that lives in a Region, 0 to 1: most of it at home, a second Region for some, little elsewhere.
 * What is global counts as home.
 */
export function regionShare(
  parameters: WorldParameters,
  account: WorldAccount,
  region: string,
): number {
  const position = region === GLOBAL ? 0 : REGIONS.indexOf(region);
  return weight(parameters, account, position) / totalWeight(parameters, account);
}

function weight({ seed }: WorldParameters, account: WorldAccount, position: number): number {
  if (position === 0) return 6;
  const luck = fractionOf(seed, 'region', account.id, position);
  return position === 1 ? 0.6 + 1.8 * luck : luck ** 2;
}

function totalWeight(parameters: WorldParameters, account: WorldAccount): number {
  let total = 0;
  for (let position = 0; position < parameters.regions; position += 1) {
    total += weight(parameters, account, position);
  }
  return total;
}
