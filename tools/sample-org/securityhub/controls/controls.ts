import { ACCESS_CONTROLS } from './access-controls.ts';
import { COMPUTE_CONTROLS } from './compute-controls.ts';
import type { Control } from './control.ts';
import { DATA_CONTROLS } from './data-controls.ts';

/** Every control that judges a resource here. */
export const CONTROLS: readonly Control[] = [
  ...COMPUTE_CONTROLS,
  ...DATA_CONTROLS,
  ...ACCESS_CONTROLS,
];

const BY_TYPE: ReadonlyMap<string, readonly Control[]> = new Map(
  CONTROLS.map(({ resourceType }) => [
    resourceType,
    CONTROLS.filter((control) => control.resourceType === resourceType),
  ]),
);

/** The controls over one resource type. */
export function controlsOf(resourceType: string): readonly Control[] {
  return BY_TYPE.get(resourceType) ?? [];
}
