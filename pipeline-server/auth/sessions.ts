import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Clock } from '../contracts/context.ts';
import type { Principal } from '../contracts/principal.ts';
import type { KeyRing } from './api-keys.ts';
import { keyPrincipal } from './forwarded-user.ts';
import type { ApproverReader } from './read-approver.ts';

/** Somebody who signed in in a browser: the holder of an API key, or a person. */
export interface Session {
  readonly id: string;
  /** It can do what its key can; a person has no scopes, and decides by what the approvers' policy says. */
  readonly principal: Principal;
  readonly expires: Date;
}

/** Sessions of browsers. Whatever proves who somebody is, the cookie is the same: another way to sign in calls `open`. */
export interface Sessions {
  /** The cookie's value for a new session of an API key or a personal key; null when nobody has that key. */
  open(presented: string): Promise<string | null>;
  /** The same for a person whose identity was proved otherwise. */
  openPerson(person: Principal): Promise<string>;
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
  readonly approvers: ApproverReader;
  readonly clock: Clock;
}

/** Name of the cookie. */
export const SESSION_COOKIE = 'xops_session';

/** Seconds that a session lasts: a working day. */
export const SESSION_SECONDS = 8 * 3600;

const PURPOSE = 'xops session 1';
const PERSON_PURPOSE = 'xops person 1';
/** What a person's part of the cookie begins with; a key's name in base64 has none. */
const PERSON = '~';
const COOKIE =
  /(?:^|;\s*)xops_session=(~?[\w-]{1,3400})\.([\w-]{22})\.(\d{1,12})\.([\w-]{43})(?=\s*(?:;|$))/g;

interface Claim {
  readonly name: string;
  readonly id: string;
  readonly expires: string;
}

/** Who a cookie says that a person is; it is signed. */
const PERSON_CLAIM = Type.Object({
  id: Type.String(),
  email: Type.Union([Type.String(), Type.Null()]),
  name: Type.Union([Type.String(), Type.Null()]),
  groups: Type.Array(Type.String()),
  proof: Type.Enum(['oidc', 'approver-key']),
});

/** Cookies end at 4,096 bytes (RFC 6265, 6.1): groups beyond that give no rights. */
const MOST_BYTES = 2500;

/**
 * Makes and checks signed session cookies: who it is, id, expiry, and an HMAC-SHA-256 over them; for an API key over the key's
 * digest too. So a changed or removed key ends its sessions, and nothing is kept but the ids of sessions ended early.
 */
export function createSessions(options: SessionsOptions): Sessions {
  const { keyRing, readKey, approvers, clock } = options;
  const ended = new Map<string, number>();
  const now = () => clock.now().getTime();

  async function sign(purpose: string, claim: Claim, more: readonly string[]): Promise<Buffer> {
    const text = [purpose, claim.name, claim.id, claim.expires, ...more].join('\n');
    return createHmac('sha256', await readKey())
      .update(text)
      .digest();
  }

  async function issue(purpose: string, name: string, more: readonly string[]): Promise<string> {
    const expires = String(Math.floor(now() / 1000) + SESSION_SECONDS);
    const claim = { name, id: randomBytes(16).toString('base64url'), expires };
    const signature = await sign(purpose, claim, more);
    return [name, claim.id, expires, signature.toString('base64url')].join('.');
  }

  async function readPerson(claim: Claim, signature: Buffer): Promise<Principal | null> {
    if (!timingSafeEqual(await sign(PERSON_PURPOSE, claim, []), signature)) return null;
    const text = Buffer.from(claim.name.slice(PERSON.length), 'base64url').toString();
    const person = Value.Parse(PERSON_CLAIM, JSON.parse(text));
    const principal: Principal = { ...person, roles: [], scopes: [] };
    return (await approvers.isCurrent(principal)) ? principal : null;
  }

  async function readHolder(claim: Claim, signature: Buffer): Promise<Principal | null> {
    const name = Buffer.from(claim.name, 'base64url').toString();
    for (const { key, digest } of keyRing.named(name)) {
      const expected = await sign(PURPOSE, claim, [digest.toString('hex')]);
      if (timingSafeEqual(expected, signature)) return keyPrincipal(key);
    }
    return null;
  }

  const openPerson = (person: Principal) => issue(PERSON_PURPOSE, PERSON + writePerson(person), []);

  return {
    async open(presented) {
      const found = keyRing.entry(presented);
      if (found !== null) {
        const name = Buffer.from(found.key.name).toString('base64url');
        return await issue(PURPOSE, name, [found.digest.toString('hex')]);
      }
      const person = await approvers.find(presented);
      return person === null ? null : await openPerson(person);
    },
    openPerson,
    async read(cookieHeader) {
      const cookie = readCookie(cookieHeader);
      if (cookie === null) return null;
      const { claim, signature } = cookie;
      if (Number(claim.expires) * 1000 <= now() || ended.has(claim.id)) return null;
      const read = claim.name.startsWith(PERSON) ? readPerson : readHolder;
      const principal = await read(claim, signature);
      if (principal === null) return null;
      return { id: claim.id, principal, expires: new Date(Number(claim.expires) * 1000) };
    },
    end({ id, expires }) {
      for (const [other, until] of ended) if (until <= now()) ended.delete(other);
      ended.set(id, expires.getTime());
    },
  };
}

function writePerson({ id, email, name, groups, proof }: Principal): string {
  const write = (kept: readonly string[]) =>
    JSON.stringify({ id, email, name, groups: kept, proof });
  let left = MOST_BYTES - Buffer.byteLength(write([]));
  const kept = groups.filter((group) => {
    left -= Buffer.byteLength(JSON.stringify(group)) + 1;
    return left >= 0;
  });
  return Buffer.from(write(kept)).toString('base64url');
}

/** Null unless the cookie stands there exactly once and well formed. */
function readCookie(header = ''): { claim: Claim; signature: Buffer } | null {
  const [found, ...more] = header.slice(0, 8192).matchAll(COOKIE);
  if (found === undefined || more.length > 0) return null;
  const [, name = '', id = '', expires = '', signature = ''] = found;
  const bytes = Buffer.from(signature, 'base64url');
  return bytes.length === 32 ? { claim: { name, id, expires }, signature: bytes } : null;
}
