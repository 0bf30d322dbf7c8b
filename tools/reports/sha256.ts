import { createHash } from 'node:crypto';

/** `sha256:` and the hash of bytes, or of a text as UTF-8. */
export function sha256Of(content: string | Uint8Array): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}
