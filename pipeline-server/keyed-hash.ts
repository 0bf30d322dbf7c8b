import { createHmac } from 'node:crypto';

/** A keyed hash of a text, base64url. A bare hash of a short text (an address, a name) can be tried out. */
export function keyedHash(key: string, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url');
}
