import { Type } from 'typebox';
import { defineOperation, HOUR } from './operation.ts';

const ORGANIZATIONS = {
  service: 'organizations',
  iamPrefix: 'organizations',
  token: 'NextToken',
  freshness: HOUR,
} as const;

/** The organization itself. It has no pages; every account of it may ask. */
export const describeOrganization = defineOperation({
  service: 'organizations',
  iamPrefix: 'organizations',
  name: 'DescribeOrganization',
  freshness: HOUR,
  answer: Type.Object({ Organization: Type.Object({ MasterAccountId: Type.String() }) }),
  send: async (clients, input: Record<string, never>, options) => {
    const { client, sdk } = await clients.organizations();
    return client.send(new sdk.DescribeOrganizationCommand(input), options);
  },
  items: (answer) => [answer.Organization],
});

/** The accounts that administer at least one service for the organization. */
export const listDelegatedAdministrators = defineOperation({
  ...ORGANIZATIONS,
  name: 'ListDelegatedAdministrators',
  answer: Type.Object({
    DelegatedAdministrators: Type.Optional(Type.Array(Type.Object({ Id: Type.String() }))),
  }),
  send: async (clients, input: { MaxResults: number }, options) => {
    const { client, sdk } = await clients.organizations();
    return client.send(new sdk.ListDelegatedAdministratorsCommand(input), options);
  },
  items: (answer) => answer.DelegatedAdministrators ?? [],
});

/** The services that one account administers. */
export const listDelegatedServices = defineOperation({
  ...ORGANIZATIONS,
  name: 'ListDelegatedServicesForAccount',
  answer: Type.Object({
    DelegatedServices: Type.Optional(
      Type.Array(
        Type.Object({
          ServicePrincipal: Type.String(),
          DelegationEnabledDate: Type.Optional(Type.String()),
        }),
      ),
    ),
  }),
  send: async (clients, input: { AccountId: string; MaxResults: number }, options) => {
    const { client, sdk } = await clients.organizations();
    return client.send(new sdk.ListDelegatedServicesForAccountCommand(input), options);
  },
  items: (answer) => answer.DelegatedServices ?? [],
});

/** The services that may act in the organization's accounts. */
export const listTrustedServices = defineOperation({
  ...ORGANIZATIONS,
  name: 'ListAWSServiceAccessForOrganization',
  answer: Type.Object({
    EnabledServicePrincipals: Type.Optional(
      Type.Array(
        Type.Object({
          ServicePrincipal: Type.String(),
          DateEnabled: Type.Optional(Type.String()),
        }),
      ),
    ),
  }),
  send: async (clients, input: { MaxResults: number }, options) => {
    const { client, sdk } = await clients.organizations();
    return client.send(new sdk.ListAWSServiceAccessForOrganizationCommand(input), options);
  },
  items: (answer) => answer.EnabledServicePrincipals ?? [],
});
