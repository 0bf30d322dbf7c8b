import { type InstanceFacts, instanceCount, instanceFacts } from '../world/kinds/ec2-instance.ts';
import { type VolumeFacts, volumeCount, volumeFacts } from '../world/kinds/ec2-volume.ts';
import { databaseCount, databaseFacts } from '../world/kinds/rds.ts';
import { arnAt } from '../world/place.ts';
import type { Place } from '../world/types.ts';
import { type HubItem, type HubItemParts, hubItem } from './recommendation.ts';

/** Sizes from small to large; a step down halves the price. */
const SIZES = ['micro', 'small', 'medium', 'large', 'xlarge', '2xlarge', '4xlarge'];
const GRAVITON_SAVING = 0.19;

/** The same family one size smaller, or null when there is none. */
export function oneSizeSmaller(type: string): string | null {
  const dot = type.lastIndexOf('.');
  const smaller = SIZES[SIZES.indexOf(type.slice(dot + 1)) - 1];
  return smaller === undefined ? null : `${type.slice(0, dot)}.${smaller}`;
}

/** The Graviton family that replaces an x86 one, or null where there is none in use. */
function gravitonOf(type: string): string | null {
  const [, family, size] = /^([mcr])[56]i?\.(\w+)$/.exec(type) ?? [];
  return family === undefined ? null : `${family}6g.${size}`;
}

type Change = Pick<HubItemParts, 'action' | 'recommended' | 'share'>;

function instanceChanges(facts: InstanceFacts): readonly Change[] {
  if (facts.state === 'stopped') return [];
  if (facts.use === 'idle') return [{ action: 'Stop', recommended: 'Stop the instance', share: 1 }];
  if (facts.use !== 'over') return [];
  const smaller = oneSizeSmaller(facts.instanceType);
  const graviton = facts.windows ? null : gravitonOf(facts.instanceType);
  const changes: Change[] = [];
  if (smaller !== null) changes.push({ action: 'Rightsize', recommended: smaller, share: 0.5 });
  if (graviton !== null) {
    changes.push({ action: 'MigrateToGraviton', recommended: graviton, share: GRAVITON_SAVING });
  }
  return changes;
}

/** Idle, over-provisioned and migratable EC2 instances of a place. */
export function* recommendInstances(place: Place): Iterable<HubItem> {
  for (let index = 0; index < instanceCount(place); index += 1) {
    const facts = instanceFacts(place, index);
    for (const change of instanceChanges(facts)) {
      yield hubItem(place, {
        ...change,
        index,
        resourceType: 'Ec2Instance',
        resourceId: facts.id,
        resourceArn: arnAt(place, 'ec2', `instance/${facts.id}`),
        current: facts.instanceType,
        cost: facts.monthlyCost,
        tags: facts.tags,
      });
    }
  }
}

function volumeChange(facts: VolumeFacts): Change | null {
  const summary = `${facts.size} GiB`;
  if (facts.instanceIndex === null) {
    return { action: 'Delete', recommended: `Delete after a snapshot (${summary})`, share: 1 };
  }
  if (facts.volumeType === 'gp2') return { action: 'Upgrade', recommended: 'gp3', share: 0.2 };
  return facts.volumeType === 'io1'
    ? { action: 'Rightsize', recommended: 'gp3', share: 0.3 }
    : null;
}

/** Unattached, gp2 and io1 volumes of a place. */
export function* recommendVolumes(place: Place): Iterable<HubItem> {
  for (let index = 0; index < volumeCount(place); index += 1) {
    const facts = volumeFacts(place, index);
    const change = volumeChange(facts);
    if (change === null) continue;
    yield hubItem(place, {
      ...change,
      index,
      resourceType: 'EbsVolume',
      resourceId: facts.id,
      resourceArn: arnAt(place, 'ec2', `volume/${facts.id}`),
      current: `${facts.volumeType}, ${facts.size} GiB`,
      cost: facts.monthlyCost,
      tags: facts.tags,
      lookbackDays: 32,
    });
  }
}

function databaseChange(use: string, instanceClass: string): Change | null {
  if (use === 'idle') return { action: 'Stop', recommended: 'Stop the database', share: 1 };
  const smaller = use === 'over' ? oneSizeSmaller(instanceClass) : null;
  return smaller === null ? null : { action: 'Rightsize', recommended: smaller, share: 0.5 };
}

/** Idle and over-provisioned databases of a place. */
export function* recommendDatabases(place: Place): Iterable<HubItem> {
  for (let index = 0; index < databaseCount(place); index += 1) {
    const facts = databaseFacts(place, index);
    const available = facts.status === 'available';
    const change = available ? databaseChange(facts.use, facts.instanceClass) : null;
    if (change === null) continue;
    yield hubItem(place, {
      ...change,
      index,
      resourceType: 'RdsDbInstance',
      resourceId: facts.id,
      resourceArn: arnAt(place, 'rds', `db:${facts.id}`),
      current: `${facts.instanceClass}, ${facts.engine}`,
      cost: facts.monthlyCost,
      tags: facts.tags,
    });
  }
}
