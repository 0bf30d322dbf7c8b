import { AwsError, type Call } from '../handler.ts';
import { hashOf } from '../world/random.ts';
import type { World } from '../world/types.ts';

/** Name of the organisation's aggregator. */
export const AGGREGATOR_NAME = 'organization';

/** What DescribeConfigurationAggregators answers for the aggregator. */
export function describeAggregator(world: World, accountId: string) {
  const created = world.parameters.now.getTime() / 1000 - 700 * 86_400;
  const id = hashOf('aggregator', world.organizationId, accountId).toString(36).padStart(8, '0');
  return {
    ConfigurationAggregatorName: AGGREGATOR_NAME,
    ConfigurationAggregatorArn: `arn:aws:config:${world.homeRegion}:${accountId}:config-aggregator/config-aggregator-${id.slice(-8)}`,
    OrganizationAggregationSource: {
      RoleArn: `arn:aws:iam::${accountId}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`,
      AllAwsRegions: true,
    },
    CreationTime: created,
    LastUpdatedTime: created,
  };
}

/** True where the aggregator is: in the home Region of the management account and of the delegated administrator. */
export function hasAggregator(world: World, { region, caller }: Call): boolean {
  const owners = [world.managementAccountId, world.auditAccountId];
  return region === world.homeRegion && owners.includes(caller.accountId);
}

/** The error for an aggregator that is not there. */
export function noSuchAggregator(): AwsError {
  return new AwsError(
    'NoSuchConfigurationAggregatorException',
    'The configuration aggregator does not exist.',
  );
}

/** @throws NoSuchConfigurationAggregatorException unless the named aggregator is in the caller's account and Region */
export function needAggregator(world: World, name: string, call: Call): void {
  if (name !== AGGREGATOR_NAME || !hasAggregator(world, call)) throw noSuchAggregator();
}
