import { Type } from 'typebox';

import type { Credentials } from '../endpoint/credentials.ts';
import { AwsError, defineOperation, refuseWith, type ServiceHandler } from '../handler.ts';
import type { World } from '../world/types.ts';

const refuse = refuseWith('ValidationError');

const AssumeRole = Type.Object({
  RoleArn: Type.String({ minLength: 20, maxLength: 2048 }),
  RoleSessionName: Type.String({ pattern: '^[\\w+=,.@-]{2,64}$' }),
  DurationSeconds: Type.Optional(Type.String({ pattern: '^\\d{3,5}$' })),
  ExternalId: Type.Optional(Type.String()),
});

const ROLE_ARN = /^arn:aws:iam::(\d{12}):role\/(?:[\w+=,.@/-]*\/)?([\w+=,.@-]+)$/;

/** What the service needs. */
export interface StsOptions {
  readonly world: World;
  readonly credentials: Credentials;
  readonly now: () => Date;
}

/** STS: every account can be entered by a role, but for those that refuse. */
export function stsService({ world, credentials, now }: StsOptions): ServiceHandler {
  return {
    signingName: 'sts',
    protocol: { kind: 'query', namespace: 'https://sts.amazonaws.com/doc/2011-06-15/' },
    operations: {
      GetCallerIdentity: defineOperation(Type.Object({}), refuse, (_input, { caller }) => ({
        UserId: caller.userId,
        Account: caller.accountId,
        Arn: caller.arn,
      })),
      AssumeRole: defineOperation(AssumeRole, refuse, (input, { caller }) => {
        const [, accountId = '', roleName = ''] = ROLE_ARN.exec(input.RoleArn) ?? [];
        if (roleName === '') throw refuse(`${input.RoleArn} is invalid`);
        if (world.account(accountId)?.assumable !== true) {
          const message = `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${input.RoleArn}`;
          throw new AwsError('AccessDenied', message, 403);
        }
        const keys = credentials.issue(accountId, roleName, input.RoleSessionName);
        const session = credentials.callerOf(keys.accessKeyId, keys.sessionToken);
        return {
          AssumedRoleUser: { AssumedRoleId: session.userId, Arn: session.arn },
          Credentials: {
            AccessKeyId: keys.accessKeyId,
            SecretAccessKey: keys.secretAccessKey,
            SessionToken: keys.sessionToken,
            Expiration: expiry(now(), input.DurationSeconds),
          },
        };
      }),
    },
  };
}

function expiry(now: Date, seconds = '3600'): Date {
  const duration = Number(seconds);
  if (duration < 900 || duration > 43_200) {
    throw refuse(
      `Value '${seconds}' at 'durationSeconds' failed to satisfy constraint: Member must be between 900 and 43200`,
    );
  }
  return new Date(now.getTime() + duration * 1_000);
}
