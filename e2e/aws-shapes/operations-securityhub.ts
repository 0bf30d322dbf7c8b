import type { World } from '../../tools/sample-org/world/types.ts';
import type { ShapeRequest } from './shape-request.ts';

/** The product names of findings; each has a shape of its own. */
const PRODUCTS = ['Security Hub', 'GuardDuty', 'Inspector', 'Macie', 'IAM Access Analyzer'];

/** Every operation of Security Hub, GetFindings once per product. */
export function securityHubRequests(world: World): readonly ShapeRequest[] {
  const inputs: readonly (readonly [string, object])[] = [
    ...PRODUCTS.map((Value) => {
      const Filters = { ProductName: [{ Value, Comparison: 'EQUALS' }] };
      return ['GetFindings', { Filters, MaxResults: 100 }] as const;
    }),
    ['DescribeHub', {}],
    ['DescribeStandards', {}],
    ['GetEnabledStandards', {}],
    ['ListFindingAggregators', {}],
    ['GetFindingAggregator', { FindingAggregatorArn: aggregatorArn(world) }],
    ['ListMembers', { OnlyAssociated: false }],
    ['ListSecurityControlDefinitions', { MaxResults: 100 }],
  ];
  return inputs.map(([operation, input]) => ({
    service: 'securityhub',
    operation,
    input,
    region: world.homeRegion,
  }));
}

function aggregatorArn(world: World): string {
  return `arn:aws:securityhub:${world.homeRegion}:${world.auditAccountId}:finding-aggregator/6d0f2c5e-3f4b-4a55-9f0a-2f6a6d1c7e10`;
}
