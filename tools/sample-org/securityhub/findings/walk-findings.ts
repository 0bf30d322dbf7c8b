import { type WalkStart, walkResources } from '../../walk-resources.ts';
import type { Cell, JsonObject, Resource, ResourceFilter, World } from '../../world/types.ts';
import { CONTROLS } from '../controls/controls.ts';
import { controlFindings } from './control-findings.ts';
import { detectedFindings } from './detected-findings.ts';
import type { FindingContext } from './finding-context.ts';
import { DETECTORS } from './threats.ts';

/** Types of resources that can have findings. */
const WATCHED_TYPES: readonly string[] = [
  ...new Set([
    ...CONTROLS.map((control) => control.resourceType),
    ...DETECTORS.flatMap((detector) => detector.resourceTypes),
  ]),
];

/** The findings of one resource and where the walk stands. */
export interface MetFindings {
  readonly position: string;
  readonly findings: readonly JsonObject[];
}

/** Walks over watched resources of active accounts, making each one's findings as it comes by. */
export function* walkFindings(
  world: World,
  filter: ResourceFilter,
  start: WalkStart,
): Iterable<MetFindings> {
  const types = (filter.types ?? WATCHED_TYPES).filter((type) => WATCHED_TYPES.includes(type));
  const cells = (from: Cell | null) => world.cells({ ...filter, types }, from);
  for (const { cell, position, resource } of walkResources(world, cells, start)) {
    const { account } = cell;
    if (account.state !== 'ACTIVE') continue;
    const region = world.regions.includes(cell.region) ? cell.region : world.homeRegion;
    const recorded = world.recorded(account, cell.region);
    yield { position, findings: findingsOf({ world, account, resource, region, recorded }) };
  }
}

/** Findings live as long as the world remembers their resource, and are the same for every question. */
const KNOWN = new WeakMap<Resource, readonly JsonObject[]>();

function findingsOf(context: FindingContext): readonly JsonObject[] {
  const known = KNOWN.get(context.resource);
  if (known !== undefined) return known;
  const findings = [...controlFindings(context), ...detectedFindings(context)];
  KNOWN.set(context.resource, findings);
  return findings;
}
