import type { Random } from '../../world/random.ts';
import type { Resource } from '../../world/types.ts';
import type { LifeCycle, WorkflowStatus } from './finding-draft.ts';

const HOUR = 3_600_000;
const OLDEST_DAYS = 200;

/**
 * Draws how old a finding is (two hours to 200 days, never older than its resource; young ones are more frequent) and
 * what became of it.
 */
export function drawLifeCycle(random: Random, resource: Resource, now: Date): LifeCycle {
  const resourceAge = Math.max(3 * HOUR, now.getTime() - resource.createdAt.getTime());
  const age = Math.min(resourceAge, 2 * HOUR + random.next() ** 2 * OLDEST_DAYS * 24 * HOUR);
  const archived = random.chance(0.06);
  const sinceUpdate = Math.min(age, archived ? age * random.next() : random.next() * 18 * HOUR);
  return {
    firstObservedAt: new Date(now.getTime() - Math.round(age)),
    updatedAt: new Date(now.getTime() - Math.round(sinceUpdate)),
    workflow: drawWorkflow(random.next()),
    recordState: archived ? 'ARCHIVED' : 'ACTIVE',
  };
}

function drawWorkflow(chance: number): WorkflowStatus {
  if (chance < 0.68) return 'NEW';
  if (chance < 0.82) return 'NOTIFIED';
  return chance < 0.92 ? 'SUPPRESSED' : 'RESOLVED';
}
