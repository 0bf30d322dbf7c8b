import { isIPv4, isIPv6 } from 'node:net';

/** An inclusive range of addresses of one family, as numbers. */
export interface IpRange {
  readonly family: 4 | 6;
  readonly low: bigint;
  readonly high: bigint;
}

/** Reads `10.0.0.1`, `10.0.0.0/16`, `2001:db8::1` or `::/0`; null for anything else. */
export function parseIpRange(text: string): IpRange | null {
  const slash = text.indexOf('/');
  const address = slash < 0 ? text : text.slice(0, slash);
  const family = isIPv4(address) ? 4 : isIPv6(address) ? 6 : null;
  if (family === null) return null;
  const bits = family === 4 ? 32 : 128;
  const prefix = slash < 0 ? bits : readPrefix(text.slice(slash + 1), bits);
  if (prefix === null) return null;
  const hostBits = BigInt(bits - prefix);
  const low = (addressNumber(address, family) >> hostBits) << hostBits;
  return { family, low, high: low + (1n << hostBits) - 1n };
}

function readPrefix(text: string, bits: number): number | null {
  const prefix = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  return prefix <= bits ? prefix : null;
}

function addressNumber(address: string, family: 4 | 6): bigint {
  return family === 4 ? joinGroups(address.split('.'), 8) : joinGroups(ipv6Groups(address), 16);
}

function joinGroups(groups: readonly string[], width: 8 | 16): bigint {
  const prefix = width === 16 ? '0x' : '';
  return groups.reduce((sum, group) => (sum << BigInt(width)) | BigInt(prefix + group), 0n);
}

/** The eight groups of an IPv6 address, `::` written out and a trailing IPv4 address turned into two groups. */
function ipv6Groups(address: string): readonly string[] {
  const plain = address.replace(/%.*$/, '').replace(/(?<=:)[\d.]+\.\d+$/, ipv4Groups);
  const [head = '', tail] = plain.split('::');
  const front = head.split(':').filter(Boolean);
  const back = tail?.split(':').filter(Boolean) ?? [];
  return [...front, ...Array.from({ length: 8 - front.length - back.length }, () => '0'), ...back];
}

function ipv4Groups(address: string): string {
  const number = joinGroups(address.split('.'), 8);
  return `${(number >> 16n).toString(16)}:${(number & 0xffffn).toString(16)}`;
}
