import { Type } from 'typebox';
import { AwsError, defineOperation, type Operation } from '../handler.ts';
import { cutPage } from '../paging.ts';
import type { World } from '../world/types.ts';
import { invalidInput } from './filtering/finding-filters.ts';
import { isAdministrator, needHub } from './hub-membership.ts';

const DAY = 86_400_000;

function notFound(message: string): AwsError {
  return new AwsError('ResourceNotFoundException', message, 404);
}

const HubInput = Type.Object({ HubArn: Type.Optional(Type.String()) });

/** DescribeHub: the caller's hub in the Region. */
export function describeHubOperation(world: World): Operation {
  return defineOperation(HubInput, invalidInput, (input, call) => {
    needHub(world, call);
    const arn = `arn:aws:securityhub:${call.region}:${call.caller.accountId}:hub/default`;
    if ((input.HubArn ?? arn) !== arn) throw notFound(`Hub ${input.HubArn} was not found.`);
    return {
      HubArn: arn,
      SubscribedAt: new Date(world.parameters.now.getTime() - 640 * DAY).toISOString(),
      AutoEnableControls: true,
      ControlFindingGenerator: 'SECURITY_CONTROL',
    };
  });
}

/** DescribeSecurityHubV2: the second version is not enabled here. */
export function describeHubV2Operation(): Operation {
  return () => {
    throw notFound('Security Hub V2 is not enabled for this account.');
  };
}

function aggregatorArn(world: World): string {
  return `arn:aws:securityhub:${world.homeRegion}:${world.auditAccountId}:finding-aggregator/6d0f2c5e-3f4b-4a55-9f0a-2f6a6d1c7e10`;
}

const Paged = {
  NextToken: Type.Optional(Type.String()),
  MaxResults: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
};

/** ListFindingAggregators: the organisation's one, seen by its administrators. */
export function listAggregatorsOperation(world: World): Operation {
  return defineOperation(Type.Object(Paged), invalidInput, (_input, call) => {
    needHub(world, call);
    const arns = isAdministrator(world, call) ? [aggregatorArn(world)] : [];
    return { FindingAggregators: arns.map((arn) => ({ FindingAggregatorArn: arn })) };
  });
}

const AggregatorInput = Type.Object({ FindingAggregatorArn: Type.String({ minLength: 1 }) });

/** GetFindingAggregator: which Regions send their findings to the home Region. */
export function getAggregatorOperation(world: World): Operation {
  return defineOperation(AggregatorInput, invalidInput, (input, call) => {
    needHub(world, call);
    if (!isAdministrator(world, call) || input.FindingAggregatorArn !== aggregatorArn(world)) {
      throw notFound('The finding aggregator was not found.');
    }
    return {
      FindingAggregatorArn: aggregatorArn(world),
      FindingAggregationRegion: world.homeRegion,
      RegionLinkingMode: 'ALL_REGIONS',
      Regions: world.regions.filter((region) => region !== world.homeRegion),
    };
  });
}

const MembersInput = Type.Object({
  // A query parameter, so text.
  OnlyAssociated: Type.Optional(Type.Enum(['true', 'false'])),
  NextToken: Type.Optional(Type.String()),
  MaxResults: Type.Optional(Type.Integer({ minimum: 1, maximum: 50 })),
});

/** ListMembers: the administrator's member accounts; a suspended one is not associated. */
export function listMembersOperation(world: World): Operation {
  return defineOperation(MembersInput, invalidInput, (input, call) => {
    needHub(world, call);
    const { NextToken, MaxResults = 50, OnlyAssociated = 'true' } = input;
    const members = isAdministrator(world, call) ? membersOf(world, call.caller.accountId) : [];
    const page = cutPage(
      members.filter(
        ({ MemberStatus }) => OnlyAssociated === 'false' || MemberStatus === 'Enabled',
      ),
      { token: NextToken, size: MaxResults, request: { OnlyAssociated }, refuse: invalidInput },
    );
    return { Members: page.items, ...(page.token && { NextToken: page.token }) };
  });
}

function membersOf(world: World, administratorId: string) {
  return world.accounts
    .filter((account) => account.id !== administratorId)
    .map((account) => ({
      AccountId: account.id,
      Email: account.email,
      MasterId: administratorId,
      AdministratorId: administratorId,
      MemberStatus: account.state === 'ACTIVE' ? 'Enabled' : 'AccountSuspended',
      InvitedAt: account.joined.toISOString(),
      UpdatedAt: account.joined.toISOString(),
    }));
}
