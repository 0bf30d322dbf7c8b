import { Type } from 'typebox';

/** Nothing but the declared arguments is taken. */
export const EXACT = { additionalProperties: false } as const;

/** Where a change is made: part of the arguments of every executor. */
export const PLACE = {
  accountId: Type.String({ pattern: '^\\d{12}$' }),
  region: Type.String({ pattern: '^[a-z]{2}(?:-[a-z]+)+-\\d$' }),
};

/** An id of EC2, such as `vol-0123456789abcdef0`. */
export function ec2Id(prefix: string) {
  return Type.String({ pattern: `^${prefix}-[0-9a-f]{8,17}$` });
}

/** The ARN of something of EC2 in the place. */
export function ec2Arn(
  { accountId, region }: { readonly accountId: string; readonly region: string },
  resource: string,
): string {
  return `arn:aws:ec2:${region}:${accountId}:${resource}`;
}
