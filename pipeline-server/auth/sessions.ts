import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../contracts/context.ts';
import type { KeyRing, KnownKey } from './api-keys.ts';

/** Somebody who signed in with an API key in a browser. */
export interface Session {
  readonly id: string;
  /** The key that was presented; the session can do what it can. */
  readonly key: KnownKey;
  readonly expires: Date;
}

/** Sessions of browsers. Whatever proves who somebody is, the cookie is the same: another way to sign in calls `open`. */
export interface Sessions {
  /** The cookie's value for a new session of a key; null when nobody has that key. */
  open(presented: string): Promise<string | null>;
  /** The session of a request's `Cookie` header; null when there is none, it has expired, was ended, or its key is gone. */
  read(cookieHeader: string | undefined): Promise<Session | null>;
  /** Ends a session before its time, in this process. */
  end(session: Session): void;
}

/** What sessions are made from. */
export interface SessionsOptions {
  readonly keyRing: KeyRing;
  /** Reads the secret that links are signed with; sessions are signed for a purpose of their own. */
  readonly readKey: () => Promise<string>;
  readonly clock: Clock;
}

/** Name of the cookie. */
export const SESSION_COOKIE = 'xops_session';

/** Seconds that a session lasts: a working day. */
export const SESSION_SECONDS = 8 * 3600;

const PURPOSE = 'xops session 1';
const COOKIE =
  /(?:^|;\s*)xops_session=([\w-]{1,400})\.([\w-]{22})\.(\d{1,12})\.([\w-]{43})(?=\s*(?:;|$))/g;

interface Claim {
  readonly name: string;
  readonly id: string;
  readonly expires: string;
}

/**
 * Makes and checks signed session cookies: name of the key, id, expiry, and an HMAC-SHA-256 over them and the key's
 * digest. So a changed or removed key ends its sessions, and nothing is kept but the ids of sessions ended early.
 */
export function createSessions({ keyRing, readKey, clock }: SessionsOptions): Sessions {
  const ended = new Map<string, number>();
  const now = () => clock.now().getTime();

  async function signatureOf({ name, id, expires }: Claim, digest: Buffer): Promise<Buffer> {
    const text = [PURPOSE, name, id, expires, digest.toString('hex')].join('\n');
    return createHmac('sha256', await readKey())
      .update(text)
      .digest();
  }

  return {
    async open(presented) {
      const found = keyRing.entry(presented);
      if (found === null) return null;
      const expires = String(Math.floor(now() / 1000) + SESSION_SECONDS);
      const id = randomBytes(16).toString('base64url');
      const claim = { name: Buffer.from(found.key.name).toString('base64url'), id, expires };
      const signature = await signatureOf(claim, found.digest);
      return [claim.name, id, expires, signature.toString('base64url')].join('.');
    },
    async read(cookieHeader) {
      const cookie = readCookie(cookieHeader);
      if (cookie === null) return null;
      const { claim, signature } = cookie;
      if (Number(claim.expires) * 1000 <= now() || ended.has(claim.id)) return null;
      for (const { key, digest } of keyRing.named(
        Buffer.from(claim.name, 'base64url').toString(),
      )) {
        if (!timingSafeEqual(await signatureOf(claim, digest), signature)) continue;
        return { id: claim.id, key, expires: new Date(Number(claim.expires) * 1000) };
      }
      return null;
    },
    end({ id, expires }) {
      for (const [other, until] of ended) if (until <= now()) ended.delete(other);
      ended.set(id, expires.getTime());
    },
  };
}

/** Null unless the cookie stands there exactly once and well formed. */
function readCookie(header = ''): { claim: Claim; signature: Buffer } | null {
  const [found, ...more] = header.slice(0, 8192).matchAll(COOKIE);
  if (found === undefined || more.length > 0) return null;
  const [, name = '', id = '', expires = '', signature = ''] = found;
  const bytes = Buffer.from(signature, 'base64url');
  return bytes.length === 32 ? { claim: { name, id, expires }, signature: bytes } : null;
}
