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
interface MetFindings {
  readonly position: string;
  readonly findings: readonly JsonObject[];
}

/** Walks over watched resources of active accounts. */
export type FindingWalk = (filter: ResourceFilter, start: WalkStart) => Iterable<MetFindings>;

/** A walk over the world's findings, which makes each resource's as it comes by and keeps the first of them. */
export function createFindingWalk(world: World): FindingWalk {
  const findingsOf = rememberFindings();
  return function* walkFindings(filter, start) {
    const types = (filter.types ?? WATCHED_TYPES).filter((type) => WATCHED_TYPES.includes(type));
    const cells = (from: Cell | null) => world.cells({ ...filter, types }, from);
    for (const { cell, position, resource } of walkResources(world, cells, start)) {
      const { account } = cell;
      if (account.state !== 'ACTIVE') continue;
      const region = world.regions.includes(cell.region) ? cell.region : world.homeRegion;
      const recorded = world.recorded(account, cell.region);
      yield { position, findings: findingsOf({ world, account, resource, region, recorded }) };
    }
  };
}

/** Findings that are kept, at some 3 kB each; those of a larger organisation are made anew each time. */
const MOST_KEPT = 20_000;

/** Findings are the same for every question, and live no longer than their resource is remembered. */
function rememberFindings() {
  const kept = new WeakMap<Resource, readonly JsonObject[]>();
  let count = 0;
  return (context: FindingContext): readonly JsonObject[] => {
    const known = kept.get(context.resource);
    if (known !== undefined) return known;
    const findings = [...controlFindings(context), ...detectedFindings(context)];
    if (count + findings.length <= MOST_KEPT) {
      kept.set(context.resource, findings);
      count += findings.length;
    }
    return findings;
  };
}
