import { Type } from 'typebox';
import { defineOperation, HOUR } from './operation.ts';

const SECURITY_HUB = { service: 'securityhub', iamPrefix: 'securityhub', freshness: HOUR } as const;
const PAGED = { ...SECURITY_HUB, token: 'NextToken' } as const;

/** The finding aggregator of the account; there is one at most. */
export const listFindingAggregators = defineOperation({
  ...PAGED,
  name: 'ListFindingAggregators',
  answer: Type.Object({
    FindingAggregators: Type.Optional(
      Type.Array(Type.Object({ FindingAggregatorArn: Type.String() })),
    ),
  }),
  send: async (clients, input: { MaxResults: number }, options) => {
    const { client, sdk } = await clients.securityHub();
    return client.send(new sdk.ListFindingAggregatorsCommand(input), options);
  },
  items: (answer) => answer.FindingAggregators ?? [],
});

/** Which Regions an aggregator brings together. */
export const getFindingAggregator = defineOperation({
  ...SECURITY_HUB,
  name: 'GetFindingAggregator',
  answer: Type.Object({
    FindingAggregationRegion: Type.String(),
    RegionLinkingMode: Type.String(),
    Regions: Type.Optional(Type.Array(Type.String())),
  }),
  send: async (clients, input: { FindingAggregatorArn: string }, options) => {
    const { client, sdk } = await clients.securityHub();
    return client.send(new sdk.GetFindingAggregatorCommand(input), options);
  },
  items: (answer) => [answer],
});

/** Whether policies (`CENTRAL`) or the accounts themselves (`LOCAL`) decide what is enabled. */
export const describeOrganizationConfiguration = defineOperation({
  ...SECURITY_HUB,
  name: 'DescribeOrganizationConfiguration',
  answer: Type.Object({
    AutoEnable: Type.Optional(Type.Boolean()),
    OrganizationConfiguration: Type.Optional(
      Type.Object({ ConfigurationType: Type.Optional(Type.String()) }),
    ),
  }),
  send: async (clients, input: Record<string, never>, options) => {
    const { client, sdk } = await clients.securityHub();
    return client.send(new sdk.DescribeOrganizationConfigurationCommand(input), options);
  },
  items: (answer) => [answer],
});

/** Which policy holds for each account, organizational unit and the root. */
export const listPolicyAssociations = defineOperation({
  ...PAGED,
  name: 'ListConfigurationPolicyAssociations',
  answer: Type.Object({
    ConfigurationPolicyAssociationSummaries: Type.Optional(
      Type.Array(
        Type.Object({
          ConfigurationPolicyId: Type.String(),
          TargetId: Type.String(),
          TargetType: Type.String(),
          AssociationStatus: Type.Optional(Type.String()),
          AssociationStatusMessage: Type.Optional(Type.String()),
        }),
      ),
    ),
  }),
  send: async (clients, input: { MaxResults: number }, options) => {
    const { client, sdk } = await clients.securityHub();
    return client.send(new sdk.ListConfigurationPolicyAssociationsCommand(input), options);
  },
  items: (answer) => answer.ConfigurationPolicyAssociationSummaries ?? [],
});

/** What a policy turns on. */
export const getConfigurationPolicy = defineOperation({
  ...SECURITY_HUB,
  name: 'GetConfigurationPolicy',
  answer: Type.Object({
    Id: Type.String(),
    Name: Type.Optional(Type.String()),
    ConfigurationPolicy: Type.Optional(
      Type.Object({
        SecurityHub: Type.Optional(
          Type.Object({
            ServiceEnabled: Type.Optional(Type.Boolean()),
            EnabledStandardIdentifiers: Type.Optional(Type.Array(Type.String())),
          }),
        ),
      }),
    ),
  }),
  send: async (clients, input: { Identifier: string }, options) => {
    const { client, sdk } = await clients.securityHub();
    return client.send(new sdk.GetConfigurationPolicyCommand(input), options);
  },
  items: (answer) => [answer],
});

/** The standards that the asking account itself has enabled in the home Region. */
export const getEnabledStandards = defineOperation({
  ...PAGED,
  name: 'GetEnabledStandards',
  answer: Type.Object({
    StandardsSubscriptions: Type.Optional(Type.Array(Type.Object({ StandardsArn: Type.String() }))),
  }),
  send: async (clients, input: { MaxResults: number }, options) => {
    const { client, sdk } = await clients.securityHub();
    return client.send(new sdk.GetEnabledStandardsCommand(input), options);
  },
  items: (answer) => answer.StandardsSubscriptions ?? [],
});
