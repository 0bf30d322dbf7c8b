import { createHash, timingSafeEqual } from 'node:crypto';
import type { Scope } from '../contracts/principal.ts';

/** Every scope, in the order in which they are shown. */
export const SCOPES = ['chat', 'filter', 'tools', 'admin'] as const satisfies readonly Scope[];

/** A key that a client may present, and what it may be used for. */
export interface ApiKey {
  /** Shown in logs and in the principal; the key itself never is. */
  readonly name: string;
  readonly key: string;
  readonly scopes: readonly Scope[];
}

/** A key that was recognised. */
export type KnownKey = Omit<ApiKey, 'key'>;

/** Recognises presented keys. */
export interface KeyRing {
  /** The key's name and scopes, or null when nobody has it. */
  find(presented: string): KnownKey | null;
  /** The same with the key's digest. */
  entry(presented: string): DigestedKey | null;
  /** The keys of a name; several may bear the same. */
  named(name: string): readonly DigestedKey[];
}

/** A known key and the SHA-256 of its text, which never leaves the server. */
interface DigestedKey {
  readonly key: KnownKey;
  readonly digest: Buffer;
}

/**
 * Gathers the keys. Both sides are hashed before they are compared, and every key is compared every time, so that
 * neither the length nor a common beginning nor the position of the right key shows in the time it takes.
 */
export function createKeyRing(keys: readonly ApiKey[]): KeyRing {
  const known = keys.map(
    ({ name, key, scopes }): DigestedKey => ({ digest: sha256(key), key: { name, scopes } }),
  );
  const entry = (presented: string): DigestedKey | null => {
    const digest = sha256(presented);
    const matches = known.filter((candidate) => timingSafeEqual(candidate.digest, digest));
    return matches[0] ?? null;
  };
  return {
    entry,
    find: (presented) => entry(presented)?.key ?? null,
    named: (name) => known.filter(({ key }) => key.name === name),
  };
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
