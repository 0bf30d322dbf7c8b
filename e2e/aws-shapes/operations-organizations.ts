import type { World } from '../../tools/sample-org/world/types.ts';
import { type RequestRow, requestsOf, type ShapeRequest } from './shape-request.ts';

const NOBODY = '000000000000';

/** Every operation of Organizations, over all accounts and units, and its refusals. */
export function organizationsRequests(world: World): readonly ShapeRequest[] {
  const where = { service: 'organizations', region: 'us-east-1' } as const;
  const member = world.accounts.find(({ purpose }) => purpose === 'workload')?.id ?? '';
  return [
    ...requestsOf(where, [...treeRows(world), ...accountRows(world), ...REFUSALS]),
    ...requestsOf({ ...where, accountId: member }, [['ListAccounts', {}, 'AccessDeniedException']]),
  ];
}

function treeRows({ rootId, organizationalUnits, auditAccountId }: World): readonly RequestRow[] {
  const unitIds = organizationalUnits.map(({ id }) => id);
  return [
    ['DescribeOrganization', {}],
    ['ListRoots', {}],
    ['ListAccounts', { MaxResults: 4 }],
    ['ListDelegatedAdministrators', {}],
    ['ListDelegatedServicesForAccount', { AccountId: auditAccountId }],
    ['ListAWSServiceAccessForOrganization', {}],
    ...unitIds.map((id): RequestRow => ['ListParents', { ChildId: id }]),
    ...[rootId, ...unitIds].flatMap((ParentId): readonly RequestRow[] => [
      ['ListOrganizationalUnitsForParent', { ParentId, MaxResults: 2 }],
      ['ListAccountsForParent', { ParentId, MaxResults: 2 }],
    ]),
  ];
}

function accountRows({ accounts }: World): readonly RequestRow[] {
  return accounts.flatMap(({ id }): readonly RequestRow[] => [
    ['DescribeAccount', { AccountId: id }],
    ['ListParents', { ChildId: id }],
    ['ListTagsForResource', { ResourceId: id }],
  ]);
}

const REFUSALS: readonly RequestRow[] = [
  ['ListAccounts', { MaxResults: 21 }, 'InvalidInputException'],
  ['ListAccounts', { NextToken: 'bm9uZQ' }, 'InvalidInputException'],
  ['DescribeAccount', { AccountId: NOBODY }, 'AccountNotFoundException'],
  ['ListAccountsForParent', { ParentId: 'r-none' }, 'ParentNotFoundException'],
  ['ListParents', { ChildId: NOBODY }, 'ChildNotFoundException'],
  ['ListTagsForResource', { ResourceId: NOBODY }, 'TargetNotFoundException'],
];
