import { configurationPolicyIds } from '../../tools/sample-org/securityhub/configuration-policies.ts';
import type { World } from '../../tools/sample-org/world/types.ts';
import { type RequestRow, requestsOf, type ShapeRequest } from './shape-request.ts';

/** The product names of findings; each has a shape of its own. */
const PRODUCTS = ['Security Hub', 'GuardDuty', 'Inspector', 'Macie', 'IAM Access Analyzer'];

/** Every operation of Security Hub, GetFindings once per product, and its refusals. */
export function securityHubRequests(world: World): readonly ShapeRequest[] {
  const where = { service: 'securityhub', region: world.homeRegion } as const;
  return [
    ...requestsOf(where, [
      ...findingRows(),
      ...hubRows(aggregatorArn(world)),
      ...policyRows(world),
      ...REFUSALS,
    ]),
    // Security Hub is enabled in the organisation's Regions only.
    ...requestsOf({ ...where, region: 'af-south-1' }, [
      ['DescribeHub', {}, 'InvalidAccessException'],
    ]),
  ];
}

function findingRows(): readonly RequestRow[] {
  return PRODUCTS.map((Value) => {
    const Filters = { ProductName: [{ Value, Comparison: 'EQUALS' }] };
    return ['GetFindings', { Filters, MaxResults: 100 }];
  });
}

function hubRows(FindingAggregatorArn: string): readonly RequestRow[] {
  return [
    ['DescribeHub', {}],
    ['DescribeStandards', {}],
    ['GetEnabledStandards', {}],
    ['ListFindingAggregators', {}],
    ['GetFindingAggregator', { FindingAggregatorArn }],
    ['ListMembers', { OnlyAssociated: false, MaxResults: 5 }],
    ['DescribeOrganizationConfiguration', {}],
    ['ListConfigurationPolicyAssociations', { MaxResults: 5 }],
    ['ListSecurityControlDefinitions', { MaxResults: 20 }],
  ];
}

function policyRows(world: World): readonly RequestRow[] {
  return configurationPolicyIds(world).map((Identifier) => [
    'GetConfigurationPolicy',
    { Identifier },
  ]);
}

const REFUSALS: readonly RequestRow[] = [
  ['DescribeSecurityHubV2', {}, 'ResourceNotFoundException'],
  ['GetFindings', { MaxResults: 101 }, 'InvalidInputException'],
  ['GetFindings', { NextToken: 'bm9uZQ' }, 'InvalidInputException'],
  ['GetFindingAggregator', { FindingAggregatorArn: 'none' }, 'ResourceNotFoundException'],
  ['GetConfigurationPolicy', { Identifier: 'none' }, 'ResourceNotFoundException'],
];

function aggregatorArn(world: World): string {
  return `arn:aws:securityhub:${world.homeRegion}:${world.auditAccountId}:finding-aggregator/6d0f2c5e-3f4b-4a55-9f0a-2f6a6d1c7e10`;
}
