import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../contracts/context.ts';
import { xopsError } from '../errors.ts';

/** Links that open one path for a time, without a key. */
export interface SignedLinks {
  /** The path with `expires` and `signature` as its query. Times are whole seconds, rounded up. */
  sign(path: string, expires: Date): Promise<string>;
  /**
   * Checks the path and query of a request.
   * @throws XOPS_LINK_INVALID when the signature is not ours or for something else, XOPS_LINK_EXPIRED when its time is over.
   */
  check(url: string): Promise<void>;
}

/** What links are signed with. */
export interface SignedLinksOptions {
  /** Reads the secret, or makes one at its first use. */
  readonly readKey: () => Promise<string>;
  readonly clock: Clock;
}

/** Parts the purpose from what is signed, so that this key's signatures serve nothing else. */
const PURPOSE = 'xops signed link 1';
const EXPIRES = /^\d{1,12}$/;
const SIGNATURE = /^[\w-]{43}$/;

/** Makes and checks signed links: HMAC-SHA-256 over path and expiry, compared in constant time. */
export function createSignedLinks({ readKey, clock }: SignedLinksOptions): SignedLinks {
  async function signatureOf(path: string, expires: string): Promise<Buffer> {
    return createHmac('sha256', await readKey())
      .update(`${PURPOSE}\n${path}\n${expires}`)
      .digest();
  }
  return {
    async sign(path, expires) {
      const seconds = String(Math.ceil(expires.getTime() / 1000));
      const signature = (await signatureOf(path, seconds)).toString('base64url');
      return `${path}?${new URLSearchParams({ expires: seconds, signature })}`;
    },
    async check(url) {
      const link = readLink(url);
      if (link === null) throw xopsError('XOPS_LINK_INVALID');
      const expected = await signatureOf(link.path, link.expires);
      if (!timingSafeEqual(expected, link.signature)) throw xopsError('XOPS_LINK_INVALID');
      if (Number(link.expires) * 1000 < clock.now().getTime()) throw expired(link.expires);
    },
  };
}

interface Link {
  readonly path: string;
  readonly expires: string;
  readonly signature: Buffer;
}

/** The parts of a link; null unless each stands there exactly once and well formed. */
function readLink(url: string): Link | null {
  const [path = '', query = ''] = url.split('?', 2);
  const parameters = new URLSearchParams(query);
  const [expires = '', ...moreExpiries] = parameters.getAll('expires');
  const [signature = '', ...moreSignatures] = parameters.getAll('signature');
  if (moreExpiries.length > 0 || moreSignatures.length > 0) return null;
  if (!EXPIRES.test(expires) || !SIGNATURE.test(signature)) return null;
  const bytes = Buffer.from(signature, 'base64url');
  return bytes.length === 32 ? { path, expires, signature: bytes } : null;
}

function expired(seconds: string) {
  const at = new Date(Number(seconds) * 1000).toISOString();
  return xopsError('XOPS_LINK_EXPIRED', { at });
}
