import type { World } from '../../tools/sample-org/world/types.ts';
import type { ShapeRequest } from './shape-request.ts';

const ConfigurationAggregatorName = 'organization';

/** Every operation of the Config aggregator, over resources that the world has. */
export function configRequests(world: World): readonly ShapeRequest[] {
  const ResourceIdentifier = anInstance(world);
  const inputs: readonly (readonly [string, object])[] = [
    ['DescribeConfigurationAggregators', {}],
    ['DescribeConfigurationAggregatorSourcesStatus', { ConfigurationAggregatorName }],
    ['SelectAggregateResourceConfig', { ConfigurationAggregatorName, Expression: 'SELECT *' }],
    [
      'SelectAggregateResourceConfig',
      {
        ConfigurationAggregatorName,
        Expression: 'SELECT accountId, COUNT(*) GROUP BY accountId',
        Limit: 5,
      },
    ],
    [
      'GetAggregateDiscoveredResourceCounts',
      { ConfigurationAggregatorName, GroupByKey: 'RESOURCE_TYPE' },
    ],
    ['GetAggregateDiscoveredResourceCounts', { ConfigurationAggregatorName }],
    [
      'ListAggregateDiscoveredResources',
      { ConfigurationAggregatorName, ResourceType: 'AWS::EC2::Instance', Limit: 10 },
    ],
    ['GetAggregateResourceConfig', { ConfigurationAggregatorName, ResourceIdentifier }],
    [
      'BatchGetAggregateResourceConfig',
      {
        ConfigurationAggregatorName,
        ResourceIdentifiers: [ResourceIdentifier, { ...ResourceIdentifier, ResourceId: 'i-none' }],
      },
    ],
    ['DescribeAggregateComplianceByConfigRules', { ConfigurationAggregatorName, Limit: 1000 }],
    ['DescribeAggregateComplianceByConformancePacks', { ConfigurationAggregatorName }],
  ];
  return inputs.map(([operation, input]) => ({
    service: 'config',
    operation,
    input,
    region: world.homeRegion,
  }));
}

function anInstance(world: World) {
  const [resource] = world.resources({
    types: ['AWS::EC2::Instance'],
    regions: [world.homeRegion],
  });
  return {
    SourceAccountId: resource?.accountId ?? '',
    SourceRegion: resource?.region ?? '',
    ResourceId: resource?.id ?? '',
    ResourceType: 'AWS::EC2::Instance',
  };
}
