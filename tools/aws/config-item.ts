import { Type } from 'typebox';
import { isRecord } from '../../pipeline-server/contracts/canonical-json.ts';
import { defineOperation, MINUTE } from './operation.ts';
import type { Read } from './reading.ts';

/** Where a resource is to be found. */
export interface ResourceIdentifier {
  readonly accountId: string;
  readonly region: string;
  readonly resourceType: string;
  readonly resourceId: string;
}

/** Everything that Config has recorded of a resource. */
export interface ConfigItem {
  /** When it was recorded, ISO 8601, or null. */
  readonly captured: string | null;
  /** The configuration as AWS records it; empty when it is no JSON object. */
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly evidence: string;
}

interface ItemQuery {
  readonly ConfigurationAggregatorName: string;
  readonly ResourceIdentifier: {
    SourceAccountId: string;
    SourceRegion: string;
    ResourceId: string;
    // The SDK's list of types is older than the service, which takes all of its types.
    ResourceType: 'AWS::EC2::Instance';
  };
}

const getResourceConfig = defineOperation({
  service: 'config',
  name: 'GetAggregateResourceConfig',
  iamPrefix: 'config',
  freshness: 5 * MINUTE,
  answer: Type.Object({
    ConfigurationItem: Type.Optional(
      Type.Object({
        configuration: Type.Optional(Type.String()),
        configurationItemCaptureTime: Type.Optional(Type.String()),
      }),
    ),
  }),
  send: async (clients, input: ItemQuery, options) => {
    const { client, sdk } = await clients.config();
    return client.send(new sdk.GetAggregateResourceConfigCommand(input), options);
  },
  items: (answer) => (answer.ConfigurationItem === undefined ? [] : [answer.ConfigurationItem]),
});

/** Reads one resource from an aggregator; null when Config does not know it. */
export async function readConfigItem(
  read: Read,
  aggregator: string,
  wanted: ResourceIdentifier,
): Promise<ConfigItem | null> {
  const [found] = await read(getResourceConfig, {
    ConfigurationAggregatorName: aggregator,
    ResourceIdentifier: {
      SourceAccountId: wanted.accountId,
      SourceRegion: wanted.region,
      ResourceId: wanted.resourceId,
      ResourceType: wanted.resourceType as 'AWS::EC2::Instance',
    },
  });
  if (found === undefined) return null;
  return {
    captured: found.item.configurationItemCaptureTime ?? null,
    configuration: objectFrom(found.item.configuration ?? ''),
    evidence: found.evidence,
  };
}

function objectFrom(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}
