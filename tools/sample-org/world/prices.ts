/** On-demand price per hour in USD of the instance types in use here (Linux, Sydney, rounded as published in 2025). */
const HOURLY: Readonly<Record<string, number>> = {
  't2.large': 0.1168,
  't3.micro': 0.0132,
  't3.small': 0.0264,
  't3.medium': 0.0528,
  't3.large': 0.1056,
  'm4.xlarge': 0.25,
  'm5.large': 0.12,
  'm5.xlarge': 0.24,
  'm5.2xlarge': 0.48,
  'm6i.large': 0.12,
  'm6i.xlarge': 0.24,
  'm6i.2xlarge': 0.48,
  'm7g.large': 0.102,
  'c4.xlarge': 0.261,
  'c5.xlarge': 0.222,
  'c5.2xlarge': 0.444,
  'c6g.xlarge': 0.1776,
  'r5.xlarge': 0.302,
  'r5.2xlarge': 0.604,
  'r6i.xlarge': 0.302,
  'db.t3.medium': 0.104,
  'db.m4.large': 0.246,
  'db.m5.large': 0.235,
  'db.m6g.large': 0.212,
  'db.r5.large': 0.285,
  'db.r5.xlarge': 0.57,
  'db.r6g.xlarge': 0.514,
};

/** Hours that AWS counts in a month. */
export const HOURS_PER_MONTH = 730;

/** Price of one instance per month in USD. @throws RangeError for a type without a price. */
export function monthlyPrice(instanceType: string): number {
  const hourly = HOURLY[instanceType];
  if (hourly === undefined) throw new RangeError(`No price for ${instanceType}.`);
  return hourly * HOURS_PER_MONTH;
}

/** Price per GB and month of EBS volume types in USD. */
export const VOLUME_PRICE: Readonly<Record<string, number>> = {
  gp2: 0.12,
  gp3: 0.096,
  io1: 0.138,
  st1: 0.054,
  sc1: 0.018,
};

/** Price of the things that are billed one by one, in USD a month. */
export const MONTHLY_PRICE = {
  natGateway: 0.059 * HOURS_PER_MONTH,
  publicIpv4: 0.005 * HOURS_PER_MONTH,
  loadBalancer: 0.0252 * HOURS_PER_MONTH,
  eksCluster: 0.1 * HOURS_PER_MONTH,
  kmsKey: 1,
  secret: 0.4,
} as const;
