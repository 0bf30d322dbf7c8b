import { Type } from 'typebox';
import type { ChangeableWorld } from '../changeable-world.ts';
import { AwsError, type Call, defineOperation, type Operation, refuseWith } from '../handler.ts';
import type { JsonObject, Resource } from '../world/types.ts';
import { needResource, partOf, refuseDryRun, tagSet, textIn } from './find-resource.ts';

const refuse = refuseWith('InvalidParameterValue');

const DRY_RUN = { DryRun: Type.Optional(Type.String()) };
const Instances = Type.Object({
  InstanceId: Type.Array(Type.String(), { minItems: 1, maxItems: 100 }),
  ...DRY_RUN,
});

function needInstance({ world }: ChangeableWorld, call: Call, id: string): Resource {
  const code = 'InvalidInstanceID.NotFound';
  return needResource(world, call, { type: 'AWS::EC2::Instance', id, code });
}

function stateOf({ configuration }: Resource): { readonly code: number; readonly name: string } {
  const name = textIn(partOf(configuration, 'state'), 'name');
  return { code: name === 'running' ? 16 : 80, name };
}

/** DescribeInstances by ids: what changes of an instance look at. */
export function describeInstances(changeable: ChangeableWorld): Operation {
  return defineOperation(Instances, refuse, ({ InstanceId }, call) => ({
    reservationSet: InstanceId.map((id) => {
      const instance = needInstance(changeable, call, id);
      return {
        reservationId: id.replace(/^i-/, 'r-'),
        ownerId: instance.accountId,
        instancesSet: [describe(instance)],
      };
    }),
  }));
}

function describe(instance: Resource) {
  const { configuration } = instance;
  const options = partOf(configuration, 'metadataOptions');
  const lifecycle = textIn(configuration, 'instanceLifecycle');
  return {
    instanceId: instance.id,
    imageId: textIn(configuration, 'imageId'),
    instanceState: stateOf(instance),
    instanceType: textIn(configuration, 'instanceType'),
    launchTime: textIn(configuration, 'launchTime'),
    placement: { availabilityZone: instance.availabilityZone, tenancy: 'default' },
    rootDeviceType: 'ebs',
    rootDeviceName: '/dev/xvda',
    metadataOptions: {
      state: 'applied',
      httpTokens: textIn(options, 'httpTokens'),
      httpPutResponseHopLimit: options['httpPutResponseHopLimit'],
      httpEndpoint: 'enabled',
    },
    ...(lifecycle === '' ? {} : { instanceLifecycle: lifecycle }),
    tagSet: tagSet(instance),
  };
}

/** StopInstances and StartInstances: the change is there at once. */
export function setInstanceState(
  changeable: ChangeableWorld,
  to: 'running' | 'stopped',
  now: () => Date,
): Operation {
  return defineOperation(Instances, refuse, (input, call) => {
    const instances = input.InstanceId.map((id) => needInstance(changeable, call, id));
    for (const { id, configuration } of instances) {
      if (textIn(configuration, 'instanceLifecycle') === 'spot' && to === 'stopped') {
        const message = `You can't stop the Spot Instance '${id}'`;
        throw new AwsError('UnsupportedOperation', message);
      }
    }
    refuseDryRun(input);
    return {
      instancesSet: instances.map((instance) => {
        const previousState = stateOf(instance);
        changeable.update(instance, stateChange(to, now()));
        return {
          instanceId: instance.id,
          currentState: { code: to === 'running' ? 16 : 80, name: to },
          previousState,
        };
      }),
    };
  });
}

function stateChange(to: 'running' | 'stopped', now: Date): JsonObject {
  if (to === 'running') {
    return {
      state: { code: 16, name: to },
      stateTransitionReason: '',
      launchTime: now.toISOString(),
    };
  }
  const at = now.toISOString().slice(0, 19).replace('T', ' ');
  return {
    state: { code: 80, name: to },
    stateTransitionReason: `User initiated (${at} GMT)`,
    stateReason: {
      code: 'Client.UserInitiatedShutdown',
      message: 'Client.UserInitiatedShutdown: User initiated shutdown',
    },
  };
}

const Metadata = Type.Object({
  InstanceId: Type.String(),
  HttpTokens: Type.Enum(['required', 'optional']),
  ...DRY_RUN,
});

/** ModifyInstanceMetadataOptions: whether tokens are required. */
export function modifyMetadataOptions(changeable: ChangeableWorld): Operation {
  return defineOperation(Metadata, refuse, (input, call) => {
    const instance = needInstance(changeable, call, input.InstanceId);
    refuseDryRun(input);
    const options = {
      ...partOf(instance.configuration, 'metadataOptions'),
      httpTokens: input.HttpTokens,
    };
    changeable.update(instance, { metadataOptions: options });
    return { instanceId: instance.id, instanceMetadataOptions: options };
  });
}
