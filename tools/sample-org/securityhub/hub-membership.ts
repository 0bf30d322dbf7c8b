import { AwsError, type Call } from '../handler.ts';
import type { ResourceFilter, World } from '../world/types.ts';

/** True for the accounts that administer Security Hub for the organisation. */
export function isAdministrator(world: World, { caller }: Call): boolean {
  return [world.managementAccountId, world.auditAccountId].includes(caller.accountId);
}

/**
 * What a caller sees: an administrator every account, others their own; in the home Region the findings of all Regions,
 * elsewhere those of the Region. Global resources have their findings in the home Region.
 */
export function visibleScope(world: World, call: Call): ResourceFilter {
  return {
    ...(!isAdministrator(world, call) && { accountIds: [call.caller.accountId] }),
    ...(call.region !== world.homeRegion && { regions: [call.region] }),
  };
}

/** What lies in both filters. */
export function narrowed(one: ResourceFilter, other: ResourceFilter): ResourceFilter {
  const accountIds = inBoth(one.accountIds, other.accountIds);
  const regions = inBoth(one.regions, other.regions);
  const types = inBoth(one.types, other.types);
  return {
    ...(accountIds && { accountIds }),
    ...(regions && { regions }),
    ...(types && { types }),
  };
}

function inBoth(
  one: readonly string[] | undefined,
  other: readonly string[] | undefined,
): readonly string[] | undefined {
  return one && other ? one.filter((value) => other.includes(value)) : (one ?? other);
}

/** @throws InvalidAccessException in a Region where Security Hub is not enabled for the account */
export function needHub(world: World, call: Call): void {
  const account = world.account(call.caller.accountId);
  if (account?.state === 'ACTIVE' && world.regions.includes(call.region)) return;
  throw new AwsError(
    'InvalidAccessException',
    `Account ${call.caller.accountId} is not subscribed to AWS Security Hub`,
    401,
  );
}
