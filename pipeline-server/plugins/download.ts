import { lookup as resolveName } from 'node:dns/promises';
import type { IncomingMessage, RequestOptions } from 'node:http';
import { request } from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { reasonOf, XopsError, xopsError } from '../errors.ts';

/**
 * Fetches a small file.
 * @throws XOPS_DOWNLOAD_REFUSED (an address that we do not go to), XOPS_DOWNLOAD_FAILED, XOPS_PLUGIN_TOO_LARGE
 */
export type Download = (url: URL) => Promise<Buffer>;

/** An address of a host. */
interface HostAddress {
  readonly address: string;
  readonly family: number;
}

/** Bounds of a download, and the network, which tests replace. */
export interface DownloadOptions {
  readonly maxBytes: number;
  readonly timeoutMs: number;
  readonly resolve?: (hostname: string) => Promise<readonly HostAddress[]>;
  readonly send?: (url: URL, options: RequestOptions) => ReturnType<typeof request>;
}

/** Ranges of the IANA special-purpose registries (RFC 6890 and later): nothing in them is the public internet. */
const SPECIAL_RANGES: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];

/** The only IPv6 range that is handed out for the public internet, and what is special inside it. */
const PUBLIC_IPV6 = ['2000::', 3] as const;
const SPECIAL_IPV6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const special = new BlockList();
for (const [network, prefix] of SPECIAL_RANGES) special.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of SPECIAL_IPV6) special.addSubnet(network, prefix, 'ipv6');
const publicIpv6 = new BlockList();
publicIpv6.addSubnet(...PUBLIC_IPV6, 'ipv6');

/** True for an address of the public internet. IPv4 inside IPv6 (mapped, 6to4, NAT64) is not. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !special.check(address, 'ipv4');
  return (
    isIP(address) === 6 && publicIpv6.check(address, 'ipv6') && !special.check(address, 'ipv6')
  );
}

/**
 * Makes a downloader that cannot be turned against our own network: HTTPS only, no redirects, no user in the URL,
 * and the connection goes to the very addresses that were checked (so a name cannot change its mind in between).
 */
export function createDownload(options: DownloadOptions): Download {
  const resolve = options.resolve ?? ((hostname) => resolveName(hostname, { all: true }));
  const send = options.send ?? request;
  return async (url) => {
    const addresses = await allowedAddresses(url, resolve);
    try {
      const outgoing = send(url, {
        lookup: pinned(addresses),
        signal: AbortSignal.timeout(options.timeoutMs),
      });
      return await answerOf(outgoing, options.maxBytes);
    } catch (error) {
      if (error instanceof XopsError) throw error;
      throw xopsError('XOPS_DOWNLOAD_FAILED', { reason: reasonOf(error) }, { cause: error });
    }
  };
}

async function allowedAddresses(
  url: URL,
  resolve: (hostname: string) => Promise<readonly HostAddress[]>,
): Promise<readonly HostAddress[]> {
  if (url.protocol !== 'https:') throw refused('only https:// is fetched');
  if (url.username !== '' || url.password !== '') throw refused('it holds a user or a password');
  const hostname = url.hostname.replaceAll(/^\[|\]$/g, '');
  const family = isIP(hostname);
  const addresses =
    family === 0 ? await resolve(hostname).catch(() => []) : [{ address: hostname, family }];
  if (addresses.length === 0) throw refused('its host has no address');
  if (!addresses.every(({ address }) => isPublicAddress(address))) {
    throw refused('its host is not on the public internet');
  }
  return addresses;
}

function refused(reason: string): XopsError {
  return xopsError('XOPS_DOWNLOAD_REFUSED', { reason });
}

/** Answers every look-up with the addresses that were checked. */
function pinned(addresses: readonly HostAddress[]): LookupFunction {
  return (_hostname, options, callback) => {
    const first = addresses[0];
    if (options.all === true) callback(null, [...addresses]);
    else callback(null, first?.address ?? '', first?.family ?? 4);
  };
}

async function answerOf(outgoing: ReturnType<typeof request>, maxBytes: number): Promise<Buffer> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once('response', resolve).once('error', reject).end();
  });
  try {
    if (response.statusCode !== 200) {
      throw xopsError('XOPS_DOWNLOAD_FAILED', {
        reason: `the host answered ${response.statusCode}; redirects are not followed`,
      });
    }
    return await boundedBody(response, maxBytes);
  } finally {
    response.destroy();
  }
}

async function boundedBody(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw xopsError('XOPS_PLUGIN_TOO_LARGE', { limit: maxBytes });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
