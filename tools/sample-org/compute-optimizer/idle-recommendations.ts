import { instanceCount, instanceFacts } from '../world/kinds/ec2-instance.ts';
import { volumeCount, volumeFacts } from '../world/kinds/ec2-volume.ts';
import { databaseCount, databaseFacts } from '../world/kinds/rds.ts';
import { arnAt } from '../world/place.ts';
import type { Place, World } from '../world/types.ts';
import { metric, refreshedAt, saving, tagsOf } from './shapes.ts';

const BYTES_PER_MEGABYTE = 1_000_000;
const SECONDS_PER_DAY = 86_400;

interface IdleParts {
  readonly arn: string;
  readonly id: string;
  readonly resourceType: 'EC2Instance' | 'EBSVolume' | 'RDSDBInstance';
  readonly finding: 'Idle' | 'Unattached';
  readonly description: string;
  readonly cost: number;
  readonly metrics: readonly ReturnType<typeof metric>[];
  readonly lookbackDays: number;
  readonly tags: Readonly<Record<string, string>>;
}

function idleItem(place: Place, parts: IdleParts) {
  return {
    resourceArn: parts.arn,
    resourceId: parts.id,
    resourceType: parts.resourceType,
    accountId: place.account.id,
    finding: parts.finding,
    findingDescription: parts.description,
    savingsOpportunity: saving(parts.cost, 1),
    savingsOpportunityAfterDiscounts: saving(parts.cost * 0.92, 1),
    utilizationMetrics: parts.metrics,
    lookBackPeriodInDays: parts.lookbackDays,
    lastRefreshTimestamp: refreshedAt(place),
    tags: tagsOf(parts.tags),
  };
}

type IdleItem = ReturnType<typeof idleItem>;

function* idleInstances(place: Place): Iterable<IdleItem> {
  for (let index = 0; index < instanceCount(place); index += 1) {
    const facts = instanceFacts(place, index);
    if (facts.use !== 'idle' || facts.state !== 'running') continue;
    const traffic = (facts.networkMegabytes * BYTES_PER_MEGABYTE) / SECONDS_PER_DAY;
    yield idleItem(place, {
      arn: arnAt(place, 'ec2', `instance/${facts.id}`),
      id: facts.id,
      resourceType: 'EC2Instance',
      finding: 'Idle',
      description: 'Peak CPU below 5% and less than 5 MB of network traffic a day.',
      cost: facts.monthlyCost,
      metrics: [
        metric('CPU', 'Maximum', facts.cpuMaximum),
        metric('NetworkInBytesPerSecond', 'Maximum', traffic * 0.7),
        metric('NetworkOutBytesPerSecond', 'Maximum', traffic * 0.3),
      ],
      lookbackDays: 14,
      tags: facts.tags,
    });
  }
}

function* unattachedVolumes(place: Place): Iterable<IdleItem> {
  for (let index = 0; index < volumeCount(place); index += 1) {
    const facts = volumeFacts(place, index);
    if (facts.instanceIndex !== null) continue;
    yield idleItem(place, {
      arn: arnAt(place, 'ec2', `volume/${facts.id}`),
      id: facts.id,
      resourceType: 'EBSVolume',
      finding: 'Unattached',
      description: 'Not attached to an instance for 32 days.',
      cost: facts.monthlyCost,
      metrics: [
        metric('EBSVolumeReadIOPS', 'Maximum', 0),
        metric('EBSVolumeWriteIOPS', 'Maximum', 0),
      ],
      lookbackDays: 32,
      tags: facts.tags,
    });
  }
}

function* idleDatabases(place: Place): Iterable<IdleItem> {
  for (let index = 0; index < databaseCount(place); index += 1) {
    const facts = databaseFacts(place, index);
    if (facts.use !== 'idle' || facts.status !== 'available') continue;
    yield idleItem(place, {
      arn: arnAt(place, 'rds', `db:${facts.id}`),
      id: facts.id,
      resourceType: 'RDSDBInstance',
      finding: 'Idle',
      description: 'No connection and almost no reads or writes in 14 days.',
      cost: facts.monthlyCost,
      metrics: [metric('DatabaseConnections', 'Maximum', 0)],
      lookbackDays: 14,
      tags: facts.tags,
    });
  }
}

/** What Compute Optimizer calls idle or unattached in one account and Region. */
export function* idleRecommendations(
  world: World,
  accountId: string,
  region: string,
): Iterable<IdleItem> {
  const account = world.account(accountId);
  if (account === undefined || !world.regions.includes(region)) return;
  const place = world.place({ account, region });
  yield* idleInstances(place);
  yield* unattachedVolumes(place);
  yield* idleDatabases(place);
}
