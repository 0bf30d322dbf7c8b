import { Type } from 'typebox';
import { AwsError, defineOperation, type Operation, refuseWith } from '../handler.ts';
import { cutPage } from '../paging.ts';
import type { Resource, World } from '../world/types.ts';
import { needAggregator } from './aggregator.ts';
import { baseConfigurationItem, configurationItem } from './configuration-item.ts';
import { invalidToken, pageLimit } from './page-limit.ts';
import { recordedResources, resourceFilter } from './recorded-resources.ts';

const AggregatorName = Type.String({ minLength: 1, maxLength: 256 });

const Identifier = Type.Object({
  SourceAccountId: Type.String({ pattern: '^\\d{12}$' }),
  SourceRegion: Type.String({ minLength: 1, maxLength: 64 }),
  ResourceId: Type.String({ minLength: 1, maxLength: 768 }),
  ResourceType: Type.String({ minLength: 1 }),
  ResourceName: Type.Optional(Type.String()),
});

const refuse = refuseWith('ValidationException');

const GetInput = Type.Object({
  ConfigurationAggregatorName: AggregatorName,
  ResourceIdentifier: Identifier,
});

/** GetAggregateResourceConfig: one resource. */
export function getResourceOperation(world: World): Operation {
  return defineOperation(GetInput, refuse, (input, call) => {
    needAggregator(world, input.ConfigurationAggregatorName, call);
    const resource = findResource(world, input.ResourceIdentifier);
    if (resource) {
      return { ConfigurationItem: configurationItem(resource, world.parameters.now) };
    }
    throw new AwsError(
      'ResourceNotDiscoveredException',
      `Resource ${input.ResourceIdentifier.ResourceId} of resourceType:${input.ResourceIdentifier.ResourceType} is unknown or has not been discovered.`,
    );
  });
}

const BatchInput = Type.Object({
  ConfigurationAggregatorName: AggregatorName,
  ResourceIdentifiers: Type.Array(Identifier, { minItems: 1, maxItems: 100 }),
});

/** BatchGetAggregateResourceConfig: up to 100 resources; unknown ones come back unprocessed. */
export function batchGetOperation(world: World): Operation {
  const { now } = world.parameters;
  return defineOperation(BatchInput, refuse, (input, call) => {
    needAggregator(world, input.ConfigurationAggregatorName, call);
    const found = input.ResourceIdentifiers.map((identifier) => ({
      identifier,
      resource: findResource(world, identifier),
    }));
    return {
      BaseConfigurationItems: found.flatMap(({ resource }) =>
        resource ? [baseConfigurationItem(resource, now)] : [],
      ),
      UnprocessedResourceIdentifiers: found
        .filter(({ resource }) => resource === undefined)
        .map(({ identifier }) => identifier),
    };
  });
}

function findResource(
  world: World,
  wanted: {
    readonly SourceAccountId: string;
    readonly SourceRegion: string;
    readonly ResourceId: string;
    readonly ResourceType: string;
  },
): Resource | undefined {
  const filter = resourceFilter({
    AccountId: wanted.SourceAccountId,
    Region: wanted.SourceRegion,
    ResourceType: wanted.ResourceType,
  });
  for (const resource of recordedResources(world, filter)) {
    if (resource.id === wanted.ResourceId) return resource;
  }
  return undefined;
}

const ListInput = Type.Object({
  ConfigurationAggregatorName: AggregatorName,
  ResourceType: Type.String({ minLength: 1 }),
  Filters: Type.Optional(
    Type.Object({
      AccountId: Type.Optional(Type.String({ pattern: '^\\d{12}$' })),
      ResourceId: Type.Optional(Type.String({ minLength: 1, maxLength: 768 })),
      ResourceName: Type.Optional(Type.String()),
      Region: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    }),
  ),
  Limit: Type.Optional(Type.Integer()),
  NextToken: Type.Optional(Type.String()),
});

/** ListAggregateDiscoveredResources: identifiers of one type. */
export function listResourcesOperation(world: World): Operation {
  return defineOperation(ListInput, refuse, (input, call) => {
    needAggregator(world, input.ConfigurationAggregatorName, call);
    const { NextToken, Limit, Filters, ...request } = input;
    const filter = resourceFilter({ ...Filters, ResourceType: input.ResourceType });
    const resources = recordedResources(world, filter);
    const page = cutPage(matching(resources, Filters ?? {}), {
      token: NextToken,
      size: pageLimit(Limit, { usual: 100, most: 100 }),
      request: { ...request, Filters },
      refuse: invalidToken,
    });
    return {
      ResourceIdentifiers: page.items.map(identifierOf),
      ...(page.token && { NextToken: page.token }),
    };
  });
}

function* matching(
  resources: Iterable<Resource>,
  { ResourceId, ResourceName }: { readonly ResourceId?: string; readonly ResourceName?: string },
): Iterable<Resource> {
  for (const resource of resources) {
    const idFits = ResourceId === undefined || resource.id === ResourceId;
    if (idFits && (ResourceName === undefined || resource.name === ResourceName)) yield resource;
  }
}

function identifierOf(resource: Resource) {
  return {
    SourceAccountId: resource.accountId,
    SourceRegion: resource.region,
    ResourceId: resource.id,
    ResourceType: resource.type,
    ...(resource.name !== null && { ResourceName: resource.name }),
  };
}
