/** A cookie as it is set. */
export interface CookieToSet {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  /** Whether a navigation from another site brings it along. */
  readonly sameSite: 'Strict' | 'Lax';
  /** Whether browsers reach the server over TLS: it is then sent over nothing else. */
  readonly secure: boolean;
  /** 0 takes it away. */
  readonly seconds: number;
}

/** The header of a cookie that scripts cannot reach. */
export function setCookie(cookie: CookieToSet): string {
  const { name, value, path, sameSite, secure, seconds } = cookie;
  const rules = `Path=${path}; Max-Age=${seconds}; HttpOnly; SameSite=${sameSite}`;
  return `${name}=${value}; ${rules}${secure ? '; Secure' : ''}`;
}
