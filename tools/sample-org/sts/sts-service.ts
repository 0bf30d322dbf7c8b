import { Type } from 'typebox';
import { Value } from 'typebox/value';

import type { Credentials } from '../endpoint/credentials.ts';
import { AwsError, defineOperation, refuseWith, type ServiceHandler } from '../handler.ts';
import type { World } from '../world/types.ts';

const refuse = refuseWith('ValidationError');

const AssumeRole = Type.Object({
  RoleArn: Type.String({ minLength: 20, maxLength: 2048 }),
  RoleSessionName: Type.String({ pattern: '^[\\w+=,.@-]{2,64}$' }),
  DurationSeconds: Type.Optional(Type.String({ pattern: '^\\d{3,5}$' })),
  ExternalId: Type.Optional(Type.String()),
  SourceIdentity: Type.Optional(Type.String({ pattern: '^[\\w+=,.@-]{2,64}$' })),
  Policy: Type.Optional(Type.String({ minLength: 1, maxLength: 2048 })),
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
        const expires = expiry(now(), input.DurationSeconds);
        const keys = credentials.issue({
          accountId,
          roleName,
          sessionName: input.RoleSessionName,
          actions: input.Policy === undefined ? null : allowedActions(input.Policy),
          expires: expires.getTime(),
        });
        const session = credentials.callerOf(keys.accessKeyId, keys.sessionToken);
        return {
          AssumedRoleUser: { AssumedRoleId: session.userId, Arn: session.arn },
          Credentials: {
            AccessKeyId: keys.accessKeyId,
            SecretAccessKey: keys.secretAccessKey,
            SessionToken: keys.sessionToken,
            Expiration: expires,
          },
          ...(input.SourceIdentity && { SourceIdentity: input.SourceIdentity }),
        };
      }),
    },
  };
}

const SessionPolicy = Type.Object({
  Version: Type.Literal('2012-10-17'),
  Statement: Type.Array(
    Type.Object({
      Effect: Type.Literal('Allow'),
      Action: Type.Array(Type.String({ pattern: '^[a-z0-9-]+:[A-Za-z0-9]+$' })),
      Resource: Type.Union([Type.String(), Type.Array(Type.String())]),
    }),
  ),
});

/** The actions of a session policy. Only whole actions are understood, and anything else is refused; which resources they are for is not looked at. */
function allowedActions(text: string): readonly string[] {
  try {
    const { Statement } = Value.Parse(SessionPolicy, JSON.parse(text));
    return Statement.flatMap(({ Action }) => Action);
  } catch {
    throw new AwsError('MalformedPolicyDocument', 'This policy contains invalid Json.');
  }
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
