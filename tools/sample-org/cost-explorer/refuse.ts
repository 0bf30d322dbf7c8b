import { AwsError, refuseWith } from '../handler.ts';

/** Cost Explorer's way to refuse bad input. */
export const refuse = refuseWith('ValidationException');

/** Cost Explorer's way to refuse a page token. */
export const refuseToken = refuseWith('InvalidNextTokenException');

/** The answer to a question about days for which there is no data. */
export function dataUnavailable(message: string): AwsError {
  return new AwsError('DataUnavailableException', message);
}
