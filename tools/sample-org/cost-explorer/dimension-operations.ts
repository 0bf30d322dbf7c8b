import { Type } from 'typebox';

import { defineOperation, type Operation } from '../handler.ts';
import { cutPage } from '../paging.ts';
import { monthOf, monthStart } from '../world/costs/calendar.ts';
import type { Charge } from '../world/costs/charges.ts';
import type { CostExplorer } from './cost-explorer.ts';
import { checkDimension, compileFilter } from './expression.ts';
import { knownDays, type Period, readPeriod, TimePeriod } from './periods.ts';
import { refuse, refuseToken } from './refuse.ts';
import { isEmpty, sumCosts } from './sum-costs.ts';

const PAGE = {
  NextPageToken: Type.Optional(Type.String()),
  MaxResults: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
};

interface Values {
  readonly period: Period;
  readonly filter: unknown;
  readonly keyOf: (charge: Charge) => string | undefined;
}

/** The values that cost anything in a period, in alphabetical order. */
function valuesOf(
  { bill, now }: CostExplorer,
  { period, filter, keyOf }: Values,
): readonly string[] {
  const passes = compileFilter(filter);
  const groups = sumCosts(bill, {
    periods: [period],
    filter: (charge) => keyOf(charge) !== undefined && passes(charge),
    keysOf: (charge) => [keyOf(charge) ?? ''],
    known: knownDays(now()),
  });
  const paid = groups.filter(({ sums }) => sums.some((sum) => !isEmpty(sum)));
  return paid.flatMap(({ keys }) => keys).toSorted();
}

const DimensionValues = Type.Object({
  TimePeriod,
  Dimension: Type.String(),
  SearchString: Type.Optional(Type.String()),
  Context: Type.Optional(Type.String()),
  Filter: Type.Optional(Type.Unknown()),
  ...PAGE,
});

/** `GetDimensionValues`. */
export function getDimensionValues(explorer: CostExplorer): Operation {
  return defineOperation(DimensionValues, refuse, (input) => {
    const dimension = checkDimension(input.Dimension);
    const search = input.SearchString?.toLowerCase() ?? '';
    const values = valuesOf(explorer, {
      period: readPeriod(input.TimePeriod),
      filter: input.Filter,
      keyOf: (charge) => charge.dimensions[dimension],
    }).filter((value) => value.toLowerCase().includes(search));
    const { NextPageToken: token, MaxResults: size = 1_000, ...request } = input;
    const page = cutPage(values, { token, size, request, refuse: refuseToken });
    const shape = (value: string) => {
      const account = dimension === 'LINKED_ACCOUNT' ? explorer.world.account(value) : undefined;
      return {
        Value: value,
        Attributes: account === undefined ? {} : { description: account.name },
      };
    };
    return {
      DimensionValues: page.items.map(shape),
      ReturnSize: page.items.length,
      TotalSize: values.length,
      NextPageToken: page.token,
    };
  });
}

const Tags = Type.Object({
  TimePeriod,
  TagKey: Type.Optional(Type.String()),
  SearchString: Type.Optional(Type.String()),
  Filter: Type.Optional(Type.Unknown()),
  ...PAGE,
});

const ACTIVE_KEYS = ['CostCentre', 'Environment', 'Team'];

/** `GetTags`: the tag keys, or the values of one; the empty value stands for what is not tagged. */
export function getTags(explorer: CostExplorer): Operation {
  return defineOperation(Tags, refuse, (input) => {
    const { TagKey: key, SearchString: search = '' } = input;
    const period = readPeriod(input.TimePeriod);
    const all =
      key === undefined
        ? ACTIVE_KEYS
        : valuesOf(explorer, {
            period,
            filter: input.Filter,
            keyOf: ({ tags }) => tags[key] ?? '',
          });
    const found = all.filter((value) => value.toLowerCase().includes(search.toLowerCase()));
    const { NextPageToken: token, MaxResults: size = 1_000, ...request } = input;
    const page = cutPage(found, { token, size, request, refuse: refuseToken });
    return {
      Tags: page.items,
      ReturnSize: page.items.length,
      TotalSize: found.length,
      NextPageToken: page.token,
    };
  });
}

const AllocationTags = Type.Object({
  Status: Type.Optional(Type.String()),
  TagKeys: Type.Optional(Type.Array(Type.String())),
  Type: Type.Optional(Type.String()),
  NextToken: Type.Optional(Type.String()),
  MaxResults: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
});

const INACTIVE_KEYS = ['Application', 'DataClassification', 'Name', 'Owner'];

/** `ListCostAllocationTags`: three are active, others are used on resources and never activated. */
export function listCostAllocationTags({ now }: CostExplorer): Operation {
  return defineOperation(AllocationTags, refuse, (input) => {
    const lastUsed = monthStart(monthOf(now())).toISOString().slice(0, 19) + 'Z';
    const shape = (TagKey: string, Status: string) => ({
      TagKey,
      Type: 'UserDefined',
      Status,
      LastUpdatedDate: '2024-02-01T00:00:00Z',
      LastUsedDate: lastUsed,
    });
    const tags = [
      ...ACTIVE_KEYS.map((key) => shape(key, 'Active')),
      ...INACTIVE_KEYS.map((key) => shape(key, 'Inactive')),
    ].filter(
      (tag) =>
        (input.Status ?? tag.Status) === tag.Status &&
        (input.Type ?? tag.Type) === tag.Type &&
        (input.TagKeys?.includes(tag.TagKey) ?? true),
    );
    const { NextToken: token, MaxResults: size = 100, ...request } = input;
    const page = cutPage(tags, { token, size, request, refuse: refuseToken });
    return { CostAllocationTags: page.items, NextToken: page.token };
  });
}
