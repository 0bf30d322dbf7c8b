import { type Static, Type } from 'typebox';
import type { HubItem } from './recommendation.ts';

function listOf() {
  return Type.Optional(Type.Array(Type.String(), { minItems: 1, maxItems: 100 }));
}

/** `Filter` of Cost Optimization Hub; every member that is given must match. */
export const RecommendationFilter = Type.Object({
  accountIds: listOf(),
  regions: listOf(),
  resourceTypes: listOf(),
  actionTypes: listOf(),
  implementationEfforts: listOf(),
  resourceIds: listOf(),
  resourceArns: listOf(),
  recommendationIds: listOf(),
  restartNeeded: Type.Optional(Type.Boolean()),
  rollbackPossible: Type.Optional(Type.Boolean()),
  tags: Type.Optional(
    Type.Array(Type.Object({ key: Type.String(), value: Type.Optional(Type.String()) })),
  ),
});

type Filter = Static<typeof RecommendationFilter>;

const LISTS = [
  ['accountIds', 'accountId'],
  ['regions', 'region'],
  ['resourceTypes', 'currentResourceType'],
  ['actionTypes', 'actionType'],
  ['implementationEfforts', 'implementationEffort'],
  ['resourceIds', 'resourceId'],
  ['resourceArns', 'resourceArn'],
  ['recommendationIds', 'recommendationId'],
] as const;

function hasTag(
  { tags = [] }: HubItem,
  wanted: { readonly key: string; readonly value?: string },
): boolean {
  return tags.some(
    ({ key, value }) =>
      key === wanted.key && (wanted.value === undefined || value === wanted.value),
  );
}

/** Whether a recommendation passes the filter. */
export function matchesFilter(item: HubItem, filter: Filter): boolean {
  const { restartNeeded, rollbackPossible, tags } = filter;
  return (
    LISTS.every(([wanted, member]) => filter[wanted]?.includes(item[member]) ?? true) &&
    (restartNeeded === undefined || item.restartNeeded === restartNeeded) &&
    (rollbackPossible === undefined || item.rollbackPossible === rollbackPossible) &&
    (tags === undefined || tags.some((tag) => hasTag(item, tag)))
  );
}
