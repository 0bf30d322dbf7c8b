import type { World } from '../../tools/sample-org/world/types.ts';
import { type RequestRow, requestsOf, type ShapeRequest } from './shape-request.ts';

const ConfigurationAggregatorName = 'organization';

/** Every operation of the Config aggregator, over resources that the world has, and its refusals. */
export function configRequests(world: World): readonly ShapeRequest[] {
  const rows = [...summaryRows(), ...resourceRows(world), ...REFUSALS];
  return requestsOf({ service: 'config', region: world.homeRegion }, [
    ['DescribeConfigurationAggregators', {}],
    ...rows.map(([operation, input, refusal]): RequestRow => {
      return [operation, { ConfigurationAggregatorName, ...input }, refusal];
    }),
  ]);
}

function summaryRows(): readonly RequestRow[] {
  const Expression = 'SELECT accountId, COUNT(*) GROUP BY accountId';
  return [
    ['DescribeConfigurationAggregatorSourcesStatus', {}],
    ['SelectAggregateResourceConfig', { Expression: 'SELECT *', Limit: 100 }],
    ['SelectAggregateResourceConfig', { Expression, Limit: 5 }],
    ['GetAggregateDiscoveredResourceCounts', { GroupByKey: 'RESOURCE_TYPE' }],
    ['GetAggregateDiscoveredResourceCounts', { GroupByKey: 'ACCOUNT_ID' }],
    ['GetAggregateDiscoveredResourceCounts', { GroupByKey: 'AWS_REGION' }],
    ['GetAggregateDiscoveredResourceCounts', {}],
    ['DescribeAggregateComplianceByConfigRules', { Limit: 1000 }],
    ['DescribeAggregateComplianceByConformancePacks', {}],
    ...OWN_TYPES.map((name): RequestRow => {
      return ['ListAggregateDiscoveredResources', { ResourceType: `AWS::Config::${name}` }];
    }),
  ];
}

/** Types that Config itself writes: the state of its rules, packs and recorders. */
const OWN_TYPES = ['ResourceCompliance', 'ConformancePackCompliance', 'ConfigurationRecorder'];

/** One resource of every type, listed, alone, and in a batch with one that is not there. */
function resourceRows(world: World): readonly RequestRow[] {
  return world.resourceTypes.flatMap((ResourceType): readonly RequestRow[] => {
    const [resource] = world.resources({ types: [ResourceType] });
    if (resource === undefined) return [];
    const ResourceIdentifier = {
      SourceAccountId: resource.accountId,
      SourceRegion: resource.region,
      ResourceId: resource.id,
      ResourceType,
    };
    const ResourceIdentifiers = [ResourceIdentifier, { ...ResourceIdentifier, ResourceId: 'none' }];
    return [
      ['ListAggregateDiscoveredResources', { ResourceType, Limit: 10 }],
      ['GetAggregateResourceConfig', { ResourceIdentifier }],
      ['BatchGetAggregateResourceConfig', { ResourceIdentifiers }],
    ];
  });
}

const REFUSALS: readonly RequestRow[] = [
  [
    'DescribeConfigurationAggregatorSourcesStatus',
    { ConfigurationAggregatorName: 'none' },
    'NoSuchConfigurationAggregatorException',
  ],
  ['SelectAggregateResourceConfig', { Expression: 'SELECT' }, 'InvalidExpressionException'],
  [
    'SelectAggregateResourceConfig',
    { Expression: 'SELECT *', NextToken: 'bm9uZQ' },
    'InvalidNextTokenException',
  ],
  [
    'SelectAggregateResourceConfig',
    { Expression: 'SELECT *', Limit: 101 },
    'InvalidLimitException',
  ],
];
