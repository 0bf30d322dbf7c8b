import { type Static, Type } from 'typebox';

import type { Charge } from '../world/costs/charges.ts';
import type { World } from '../world/types.ts';
import { checkDimension, dimensionOf } from './expression.ts';
import { refuse } from './refuse.ts';

/** `GroupBy` of a request. */
export const GroupBy = Type.Optional(
  Type.Array(
    Type.Object({ Type: Type.Optional(Type.String()), Key: Type.Optional(Type.String()) }),
  ),
);

type GroupBy = Static<typeof GroupBy> | undefined;

type KeyOf = (charge: Charge) => string;

function keyReader({
  Type: type = 'DIMENSION',
  Key: key = '',
}: NonNullable<GroupBy>[number]): KeyOf {
  if (type === 'DIMENSION') {
    const dimension = checkDimension(key);
    return (charge) => dimensionOf(charge, dimension);
  }
  if (type === 'TAG' && key !== '') return (charge) => `${key}$${charge.tags[key] ?? ''}`;
  if (type === 'COST_CATEGORY' && key !== '') return () => `${key}$`;
  throw refuse(`GroupBy Type ${type} with Key ${key} is invalid.`);
}

/** Reads the groups of lines. @throws AwsError `ValidationException` for more than two, or what cannot be grouped by. */
export function compileGroupBy(groupBy: GroupBy): (charge: Charge) => readonly string[] {
  if ((groupBy?.length ?? 0) > 2) {
    throw refuse('GroupBy cannot contain more than 2 group definitions.');
  }
  const readers = (groupBy ?? []).map(keyReader);
  return (charge) => readers.map((read) => read(charge));
}

/** Names of the accounts among group keys, as `DimensionValueAttributes` gives them. */
export function accountAttributes(world: World, ids: Iterable<string>) {
  return [...new Set(ids)].flatMap((id) => {
    const account = world.account(id);
    return account === undefined ? [] : [{ Value: id, Attributes: { description: account.name } }];
  });
}
