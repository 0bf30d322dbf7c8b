import { createHash } from 'node:crypto';

/** `sha256:` and the hash of bytes. */
export function sha256Of(bytes: Uint8Array | string): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
