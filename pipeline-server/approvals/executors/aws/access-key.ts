import type { AccessKeyMetadata, IAM } from '@aws-sdk/client-iam';
import { Type } from 'typebox';
import type { ActionTarget } from '../../../contracts/plan.ts';
import { codeOf } from './aws-words.ts';
import { EXACT, PLACE } from './place-arguments.ts';

/** What changes of one access key are told. The id of a key is no secret. */
const KEY_ARGUMENTS = Type.Object(
  {
    ...PLACE,
    userName: Type.String({ pattern: '^[\\w+=,.@-]{1,64}$' }),
    accessKeyId: Type.String({ pattern: '^[A-Z0-9]{16,128}$' }),
    /** It is left when it was used in so many days; 0: however it was used. */
    unusedDays: Type.Integer({ minimum: 0, maximum: 3_650 }),
  },
  EXACT,
);

type Input = Type.Static<typeof KEY_ARGUMENTS>;

/** A key, and when it was used last; null when it never was. */
export interface SeenKey {
  readonly status: string;
  readonly createdAt: Date | null;
  readonly usedAt: Date | null;
}

/** What changes of one access key have in common. IAM answers in us-east-1, whatever Region is asked for. */
export const ACCESS_KEY = {
  service: 'iam',
  arguments: KEY_ARGUMENTS,
  reads: ['iam:ListAccessKeys', 'iam:GetAccessKeyLastUsed'],
  types: ['AWS::IAM::User'],
  argumentsOf: ({ resourceId }: ActionTarget) => ({
    region: 'us-east-1',
    userName: resourceId.split('/').at(-1) ?? resourceId,
    unusedDays: 90,
  }),
  arns: ({ accountId }: Input) => [`arn:aws:iam::${accountId}:user/*`],
  read: readKey,
  seenWords: ({ status, usedAt }: SeenKey) =>
    `It is ${status.toLowerCase()} and was ${usedAt === null ? 'never used' : `used last on ${usedAt.toISOString().slice(0, 10)}`}.`,
} as const;

async function readKey(iam: IAM, { userName, accessKeyId }: Input): Promise<SeenKey | null> {
  const key = (await keysOf(iam, userName)).find((each) => each.AccessKeyId === accessKeyId);
  if (key === undefined) return null;
  const { AccessKeyLastUsed } = await iam.getAccessKeyLastUsed({ AccessKeyId: accessKeyId });
  return {
    status: key.Status ?? 'Unknown',
    createdAt: key.CreateDate ?? null,
    usedAt: AccessKeyLastUsed?.LastUsedDate ?? null,
  };
}

async function keysOf(iam: IAM, userName: string): Promise<readonly AccessKeyMetadata[]> {
  try {
    return (await iam.listAccessKeys({ UserName: userName })).AccessKeyMetadata ?? [];
  } catch (error) {
    if (codeOf(error).startsWith('NoSuchEntity')) return [];
    throw error;
  }
}

const DAY = 86_400_000;

/** Why it counts as in use; null when it does not. */
export function useOf(
  { usedAt, createdAt }: SeenKey,
  unusedDays: number,
  now: Date,
): string | null {
  const last = usedAt ?? createdAt;
  if (last === null) return 'When it was made is not known.';
  const days = Math.floor((now.getTime() - last.getTime()) / DAY);
  if (days >= unusedDays) return null;
  return `It was ${usedAt === null ? 'made' : 'used'} ${days} days ago, less than ${unusedDays}.`;
}
