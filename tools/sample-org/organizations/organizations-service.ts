import { Type } from 'typebox';

import {
  AwsError,
  type Call,
  defineOperation,
  type Operation,
  refuseWith,
  type ServiceHandler,
} from '../handler.ts';
import { cutPage, pagePosition, pageToken } from '../paging.ts';
import type { World, WorldAccount } from '../world/types.ts';

const refuse = refuseWith('InvalidInputException');

const PAGE = {
  NextToken: Type.Optional(Type.String()),
  MaxResults: Type.Optional(Type.Integer({ minimum: 1, maximum: 20 })),
};

type PageInput = { readonly NextToken?: string; readonly MaxResults?: number };

const LARGEST_PAGE = 20;

/** Accounts before the empty page that AWS sometimes gives: a reader must follow the token all the same. */
const EMPTY_PAGE_AFTER = 10;

const ADMINISTERED = [
  'config.amazonaws.com',
  'securityhub.amazonaws.com',
  'guardduty.amazonaws.com',
  'access-analyzer.amazonaws.com',
];

/** Services that are trusted and administered from the management account. */
const TRUSTED = ['backup.amazonaws.com', 'sso.amazonaws.com', 'ram.amazonaws.com'];

function seconds(moment: Date): number {
  return Math.floor(moment.getTime() / 1_000);
}

function accountArn(world: World, id: string): string {
  return `arn:aws:organizations::${world.managementAccountId}:account/${world.organizationId}/${id}`;
}

/** An account as Organizations lists it, with `State` and the older `Status`. */
function accountShape(world: World, account: WorldAccount) {
  return {
    Id: account.id,
    Arn: accountArn(world, account.id),
    Email: account.email,
    Name: account.name,
    State: account.state,
    Status: account.state,
    JoinedMethod: account.index === 0 ? 'INVITED' : 'CREATED',
    JoinedTimestamp: seconds(account.joined),
  };
}

function pageOf<Item>(items: Iterable<Item>, input: PageInput) {
  const { NextToken: token, MaxResults = LARGEST_PAGE, ...request } = input;
  return cutPage(items, { token, size: MaxResults, request, refuse });
}

/** A page of accounts; after the tenth comes one empty page with a token, which is legal and does happen. */
function accountPage(accounts: readonly WorldAccount[], input: PageInput) {
  const { NextToken: token, MaxResults = LARGEST_PAGE, ...request } = input;
  if (token?.startsWith('more-')) {
    return pageOf(accounts, { ...input, NextToken: token.slice('more-'.length) });
  }
  const start = pagePosition({ token, size: MaxResults, request, refuse });
  if (start === EMPTY_PAGE_AFTER) {
    return { items: [], token: `more-${pageToken(EMPTY_PAGE_AFTER, request)}` };
  }
  const room = start < EMPTY_PAGE_AFTER ? EMPTY_PAGE_AFTER - start : LARGEST_PAGE;
  return pageOf(accounts, { ...input, MaxResults: Math.min(MaxResults, room) });
}

function listAccounts(world: World): Operation {
  return defineOperation(Type.Object(PAGE), refuse, (input) => {
    const { items, token } = accountPage(world.accounts, input);
    return { Accounts: items.map((account) => accountShape(world, account)), NextToken: token };
  });
}

function accountOf(world: World, id: string): WorldAccount {
  const account = world.account(id);
  if (account === undefined) {
    throw new AwsError('AccountNotFoundException', "You specified an account that doesn't exist.");
  }
  return account;
}

function describeAccount(world: World): Operation {
  const schema = Type.Object({ AccountId: Type.String({ pattern: '^\\d{12}$' }) });
  return defineOperation(schema, refuse, (input) => ({
    Account: accountShape(world, accountOf(world, input.AccountId)),
  }));
}

function describeOrganization(world: World): Operation {
  const { managementAccountId: id, organizationId } = world;
  return defineOperation(Type.Object({}), refuse, () => ({
    Organization: {
      Id: organizationId,
      Arn: `arn:aws:organizations::${id}:organization/${organizationId}`,
      FeatureSet: 'ALL',
      MasterAccountId: id,
      MasterAccountArn: accountArn(world, id),
      MasterAccountEmail: world.account(id)?.email,
    },
  }));
}

function listRoots(world: World): Operation {
  const { rootId, organizationId, managementAccountId } = world;
  return defineOperation(Type.Object(PAGE), refuse, () => ({
    Roots: [
      {
        Id: rootId,
        Arn: `arn:aws:organizations::${managementAccountId}:root/${organizationId}/${rootId}`,
        Name: 'Root',
        PolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }],
      },
    ],
  }));
}

const Parent = Type.Object({ ParentId: Type.String(), ...PAGE });

function checkParent(world: World, parentId: string): void {
  const known = [world.rootId, ...world.organizationalUnits.map(({ id }) => id)];
  if (!known.includes(parentId)) {
    throw new AwsError('ParentNotFoundException', "You provided a parent that doesn't exist.");
  }
}

function listUnits(world: World): Operation {
  const { organizationId, managementAccountId: owner } = world;
  return defineOperation(Parent, refuse, (input) => {
    checkParent(world, input.ParentId);
    const units = input.ParentId === world.rootId ? world.organizationalUnits : [];
    const { items, token } = pageOf(units, input);
    const shapes = items.map(({ id, name }) => ({
      Id: id,
      Arn: `arn:aws:organizations::${owner}:ou/${organizationId}/${id}`,
      Name: name,
    }));
    return { OrganizationalUnits: shapes, NextToken: token };
  });
}

function listAccountsForParent(world: World): Operation {
  return defineOperation(Parent, refuse, (input) => {
    checkParent(world, input.ParentId);
    const accounts = world.accounts.filter(
      ({ organizationalUnitId }) => organizationalUnitId === input.ParentId,
    );
    const { items, token } = pageOf(accounts, input);
    return { Accounts: items.map((account) => accountShape(world, account)), NextToken: token };
  });
}

function listParents(world: World): Operation {
  const schema = Type.Object({ ChildId: Type.String(), ...PAGE });
  return defineOperation(schema, refuse, ({ ChildId: childId }) => {
    if (world.organizationalUnits.some(({ id }) => id === childId)) {
      return { Parents: [{ Id: world.rootId, Type: 'ROOT' }] };
    }
    const account = world.account(childId);
    if (account === undefined) {
      throw new AwsError(
        'ChildNotFoundException',
        "We can't find an organizational unit or account with this id.",
      );
    }
    return { Parents: [{ Id: account.organizationalUnitId, Type: 'ORGANIZATIONAL_UNIT' }] };
  });
}

function listTags(world: World): Operation {
  const schema = Type.Object({ ResourceId: Type.String(), NextToken: PAGE.NextToken });
  return defineOperation(schema, refuse, ({ ResourceId: id }) => {
    const account = world.account(id);
    if (account === undefined) {
      throw new AwsError(
        'TargetNotFoundException',
        "We can't find a root, OU, account, or policy with this id.",
      );
    }
    const { team, environment, costCentre, owner } = account;
    const tags = { Team: team, Environment: environment, CostCentre: costCentre, Owner: owner };
    return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
  });
}

function listDelegatedAdministrators(world: World): Operation {
  const schema = Type.Object({ ServicePrincipal: Type.Optional(Type.String()), ...PAGE });
  return defineOperation(schema, refuse, ({ ServicePrincipal: service }) => {
    const wanted = service === undefined || ADMINISTERED.includes(service);
    const account = accountOf(world, world.auditAccountId);
    const shape = {
      ...accountShape(world, account),
      DelegationEnabledDate: seconds(account.joined),
    };
    return { DelegatedAdministrators: wanted ? [shape] : [] };
  });
}

function listDelegatedServices(world: World): Operation {
  const schema = Type.Object({ AccountId: Type.String({ pattern: '^\\d{12}$' }), ...PAGE });
  return defineOperation(schema, refuse, ({ AccountId: id, ...input }) => {
    const since = seconds(accountOf(world, id).joined);
    if (id !== world.auditAccountId) {
      throw new AwsError(
        'AccountNotRegisteredException',
        'The specified account is not a delegated administrator for this AWS service.',
      );
    }
    const { items, token } = pageOf(ADMINISTERED, input);
    const services = items.map((service) => ({
      ServicePrincipal: service,
      DelegationEnabledDate: since,
    }));
    return { DelegatedServices: services, NextToken: token };
  });
}

function listTrustedServices(world: World): Operation {
  return defineOperation(Type.Object(PAGE), refuse, (input) => {
    const since = seconds(accountOf(world, world.managementAccountId).joined);
    const { items, token } = pageOf([...ADMINISTERED, ...TRUSTED], input);
    const services = items.map((service) => ({ ServicePrincipal: service, DateEnabled: since }));
    return { EnabledServicePrincipals: services, NextToken: token };
  });
}

/** Only the management account and a delegated administrator may read the organization. */
function guarded(world: World, operation: Operation): Operation {
  return (input, call) => {
    const { accountId } = call.caller;
    if (accountId === world.managementAccountId || accountId === world.auditAccountId) {
      return operation(input, call);
    }
    throw new AwsError('AccessDeniedException', deniedMessage(call));
  };
}

function deniedMessage({ caller, operation }: Call): string {
  return `User: ${caller.arn} is not authorized to perform: organizations:${operation}`;
}

/** AWS Organizations. */
export function organizationsService(world: World): ServiceHandler {
  const operations = {
    DescribeAccount: describeAccount(world),
    ListAccounts: listAccounts(world),
    ListAccountsForParent: listAccountsForParent(world),
    ListAWSServiceAccessForOrganization: listTrustedServices(world),
    ListDelegatedAdministrators: listDelegatedAdministrators(world),
    ListDelegatedServicesForAccount: listDelegatedServices(world),
    ListOrganizationalUnitsForParent: listUnits(world),
    ListParents: listParents(world),
    ListRoots: listRoots(world),
    ListTagsForResource: listTags(world),
  };
  const closed = Object.entries(operations).map(
    ([name, run]) => [name, guarded(world, run)] as const,
  );
  return {
    signingName: 'organizations',
    protocol: { kind: 'json', version: '1.1', targetPrefix: 'AWSOrganizationsV20161128' },
    operations: {
      ...Object.fromEntries(closed),
      DescribeOrganization: describeOrganization(world),
    },
  };
}
