import { isRecord } from '../../../contracts/canonical-json.ts';

/** Longest piece of a service's own words that is repeated to a person. */
const MOST_WORDS = 300;

/** The code of an AWS error; empty where there is none. */
export function codeOf(error: unknown): string {
  return isRecord(error) && typeof error['name'] === 'string' ? error['name'] : '';
}

/** Whether AWS itself refused: a refused call has no effect, and what else went wrong says nothing about the effect. */
export function isRefusal(error: unknown): boolean {
  return isRecord(error) && error['$fault'] === 'client' && codeOf(error) !== 'TimeoutError';
}

const DENIED = /AccessDenied|Unauthorized|NotAuthorized|Forbidden/i;

/** What went wrong, with its remedy. Encoded policy details, which AWS appends, are left out. */
export function errorWords(error: unknown, actions: readonly string[]): string {
  const said = error instanceof Error ? error.message : String(error);
  const plain = said
    .replace(/Encoded authorization failure message:.*/s, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, MOST_WORDS);
  const code = codeOf(error);
  if (DENIED.test(code)) {
    return `AWS denied it (${code}: ${plain}) Allow ${actions.join(', ')} for the role for writing: xops iam-policy --role write.`;
  }
  return code === '' || code === 'Error' ? plain : `${code}: ${plain}`;
}
