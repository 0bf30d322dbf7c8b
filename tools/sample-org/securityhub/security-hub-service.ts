import { extendWorld, rememberKind } from '../extend-world.ts';
import type { Route, ServiceHandler } from '../handler.ts';
import type { World } from '../world/types.ts';
import { accountKind } from './account-resources.ts';
import {
  configurationPolicyOperation,
  organizationConfigurationOperation,
  policyAssociationsOperation,
} from './configuration-policies.ts';
import { getFindingsOperation } from './get-findings.ts';
import {
  describeHubOperation,
  describeHubV2Operation,
  getAggregatorOperation,
  listAggregatorsOperation,
  listMembersOperation,
} from './hub-operations.ts';
import {
  controlDefinitionsOperation,
  describeStandardsOperation,
  enabledStandardsOperation,
} from './standards-operations.ts';

const ROUTES: readonly Route[] = [
  { method: 'POST', path: '/findings', operation: 'GetFindings' },
  { method: 'GET', path: '/accounts', operation: 'DescribeHub' },
  { method: 'GET', path: '/hubv2', operation: 'DescribeSecurityHubV2' },
  {
    method: 'GET',
    path: '/organization/configuration',
    operation: 'DescribeOrganizationConfiguration',
  },
  {
    method: 'GET',
    path: '/configurationPolicy/get/{Identifier}',
    operation: 'GetConfigurationPolicy',
  },
  {
    method: 'POST',
    path: '/configurationPolicyAssociation/list',
    operation: 'ListConfigurationPolicyAssociations',
  },
  { method: 'GET', path: '/members', operation: 'ListMembers' },
  { method: 'GET', path: '/standards', operation: 'DescribeStandards' },
  { method: 'POST', path: '/standards/get', operation: 'GetEnabledStandards' },
  { method: 'GET', path: '/findingAggregator/list', operation: 'ListFindingAggregators' },
  {
    method: 'GET',
    path: '/findingAggregator/get/{FindingAggregatorArn+}',
    operation: 'GetFindingAggregator',
  },
  {
    method: 'GET',
    path: '/securityControls/definitions',
    operation: 'ListSecurityControlDefinitions',
  },
];

/** AWS Security Hub with findings aggregated in the home Region. */
export function securityHubService(organisation: World): ServiceHandler {
  const world = extendWorld(organisation, [rememberKind(accountKind(organisation))]);
  return {
    signingName: 'securityhub',
    protocol: { kind: 'rest-json', routes: ROUTES },
    operations: {
      DescribeHub: describeHubOperation(world),
      DescribeOrganizationConfiguration: organizationConfigurationOperation(world),
      DescribeSecurityHubV2: describeHubV2Operation(),
      DescribeStandards: describeStandardsOperation(world),
      GetConfigurationPolicy: configurationPolicyOperation(world),
      GetEnabledStandards: enabledStandardsOperation(world),
      GetFindingAggregator: getAggregatorOperation(world),
      GetFindings: getFindingsOperation(world),
      ListConfigurationPolicyAssociations: policyAssociationsOperation(world),
      ListFindingAggregators: listAggregatorsOperation(world),
      ListMembers: listMembersOperation(world),
      ListSecurityControlDefinitions: controlDefinitionsOperation(world),
    },
  };
}
