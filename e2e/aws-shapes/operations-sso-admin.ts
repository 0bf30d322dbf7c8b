import type { World } from '../../tools/sample-org/world/types.ts';
import { requestsOf, type ShapeRequest } from './shape-request.ts';

/** Identity Center in its Region and outside it, and its refusals. */
export function ssoAdminRequests(world: World): readonly ShapeRequest[] {
  return [
    ...requestsOf({ service: 'sso', region: world.homeRegion }, [
      ['ListInstances', {}],
      ['ListInstances', { MaxResults: 101 }, 'ValidationException'],
    ]),
    ...requestsOf({ service: 'sso', region: 'us-west-2' }, [['ListInstances', {}]]),
  ];
}
