import { Type } from 'typebox';
import { defineOperation, refuseWith, type ServiceHandler } from '../handler.ts';
import { createDirectory } from '../identitystore/directory.ts';
import type { World } from '../world/types.ts';

const refuse = refuseWith('ValidationException');

const ListInput = Type.Object({
  MaxResults: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
  NextToken: Type.Optional(Type.String()),
});

/** Identity Center (API version 2020-07-20): one instance, in the home Region, which member accounts see as well. */
export function ssoAdminService(world: World): ServiceHandler {
  const { identityStoreId } = createDirectory(world);
  const owner = world.managementAccountId;
  const instance = {
    InstanceArn: `arn:aws:sso:::instance/ssoins-${owner.slice(-12).padStart(16, '7')}`,
    IdentityStoreId: identityStoreId,
    OwnerAccountId: owner,
    Name: 'organisation',
    CreatedDate: Math.floor((world.account(owner)?.joined.getTime() ?? 0) / 1_000),
    Status: 'ACTIVE',
  };
  const listInstances = defineOperation(ListInput, refuse, ({ NextToken }, { region }) => {
    if (NextToken !== undefined) throw refuse('The pagination token is invalid.');
    return { Instances: region === world.homeRegion ? [instance] : [] };
  });
  return {
    signingName: 'sso',
    protocol: { kind: 'json', version: '1.1', targetPrefix: 'SWBExternalService' },
    operations: { ListInstances: listInstances },
  };
}
