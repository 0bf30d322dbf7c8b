import { createDirectory, type Directory } from '../../tools/sample-org/identitystore/directory.ts';
import type { World } from '../../tools/sample-org/world/types.ts';
import { type RequestRow, requestsOf, type ShapeRequest } from './shape-request.ts';

/** Every operation of Identity Store, over the whole directory, and its refusals. */
export function identityStoreRequests(world: World): readonly ShapeRequest[] {
  const directory = createDirectory(world);
  const IdentityStoreId = directory.identityStoreId;
  const rows = [...listRows(directory), ...userRows(directory), ...REFUSALS];
  return requestsOf(
    { service: 'identitystore', region: world.homeRegion },
    rows.map(([operation, input, refusal]) => [operation, { IdentityStoreId, ...input }, refusal]),
  );
}

function listRows({ groups }: Directory): readonly RequestRow[] {
  const Filters = [{ AttributePath: 'DisplayName', AttributeValue: 'change-approvers' }];
  return [
    ['ListUsers', { MaxResults: 10 }],
    ['ListGroups', { MaxResults: 5 }],
    ['ListGroups', { Filters }],
    ...groups.map(({ id }): RequestRow => ['ListGroupMemberships', { GroupId: id, MaxResults: 3 }]),
  ];
}

function userRows({ users }: Directory): readonly RequestRow[] {
  return users.flatMap(({ id, userName }): readonly RequestRow[] => {
    const UniqueAttribute = { AttributePath: 'userName', AttributeValue: userName };
    return [
      ['DescribeUser', { UserId: id }],
      ['GetUserId', { AlternateIdentifier: { UniqueAttribute } }],
    ];
  });
}

const REFUSALS: readonly RequestRow[] = [
  ['ListUsers', { IdentityStoreId: 'd-0000000000' }, 'ResourceNotFoundException'],
  ['ListUsers', { MaxResults: 101 }, 'ValidationException'],
  ['DescribeUser', { UserId: 'nobody' }, 'ResourceNotFoundException'],
  ['ListGroupMemberships', { GroupId: 'no-group' }, 'ResourceNotFoundException'],
];
