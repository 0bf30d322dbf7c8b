import type { ExtraKind } from '../extend-world.ts';
import { resourceIn } from '../world/resource-kind.ts';
import type { World } from '../world/types.ts';

const TYPE = 'AWS::Config::ConfigurationRecorder';

/** One recorder per recorded account and Region; sandboxes record once a day. */
export function recorderKind(world: World): ExtraKind {
  return {
    type: TYPE,
    count: ({ account, region }) => (world.recorded(account, region) ? 1 : 0),
    resourceAt: (where) => {
      const { account, region } = where;
      const frequency = account.environment === 'sandbox' ? 'DAILY' : 'CONTINUOUS';
      return resourceIn(world.place(where), TYPE, {
        id: 'default',
        name: 'default',
        arn: `arn:aws:config:${region}:${account.id}:configuration-recorder/default`,
        createdAt: account.joined,
        configuration: {
          Name: 'default',
          Recording: true,
          RecordingGroup: { AllSupported: true, IncludeGlobalResourceTypes: true },
          RecordingMode: { RecordingFrequency: frequency },
        },
      });
    },
  };
}
