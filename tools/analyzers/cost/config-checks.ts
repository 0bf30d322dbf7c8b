import type { Money } from '../../../pipeline-server/contracts/findings.ts';
import { type ConfigRow, numberAt, textAt } from '../../aws/config-row.ts';
import { exactNumber, roundedAmount } from '../../aws/exact-amount.ts';
import { type ConfigCheck, defineConfigCheck, type ShownProperty } from '../config-check.ts';
import { daysSince } from '../days-since.ts';
import { isProduction } from '../tag-lookup.ts';
import { HOURS_PER_MONTH, type UnitPrices } from '../unit-prices.ts';

const SIZE: ShownProperty = {
  field: 'size',
  title: 'GiB',
  path: 'configuration.size',
  kind: 'number',
};
const IOPS: ShownProperty = {
  field: 'iops',
  title: 'IOPS',
  path: 'configuration.iops',
  kind: 'number',
};

/** Usage types of EBS storage by volume type, as Cost Explorer spells them without the Region prefix. */
const STORAGE: Readonly<Record<string, string>> = {
  gp2: 'EBS:VolumeUsage.gp2',
  gp3: 'EBS:VolumeUsage.gp3',
  io1: 'EBS:VolumeUsage.piops',
  io2: 'EBS:VolumeUsage.io2',
  st1: 'EBS:VolumeUsage.st1',
  sc1: 'EBS:VolumeUsage.sc1',
  standard: 'EBS:VolumeUsage',
};

/** What a volume's storage costs per month, or null. */
export function storagePrice(row: ConfigRow, prices: UnitPrices): Money | null {
  const size = numberAt(row, 'configuration.size');
  const usageType = STORAGE[textAt(row, 'configuration.volumeType') ?? ''];
  return size === null || usageType === undefined
    ? null
    : prices.priceOf(usageType, row.region, size);
}

/** Volumes above this size have more IOPS on gp2 than gp3 gives without paying for them. */
const BASELINE_IOPS = 3000;
const IOPS_PER_GIB = 3;
/** gp2 beyond this size reaches its ceiling of 16,000 IOPS. */
const LARGEST_GP2 = 5334;

/** gp2 price less the gp3 price for the same size and IOPS; null when one of the prices is unknown. */
export function gp3Saving(row: ConfigRow, prices: UnitPrices): Money | null {
  const size = numberAt(row, 'configuration.size') ?? 0;
  const before = prices.priceOf('EBS:VolumeUsage.gp2', row.region, size);
  const after = prices.priceOf('EBS:VolumeUsage.gp3', row.region, size);
  const extra = Math.max(0, size * IOPS_PER_GIB - BASELINE_IOPS);
  const iops =
    extra === 0 ? { amount: 0 } : prices.priceOf('EBS:VolumeP-IOPS.gp3', row.region, extra);
  if (before === null || after === null || iops === null) return null;
  const saving = exactNumber(before.amount) - exactNumber(after.amount) - exactNumber(iops.amount);
  return saving <= 0n ? null : { amount: roundedAmount(saving), currency: before.currency };
}

const SEVEN_DAYS = 7;

/** Runtimes that Lambda offers on arm64. */
const RUNS_ON_ARM =
  /^(?:nodejs(?:1[2-9]|2\d)|python3\.(?:[89]|1\d)|java(?:8\.al2|11|17|21|25)|dotnet(?:6|8|10)|ruby(?:2\.7|3\.\d)|provided\.al2)/;

/** Waste that Config shows, priced at the customer's own rates. */
const CHECKS: readonly ConfigCheck[] = [
  {
    id: 'cost.ebs.unattached',
    doing: 'deleting {them}',
    shows: [
      SIZE,
      { field: 'volumeType', title: 'Type', path: 'configuration.volumeType' },
      { field: 'encrypted', title: 'Encrypted', path: 'configuration.encrypted' },
    ],
    computes: [
      {
        field: 'age',
        title: 'Days old',
        kind: 'number',
        value: (row, request) => daysSince(row, 'configuration.createTime', request),
      },
    ],
    keep: (row, request) => {
      const age = daysSince(row, 'configuration.createTime', request);
      return age === null || age >= (request.parameters.days ?? SEVEN_DAYS);
    },
    saving: storagePrice,
    advice: {
      verb: 'Delete',
      one: 'unattached EBS volume',
      many: 'unattached EBS volumes',
      action: 'Take a snapshot of each volume, then delete the volume.',
      effort: 'low',
    },
    notes: ['Unattached now; Config does not say since when. Younger volumes are left out.'],
  },
  {
    id: 'cost.ebs.gp2',
    finds: { one: 'EBS volume on gp2', many: 'EBS volumes on gp2' },
    doing: 'moving {them} to gp3',
    shows: [SIZE, IOPS],
    keep: (row) => (numberAt(row, 'configuration.size') ?? 0) <= LARGEST_GP2,
    saving: gp3Saving,
    advice: {
      verb: 'Move',
      one: 'EBS volume from gp2 to gp3',
      many: 'EBS volumes from gp2 to gp3',
      action: 'Change the volume type to gp3; it can be done while the volume is in use.',
      effort: 'low',
    },
    notes: [
      'gp2 above 170 GiB may reach 250 MB/s; gp3 has 125 MB/s unless more is bought. Volumes above 5,334 GiB are left out: gp3 may not match their IOPS.',
    ],
  },
  {
    id: 'cost.ebs.io1',
    shows: [SIZE, IOPS],
    advice: {
      verb: 'Review',
      one: 'EBS volume on io1',
      many: 'EBS volumes on io1',
      action: 'Move to io2 for the same price and more durability, or to gp3 below 16,000 IOPS.',
      effort: 'medium',
    },
  },
  {
    id: 'cost.ebs.large',
    finds: { one: 'very large EBS volume', many: 'very large EBS volumes' },
    shows: [SIZE, { field: 'volumeType', title: 'Type', path: 'configuration.volumeType' }],
    advice: null,
  },
  {
    id: 'cost.eip.unassociated',
    doing: 'releasing {them}',
    shows: [{ field: 'publicIp', title: 'Address', path: 'configuration.publicIp' }],
    keep: (row) => textAt(row, 'configuration.associationId') === null,
    saving: (row, prices) =>
      prices.priceOf('PublicIPv4:IdleAddress', row.region, HOURS_PER_MONTH) ??
      prices.priceOf('ElasticIP:IdleAddress', row.region, HOURS_PER_MONTH),
    advice: {
      verb: 'Release',
      one: 'unassociated Elastic IP',
      many: 'unassociated Elastic IPs',
      action: 'Check that no allow-list names the address, then release it.',
      effort: 'low',
    },
  },
  {
    id: 'cost.rds.stopped',
    shows: [
      { field: 'class', title: 'Class', path: 'configuration.dBInstanceClass' },
      { field: 'storage', title: 'GiB', path: 'configuration.allocatedStorage', kind: 'number' },
    ],
    advice: {
      verb: 'Remove',
      one: 'stopped database',
      many: 'stopped databases',
      action:
        'Take a final snapshot and delete it: AWS starts a stopped database after seven days.',
      effort: 'medium',
    },
  },
  {
    id: 'cost.lambda.memory',
    shows: [
      { field: 'memory', title: 'MB', path: 'configuration.memorySize', kind: 'number' },
      { field: 'runtime', title: 'Runtime', path: 'configuration.runtime' },
    ],
    advice: {
      verb: 'Review',
      one: 'Lambda function with much memory',
      many: 'Lambda functions with much memory',
      action: 'Measure with a power-tuning run and set the memory that is cheapest.',
      effort: 'medium',
    },
  },
  {
    id: 'cost.lambda.x86',
    finds: {
      one: 'Lambda function that could run on Arm',
      many: 'Lambda functions that could run on Arm',
    },
    shows: [{ field: 'runtime', title: 'Runtime', path: 'configuration.runtime' }],
    keep: (row) => RUNS_ON_ARM.test(textAt(row, 'configuration.runtime') ?? ''),
    advice: {
      verb: 'Move',
      one: 'Lambda function to Arm',
      many: 'Lambda functions to Arm',
      action: 'Change the architecture to arm64 where no native library stands in the way.',
      effort: 'medium',
    },
  },
  {
    id: 'cost.ec2.detailedmon',
    finds: {
      one: 'non-production instance with detailed monitoring',
      many: 'non-production instances with detailed monitoring',
    },
    shows: [{ field: 'monitoring', title: 'Monitoring', path: 'configuration.monitoring.state' }],
    keep: (row) => !isProduction(row.tags),
    advice: {
      verb: 'Review',
      one: 'instance with detailed monitoring',
      many: 'instances with detailed monitoring',
      action: 'Turn detailed monitoring off where no alarm needs one-minute data.',
      effort: 'low',
    },
  },
  {
    id: 'cost.ec2.longrunning',
    finds: { one: 'long-running on-demand instance', many: 'long-running on-demand instances' },
    shows: [
      { field: 'instanceType', title: 'Type', path: 'configuration.instanceType' },
      { field: 'launched', title: 'Launched', path: 'configuration.launchTime', kind: 'date' },
    ],
    keep: (row, request) => {
      const age = daysSince(row, 'configuration.launchTime', request);
      const onDemand = textAt(row, 'configuration.instanceLifecycle') === null;
      return onDemand && age !== null && age > (request.parameters.days ?? 90);
    },
    advice: null,
    notes: ['Whether a Savings Plan or reservation covers an instance is not part of Config.'],
  },
  {
    id: 'cost.ec2.oldgen',
    shows: [{ field: 'instanceType', title: 'Type', path: 'configuration.instanceType' }],
    keep: (row) =>
      /^(?:t1|t2|m[1-4]|c[134]|r3|r4|i2|i3|g2|p2|d2|x1)\./.test(
        textAt(row, 'configuration.instanceType') ?? '',
      ),
    advice: {
      verb: 'Replace',
      one: 'instance of an old generation',
      many: 'instances of an old generation',
      action: 'Change to the current generation of the same family: more for the same price.',
      effort: 'medium',
    },
  },
];

/** Cost checks over Config. */
export const COST_CONFIG_ANALYZERS = CHECKS.map(defineConfigCheck);
