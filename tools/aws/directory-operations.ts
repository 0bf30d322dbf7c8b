import { Type } from 'typebox';
import { defineOperation, HOUR } from './operation.ts';

const PAGED = { token: 'NextToken', freshness: HOUR } as const;
const STORE = { ...PAGED, service: 'identitystore', iamPrefix: 'identitystore' } as const;

/** The Identity Center instances that the caller sees: the organization's, and one of its own account. */
export const listInstances = defineOperation({
  ...PAGED,
  service: 'sso-admin',
  iamPrefix: 'sso',
  name: 'ListInstances',
  answer: Type.Object({
    Instances: Type.Optional(
      Type.Array(
        Type.Object({
          IdentityStoreId: Type.String(),
          InstanceArn: Type.Optional(Type.String()),
          Status: Type.Optional(Type.String()),
        }),
      ),
    ),
  }),
  send: async (clients, input: { MaxResults: number }, options) => {
    const { client, sdk } = await clients.ssoAdmin();
    return client.send(new sdk.ListInstancesCommand(input), options);
  },
  items: (answer) => answer.Instances ?? [],
});

/** What a listing of a directory is asked with. */
interface StoreInput {
  readonly IdentityStoreId: string;
  readonly MaxResults: number;
}

/** The people of a directory. */
export const listUsers = defineOperation({
  ...STORE,
  name: 'ListUsers',
  maximumPages: 1000,
  answer: Type.Object({
    Users: Type.Array(
      Type.Object({
        UserId: Type.String(),
        UserName: Type.Optional(Type.String()),
        DisplayName: Type.Optional(Type.String()),
        UserStatus: Type.Optional(Type.String()),
      }),
    ),
  }),
  send: async (clients, input: StoreInput, options) => {
    const { client, sdk } = await clients.identityStore();
    return client.send(new sdk.ListUsersCommand(input), options);
  },
  items: (answer) => answer.Users,
});

/** The groups of a directory. */
export const listGroups = defineOperation({
  ...STORE,
  name: 'ListGroups',
  maximumPages: 1000,
  answer: Type.Object({
    Groups: Type.Array(
      Type.Object({ GroupId: Type.String(), DisplayName: Type.Optional(Type.String()) }),
    ),
  }),
  send: async (clients, input: StoreInput, options) => {
    const { client, sdk } = await clients.identityStore();
    return client.send(new sdk.ListGroupsCommand(input), options);
  },
  items: (answer) => answer.Groups,
});

/** The members of one group. */
export const listGroupMemberships = defineOperation({
  ...STORE,
  name: 'ListGroupMemberships',
  maximumPages: 1000,
  answer: Type.Object({
    GroupMemberships: Type.Array(
      Type.Object({
        MemberId: Type.Optional(Type.Object({ UserId: Type.Optional(Type.String()) })),
      }),
    ),
  }),
  send: async (clients, input: StoreInput & { readonly GroupId: string }, options) => {
    const { client, sdk } = await clients.identityStore();
    return client.send(new sdk.ListGroupMembershipsCommand(input), options);
  },
  items: (answer) => answer.GroupMemberships,
});
