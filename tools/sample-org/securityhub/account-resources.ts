import type { ExtraKind } from '../extend-world.ts';
import { resourceIn } from '../world/resource-kind.ts';
import type { World } from '../world/types.ts';

/** Type of the resource that findings about an account itself name. */
export const ACCOUNT_TYPE = 'AWS::::Account';

/** Each account, once per Region: Security Hub judges accounts Region by Region. */
export function accountKind(world: World): ExtraKind {
  return {
    type: ACCOUNT_TYPE,
    count: () => 1,
    resourceAt: (where) =>
      resourceIn(world.place(where), ACCOUNT_TYPE, {
        id: where.account.id,
        arn: `AWS::::Account:${where.account.id}`,
        name: null,
        createdAt: where.account.joined,
        configuration: { recordedByConfig: world.recorded(where.account, where.region) },
      }),
  };
}
