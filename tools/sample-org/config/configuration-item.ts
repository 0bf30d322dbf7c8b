import { createHash } from 'node:crypto';
import { fractionOf } from '../world/random.ts';
import type { JsonObject, Resource } from '../world/types.ts';

const MONTH = 30 * 86_400_000;

/** When Config last recorded a change of the resource: within the last 30 days, never before its creation. */
function capturedAt(resource: Resource, now: Date): Date {
  const age = Math.min(MONTH, now.getTime() - resource.createdAt.getTime());
  return new Date(now.getTime() - Math.floor(fractionOf('captured', resource.arn) * age));
}

/** The resource as advanced queries see it. */
export function configurationDocument(resource: Resource, now: Date): JsonObject {
  return {
    accountId: resource.accountId,
    arn: resource.arn,
    availabilityZone: resource.availabilityZone,
    awsRegion: resource.region,
    configuration: resource.configuration,
    configurationItemCaptureTime: capturedAt(resource, now).toISOString(),
    configurationItemStatus: 'OK',
    configurationStateId: stateId(resource, now),
    relationships: resource.relationships.map((related) => ({ ...related })),
    resourceCreationTime: resource.createdAt.toISOString(),
    resourceId: resource.id,
    ...(resource.name === null ? {} : { resourceName: resource.name }),
    resourceType: resource.type,
    supplementaryConfiguration: resource.supplementaryConfiguration,
    tags: Object.entries(resource.tags).map(([key, value]) => ({
      key,
      tag: `${key}=${value}`,
      value,
    })),
    version: '1.3',
  };
}

function stateId(resource: Resource, now: Date): string {
  return String(capturedAt(resource, now).getTime());
}

/** The resource as BatchGetAggregateResourceConfig answers it; times are epoch seconds, the configuration is JSON text. */
export function baseConfigurationItem(resource: Resource, now: Date) {
  return {
    version: '1.3',
    accountId: resource.accountId,
    configurationItemCaptureTime: capturedAt(resource, now).getTime() / 1000,
    configurationItemStatus: 'OK',
    configurationStateId: stateId(resource, now),
    arn: resource.arn,
    resourceType: resource.type,
    resourceId: resource.id,
    ...(resource.name === null ? {} : { resourceName: resource.name }),
    awsRegion: resource.region,
    availabilityZone: resource.availabilityZone,
    resourceCreationTime: resource.createdAt.getTime() / 1000,
    configuration: JSON.stringify(resource.configuration),
    supplementaryConfiguration: Object.fromEntries(
      Object.entries(resource.supplementaryConfiguration).map(([name, value]) => [
        name,
        JSON.stringify(value),
      ]),
    ),
  };
}

/** The resource as GetAggregateResourceConfig answers it. */
export function configurationItem(resource: Resource, now: Date) {
  const base = baseConfigurationItem(resource, now);
  return {
    ...base,
    configurationItemMD5Hash: createHash('md5').update(base.configuration).digest('hex'),
    tags: resource.tags,
    relatedEvents: [],
    relationships: resource.relationships,
  };
}
