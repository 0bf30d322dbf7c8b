import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../contracts/context.ts';

/** A sign-in that a browser has begun. */
export interface Ticket {
  readonly id: string;
  /** Path of ours to go on to. */
  readonly next: string;
  /** ISO 8601. */
  readonly expires: string;
  /** What the provider has to send back with the browser. */
  readonly state: string;
  /** What the ID token has to hold. */
  readonly nonce: string;
  /** Proves at the token endpoint that the code was asked for here (PKCE, RFC 7636). */
  readonly codeVerifier: string;
}

/** Makes tickets and reads them from cookies. */
export interface Tickets {
  issue(next: string): Promise<{ readonly ticket: Ticket; readonly cookie: string }>;
  /** The ticket of a request's `Cookie` header; null when there is none, it is not ours, or its time is over. */
  read(cookieHeader: string | undefined): Promise<Ticket | null>;
}

/** Name of the cookie. */
export const TICKET_COOKIE = 'xops_oidc';

/** Seconds that somebody has to sign in at the provider. */
export const TICKET_SECONDS = 600;

const COOKIE =
  /(?:^|;\s*)xops_oidc=([\w-]{22})\.(\d{1,12})\.([\w-]{1,3000})\.([\w-]{43})(?=\s*(?:;|$))/g;

/**
 * A ticket's cookie is an id, an expiry, a path, and a signature (HMAC-SHA-256) over them. State, nonce and verifier are derived from the
 * id with the server's key, so that the last two are never with the browser.
 */
export function createTickets({
  readKey,
  clock,
}: {
  readonly readKey: () => Promise<string>;
  readonly clock: Clock;
}): Tickets {
  const now = () => clock.now().getTime();

  async function derive(purpose: string, ...parts: readonly string[]): Promise<Buffer> {
    const text = [`xops oidc ${purpose} 1`, ...parts].join('\n');
    return createHmac('sha256', await readKey())
      .update(text)
      .digest();
  }

  async function ticketOf(id: string, seconds: string, next: string): Promise<Ticket> {
    const secret = async (purpose: string) => (await derive(purpose, id)).toString('base64url');
    const [state, nonce, codeVerifier] = await Promise.all([
      secret('state'),
      secret('nonce'),
      secret('verifier'),
    ]);
    const expires = new Date(Number(seconds) * 1000).toISOString();
    return { id, next, expires, state, nonce, codeVerifier };
  }

  return {
    async issue(next) {
      const id = randomBytes(16).toString('base64url');
      const seconds = String(Math.floor(now() / 1000) + TICKET_SECONDS);
      const path = Buffer.from(next).toString('base64url');
      const signature = (await derive('ticket', id, seconds, path)).toString('base64url');
      const ticket = await ticketOf(id, seconds, next);
      return { ticket, cookie: [id, seconds, path, signature].join('.') };
    },
    async read(header = '') {
      const [found, ...more] = header.slice(0, 8192).matchAll(COOKIE);
      if (found === undefined || more.length > 0) return null;
      const [, id = '', seconds = '', path = '', signature = ''] = found;
      const expected = await derive('ticket', id, seconds, path);
      const presented = Buffer.from(signature, 'base64url');
      if (presented.length !== expected.length || !timingSafeEqual(expected, presented))
        return null;
      if (Number(seconds) * 1000 <= now()) return null;
      return await ticketOf(id, seconds, Buffer.from(path, 'base64url').toString());
    },
  };
}
