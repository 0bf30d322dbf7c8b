import { setImmediate as nextTurn } from 'node:timers/promises';
import { Type } from 'typebox';
import { defineOperation, type Operation, refuseWith } from '../handler.ts';
import { cutPage } from '../paging.ts';
import type { Cell, ResourceFilter, World } from '../world/types.ts';
import { needAggregator } from './aggregator.ts';
import { invalidToken, pageLimit } from './page-limit.ts';
import { recordedCells, resourceFilter } from './recorded-resources.ts';

const GROUPINGS = {
  RESOURCE_TYPE: (cell: Cell) => cell.type,
  ACCOUNT_ID: (cell: Cell) => cell.account.id,
  AWS_REGION: (cell: Cell) => cell.region,
} as const;

const CountInput = Type.Object({
  ConfigurationAggregatorName: Type.String({ minLength: 1, maxLength: 256 }),
  Filters: Type.Optional(
    Type.Object({
      ResourceType: Type.Optional(Type.String()),
      AccountId: Type.Optional(Type.String({ pattern: '^\\d{12}$' })),
      Region: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    }),
  ),
  GroupByKey: Type.Optional(
    Type.Union([
      Type.Literal('RESOURCE_TYPE'),
      Type.Literal('ACCOUNT_ID'),
      Type.Literal('AWS_REGION'),
    ]),
  ),
  Limit: Type.Optional(Type.Integer()),
  NextToken: Type.Optional(Type.String()),
});

/** GetAggregateDiscoveredResourceCounts: counts cells, makes no resource. Groups come largest first. */
export function countOperation(world: World): Operation {
  return defineOperation(CountInput, refuseWith('ValidationException'), async (input, call) => {
    needAggregator(world, input.ConfigurationAggregatorName, call);
    const { NextToken, Limit, GroupByKey, ...request } = input;
    const size = pageLimit(Limit, { usual: 1000, most: 1000 });
    const key = GroupByKey === undefined ? () => '' : GROUPINGS[GroupByKey];
    const counts = await countBy(world, key, resourceFilter(input.Filters ?? {}));
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    if (GroupByKey === undefined) return { TotalDiscoveredResources: total };
    const page = cutPage(largestFirst(counts), {
      token: NextToken,
      size,
      request: { ...request, GroupByKey },
      refuse: invalidToken,
    });
    return {
      TotalDiscoveredResources: total,
      GroupByKey,
      GroupedResourceCounts: page.items,
      ...(page.token && { NextToken: page.token }),
    };
  });
}

async function countBy(
  world: World,
  key: (cell: Cell) => string,
  filter: ResourceFilter,
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  let seen = 0;
  for (const cell of recordedCells(world, filter)) {
    counts.set(key(cell), (counts.get(key(cell)) ?? 0) + world.count(cell));
    if (++seen % 5_000 === 0) await nextTurn();
  }
  return counts;
}

function largestFirst(counts: ReadonlyMap<string, number>) {
  return [...counts]
    .toSorted(([, left], [, right]) => right - left)
    .map(([GroupName, ResourceCount]) => ({ GroupName, ResourceCount }));
}
