import type { World } from '../../tools/sample-org/world/types.ts';
import { requestsOf, type ShapeRequest } from './shape-request.ts';

/** Every operation of STS: who calls, as a user and in a role, and roles in every account. */
export function stsRequests(world: World): readonly ShapeRequest[] {
  const where = { service: 'sts', region: world.homeRegion } as const;
  const roles = world.accounts.map(({ id, assumable }) => {
    const input = { RoleArn: `arn:aws:iam::${id}:role/xops-read-only`, RoleSessionName: 'xops' };
    return ['AssumeRole', input, assumable ? undefined : 'AccessDenied'] as const;
  });
  const RoleArn = `arn:aws:iam::${world.auditAccountId}:role/path/auditor`;
  return [
    ...requestsOf(where, [
      ['GetCallerIdentity', {}],
      ...roles,
      ['AssumeRole', { RoleArn, RoleSessionName: 'x', DurationSeconds: 900 }, 'ValidationError'],
      ['AssumeRole', { RoleArn, RoleSessionName: 'a=b,c.d@e-f', DurationSeconds: 900 }],
      ['AssumeRole', { RoleArn, RoleSessionName: 'xops', DurationSeconds: 60 }, 'ValidationError'],
    ]),
    ...requestsOf({ ...where, accountId: world.auditAccountId }, [['GetCallerIdentity', {}]]),
  ];
}
