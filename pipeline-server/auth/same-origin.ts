import type { IncomingHttpHeaders } from 'node:http';
import { xopsError } from '../errors.ts';

/**
 * Refuses what a page of another site made the browser send. Browsers set these headers and scripts cannot; a request
 * without them comes from no page.
 * @throws XOPS_OTHER_ORIGIN
 */
export function refuseOtherOrigins(headers: IncomingHttpHeaders): void {
  const site = headers['sec-fetch-site'];
  const navigates = headers['sec-fetch-mode'] === 'navigate' && headers.origin === undefined;
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !navigates) {
    throw xopsError('XOPS_OTHER_ORIGIN');
  }
  if (headers.origin !== undefined && hostOf(headers.origin) !== headers.host) {
    throw xopsError('XOPS_OTHER_ORIGIN');
  }
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
