import { extendWorld, rememberKind } from '../extend-world.ts';
import type { ServiceHandler } from '../handler.ts';
import type { World } from '../world/types.ts';
import { aggregatorsOperation, sourcesOperation } from './aggregator-operations.ts';
import { packComplianceOperation, ruleComplianceOperation } from './compliance-operations.ts';
import { recorderKind } from './configuration-recorders.ts';
import { conformancePackKind } from './conformance-packs.ts';
import { countOperation } from './count-operation.ts';
import { resourceComplianceKind } from './resource-compliance.ts';
import {
  batchGetOperation,
  getResourceOperation,
  listResourcesOperation,
} from './resource-operations.ts';
import { selectOperation } from './select-operation.ts';

/** AWS Config with one organisation aggregator in the home Region. */
export function configService(organisation: World): ServiceHandler {
  const kinds = [recorderKind, resourceComplianceKind, conformancePackKind];
  const world = extendWorld(
    organisation,
    kinds.map((kindOf) => rememberKind(kindOf(organisation))),
  );
  return {
    signingName: 'config',
    protocol: { kind: 'json', version: '1.1', targetPrefix: 'StarlingDoveService' },
    operations: {
      BatchGetAggregateResourceConfig: batchGetOperation(world),
      DescribeAggregateComplianceByConfigRules: ruleComplianceOperation(world),
      DescribeAggregateComplianceByConformancePacks: packComplianceOperation(world),
      DescribeConfigurationAggregators: aggregatorsOperation(world),
      DescribeConfigurationAggregatorSourcesStatus: sourcesOperation(world),
      GetAggregateDiscoveredResourceCounts: countOperation(world),
      GetAggregateResourceConfig: getResourceOperation(world),
      ListAggregateDiscoveredResources: listResourcesOperation(world),
      SelectAggregateResourceConfig: selectOperation(world),
    },
  };
}
