import { Type } from 'typebox';
import {
  AwsError,
  defineOperation,
  type Operation,
  refuseWith,
  type ServiceHandler,
} from '../handler.ts';
import { cutPage } from '../paging.ts';
import type { World } from '../world/types.ts';
import {
  createDirectory,
  type Directory,
  type DirectoryGroup,
  type DirectoryUser,
} from './directory.ts';

const refuse = refuseWith('ValidationException');

const Store = { IdentityStoreId: Type.String({ minLength: 1, maxLength: 36 }) };

const Paging = {
  MaxResults: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  NextToken: Type.Optional(Type.String()),
};

const Filters = {
  Filters: Type.Optional(
    Type.Array(Type.Object({ AttributePath: Type.String(), AttributeValue: Type.String() }), {
      maxItems: 1,
    }),
  ),
};

const DEFAULT_PAGE = 100;

function notFound(what: string): AwsError {
  return new AwsError('ResourceNotFoundException', `${what} not found.`);
}

function assertStore(directory: Directory, id: string): void {
  if (id !== directory.identityStoreId) throw notFound('IDENTITY_STORE');
}

function userShape(directory: Directory, user: DirectoryUser) {
  return {
    IdentityStoreId: directory.identityStoreId,
    UserId: user.id,
    UserName: user.userName,
    DisplayName: `${user.givenName} ${user.familyName}`,
    Name: { GivenName: user.givenName, FamilyName: user.familyName },
    Title: user.title,
    UserStatus: user.enabled ? 'ENABLED' : 'DISABLED',
    Emails: [{ Value: user.userName, Type: 'work', Primary: true }],
  };
}

function groupShape(directory: Directory, group: DirectoryGroup) {
  return {
    IdentityStoreId: directory.identityStoreId,
    GroupId: group.id,
    DisplayName: group.name,
    Description: group.description,
  };
}

/** Lists everything whose attribute equals the filter's value; AWS knows one attribute for each listing. */
function list<Item>(listing: {
  readonly directory: Directory;
  readonly member: 'Users' | 'Groups';
  readonly items: readonly Item[];
  readonly attribute: readonly [string, (item: Item) => string];
  readonly shape: (item: Item) => object;
}): Operation {
  const { directory, member, items, shape } = listing;
  const [path, valueOf] = listing.attribute;
  return defineOperation(Type.Object({ ...Store, ...Paging, ...Filters }), refuse, (input) => {
    assertStore(directory, input.IdentityStoreId);
    const { NextToken: token, MaxResults: size = DEFAULT_PAGE, ...request } = input;
    const wanted = input.Filters?.[0];
    if (wanted !== undefined && wanted.AttributePath !== path)
      throw refuse('Unsupported attribute path.');
    const found = items.filter(
      (item) => wanted === undefined || valueOf(item) === wanted.AttributeValue,
    );
    const page = cutPage(found, { token, size, request, refuse });
    return { [member]: page.items.map(shape), NextToken: page.token };
  });
}

function listMemberships(directory: Directory): Operation {
  const schema = Type.Object({ ...Store, ...Paging, GroupId: Type.String() });
  return defineOperation(schema, refuse, (input) => {
    assertStore(directory, input.IdentityStoreId);
    const { NextToken: token, MaxResults: size = DEFAULT_PAGE, ...request } = input;
    const group = directory.groups.find(({ id }) => id === input.GroupId);
    if (group === undefined) throw notFound('GROUP');
    const page = cutPage(group.members, { token, size, request, refuse });
    const memberships = page.items.map((userId) => ({
      IdentityStoreId: directory.identityStoreId,
      MembershipId: `${group.id.slice(0, 10)}${userId.slice(10)}`,
      GroupId: group.id,
      MemberId: { UserId: userId },
    }));
    return { GroupMemberships: memberships, NextToken: page.token };
  });
}

function describeUser(directory: Directory): Operation {
  return defineOperation(Type.Object({ ...Store, UserId: Type.String() }), refuse, (input) => {
    assertStore(directory, input.IdentityStoreId);
    const user = directory.users.find(({ id }) => id === input.UserId);
    if (user === undefined) throw notFound('USER');
    return userShape(directory, user);
  });
}

const UserIdInput = Type.Object({
  ...Store,
  AlternateIdentifier: Type.Object({
    UniqueAttribute: Type.Object({
      AttributePath: Type.Union([Type.Literal('userName'), Type.Literal('emails.value')]),
      AttributeValue: Type.String(),
    }),
  }),
});

function getUserId(directory: Directory): Operation {
  return defineOperation(UserIdInput, refuse, ({ IdentityStoreId, AlternateIdentifier }) => {
    assertStore(directory, IdentityStoreId);
    const { AttributeValue } = AlternateIdentifier.UniqueAttribute;
    const user = directory.users.find(({ userName }) => userName === AttributeValue);
    if (user === undefined) throw notFound('USER');
    return { IdentityStoreId, UserId: user.id };
  });
}

/** The Identity Center directory (API version 2020-06-15). */
export function identityStoreService(world: World): ServiceHandler {
  const directory = createDirectory(world);
  return {
    signingName: 'identitystore',
    protocol: { kind: 'json', version: '1.1', targetPrefix: 'AWSIdentityStore' },
    operations: {
      ListUsers: list({
        directory,
        member: 'Users',
        items: directory.users,
        attribute: ['UserName', (user) => user.userName],
        shape: (user) => userShape(directory, user),
      }),
      ListGroups: list({
        directory,
        member: 'Groups',
        items: directory.groups,
        attribute: ['DisplayName', (group) => group.name],
        shape: (group) => groupShape(directory, group),
      }),
      ListGroupMemberships: listMemberships(directory),
      DescribeUser: describeUser(directory),
      GetUserId: getUserId(directory),
    },
  };
}
