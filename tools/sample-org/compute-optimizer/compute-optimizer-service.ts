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
import { idleRecommendations } from './idle-recommendations.ts';
import { instanceRecommendations } from './instance-recommendations.ts';

const refuse = refuseWith('InvalidParameterValueException');

const OneAccount = Type.Optional(
  Type.Array(Type.String({ pattern: '^\\d{12}$' }), { minItems: 1, maxItems: 1 }),
);

const Filters = Type.Optional(
  Type.Array(Type.Object({ name: Type.String(), values: Type.Array(Type.String()) })),
);

/** Compute Optimizer answers for one account a request: the caller's own unless another is named. */
const Input = Type.Object({
  accountIds: OneAccount,
  filters: Filters,
  maxResults: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000 })),
  nextToken: Type.Optional(Type.String()),
});

interface Listing<Item> {
  /** Member of the answer that holds the items. */
  readonly member: string;
  /** Members of an item by the name of the filter on them. */
  readonly filters: Readonly<Record<string, (item: Item) => string>>;
  readonly items: (world: World, accountId: string, region: string) => Iterable<Item>;
}

const DEFAULT_PAGE = 100;

function* keep<Item>(
  items: Iterable<Item>,
  { filters }: Listing<Item>,
  wanted: readonly { readonly name: string; readonly values: readonly string[] }[],
): Iterable<Item> {
  const tests = wanted.map(({ name, values }) => {
    const member = filters[name];
    if (member === undefined) throw refuse(`Invalid filter name: ${name}`);
    return (item: Item) => values.includes(member(item));
  });
  for (const item of items) if (tests.every((test) => test(item))) yield item;
}

function list<Item>(world: World, listing: Listing<Item>): Operation {
  return defineOperation(Input, refuse, (input, { caller, region }) => {
    const { nextToken: token, maxResults = DEFAULT_PAGE, ...request } = input;
    const accountId = request.accountIds?.[0] ?? caller.accountId;
    if (world.account(accountId)?.enrolled !== true) {
      throw new AwsError(
        'OptInRequiredException',
        'The account is not opted in to AWS Compute Optimizer.',
        403,
      );
    }
    const items = keep(listing.items(world, accountId, region), listing, request.filters ?? []);
    const page = cutPage(items, { token, size: maxResults || DEFAULT_PAGE, request, refuse });
    return { [listing.member]: page.items, errors: [], nextToken: page.token };
  });
}

function enrollmentsForOrganization(world: World): Operation {
  return defineOperation(Input, refuse, (input) => {
    const { nextToken: token, maxResults = DEFAULT_PAGE, ...request } = input;
    const statuses = world.accounts.map(({ id, enrolled, joined }) => ({
      accountId: id,
      status: enrolled ? 'Active' : 'Inactive',
      lastUpdatedTimestamp: Math.floor(joined.getTime() / 1_000),
    }));
    const wanted = request.filters?.find(({ name }) => name === 'Status')?.values;
    const items = statuses.filter(({ status }) => wanted?.includes(status) ?? true);
    const page = cutPage(items, { token, size: maxResults || DEFAULT_PAGE, request, refuse });
    return { accountEnrollmentStatuses: page.items, nextToken: page.token };
  });
}

function enrollment(world: World): Operation {
  return defineOperation(Type.Object({}), refuse, (_, { caller }) => ({
    status: world.account(caller.accountId)?.enrolled === true ? 'Active' : 'Inactive',
    memberAccountsEnrolled: caller.accountId === world.managementAccountId,
    numberOfMemberAccountsOptedIn: world.accounts.filter(({ enrolled }) => enrolled).length,
  }));
}

/** Compute Optimizer (API version 2019-11-01): Regional, one account a request. */
export function computeOptimizerService(world: World): ServiceHandler {
  return {
    signingName: 'compute-optimizer',
    protocol: { kind: 'json', version: '1.0', targetPrefix: 'ComputeOptimizerService' },
    operations: {
      GetIdleRecommendations: list(world, {
        member: 'idleRecommendations',
        filters: { Finding: (item) => item.finding, ResourceType: (item) => item.resourceType },
        items: idleRecommendations,
      }),
      GetEC2InstanceRecommendations: list(world, {
        member: 'instanceRecommendations',
        filters: { Finding: (item) => item.finding },
        items: instanceRecommendations,
      }),
      GetEnrollmentStatusesForOrganization: enrollmentsForOrganization(world),
      GetEnrollmentStatus: enrollment(world),
    },
  };
}
