import { Type } from 'typebox';
import { defineOperation, type Operation, refuseWith } from '../handler.ts';
import { cutPage } from '../paging.ts';
import { fractionOf } from '../world/random.ts';
import type { World, WorldAccount } from '../world/types.ts';
import {
  AGGREGATOR_NAME,
  describeAggregator,
  hasAggregator,
  needAggregator,
  noSuchAggregator,
} from './aggregator.ts';
import { invalidToken, pageLimit } from './page-limit.ts';

const AggregatorsInput = Type.Object({
  ConfigurationAggregatorNames: Type.Optional(Type.Array(Type.String(), { maxItems: 10 })),
  Limit: Type.Optional(Type.Integer()),
  NextToken: Type.Optional(Type.String()),
});

const SourcesInput = Type.Object({
  ConfigurationAggregatorName: Type.String({ minLength: 1, maxLength: 256 }),
  UpdateStatus: Type.Optional(
    Type.Array(Type.Enum(['FAILED', 'SUCCEEDED', 'OUTDATED']), { minItems: 1 }),
  ),
  Limit: Type.Optional(Type.Integer()),
  NextToken: Type.Optional(Type.String()),
});

/** DescribeConfigurationAggregators: the organisation's one, where it is. */
export function aggregatorsOperation(world: World): Operation {
  const refuse = refuseWith('InvalidParameterValueException');
  return defineOperation(AggregatorsInput, refuse, (input, call) => {
    pageLimit(input.Limit, { usual: 10, most: 100 });
    if (input.NextToken !== undefined) throw invalidToken('The specified next token is not valid.');
    const names = hasAggregator(world, call) ? [AGGREGATOR_NAME] : [];
    const wanted = input.ConfigurationAggregatorNames ?? names;
    if (wanted.some((name) => !names.includes(name))) throw noSuchAggregator();
    return {
      ConfigurationAggregators: wanted.map(() => describeAggregator(world, call.caller.accountId)),
    };
  });
}

/** DescribeConfigurationAggregatorSourcesStatus: the organisation, and each account in each Region. */
export function sourcesOperation(world: World): Operation {
  const refuse = refuseWith('InvalidParameterValueException');
  return defineOperation(SourcesInput, refuse, (input, call) => {
    const { NextToken, Limit, ...request } = input;
    needAggregator(world, input.ConfigurationAggregatorName, call);
    const sources = sourcesOf(world).filter(
      ({ LastUpdateStatus }) => input.UpdateStatus?.includes(LastUpdateStatus) ?? true,
    );
    const page = cutPage(sources, {
      token: NextToken,
      size: pageLimit(Limit, { usual: 100, most: 100 }),
      request,
      refuse: invalidToken,
    });
    return { AggregatedSourceStatusList: page.items, ...(page.token && { NextToken: page.token }) };
  });
}

function sourcesOf(world: World) {
  const accounts = world.accounts.filter((account) => account.state === 'ACTIVE');
  const places = accounts.flatMap((account) =>
    world.regions.map((region) => ({ account, region })),
  );
  return [organizationStatus(world), ...places.map((where) => accountStatus(world, where))];
}

function organizationStatus(world: World) {
  return {
    SourceId: world.organizationId,
    SourceType: 'ORGANIZATION',
    AwsRegion: world.homeRegion,
    LastUpdateStatus: 'SUCCEEDED' as const,
    LastUpdateTime: minutesAgo(world, 37),
  };
}

function accountStatus(
  world: World,
  where: { readonly account: WorldAccount; readonly region: string },
) {
  const source = {
    SourceId: where.account.id,
    SourceType: 'ACCOUNT',
    AwsRegion: where.region,
    LastUpdateTime: minutesAgo(world, 5 + 50 * fractionOf(where.account.id, where.region)),
  };
  if (world.recorded(where.account, where.region)) {
    return { ...source, LastUpdateStatus: 'SUCCEEDED' as const };
  }
  return {
    ...source,
    LastUpdateStatus: 'FAILED' as const,
    LastErrorCode: 'NoAvailableConfigurationRecorder',
    LastErrorMessage: 'There is no configuration recorder in this account and Region.',
  };
}

function minutesAgo({ parameters }: World, minutes: number): number {
  return Math.floor(parameters.now.getTime() / 1000 - minutes * 60);
}
