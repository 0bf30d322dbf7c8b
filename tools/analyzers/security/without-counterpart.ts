import type { ConfigRow } from '../../aws/config-row.ts';

/** The resources that no counterpart names, e.g. VPCs that no flow log is for. */
export function withoutCounterpart(
  resources: readonly ConfigRow[],
  counterparts: readonly ConfigRow[],
  namedBy: (counterpart: ConfigRow) => readonly (string | null)[],
): readonly ConfigRow[] {
  const named = new Set(counterparts.flatMap(namedBy));
  return resources.filter(({ resourceId }) => !named.has(resourceId));
}
