import { AwsError } from '../handler.ts';

/**
 * Items a page may hold: `limit`, or `usual` when it is left out or 0.
 * @throws InvalidLimitException below 0 and above `most`
 */
export function pageLimit(
  limit: number | undefined,
  { usual, most }: { readonly usual: number; readonly most: number },
): number {
  if (limit === undefined || limit === 0) return usual;
  if (limit > 0 && limit <= most) return limit;
  throw new AwsError(
    'InvalidLimitException',
    'The specified limit is outside the allowable range.',
  );
}

/** The refusal of a token that is not one of ours. */
export function invalidToken(message: string): AwsError {
  return new AwsError('InvalidNextTokenException', message);
}
