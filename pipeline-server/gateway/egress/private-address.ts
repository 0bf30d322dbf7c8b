import { BlockList, isIP } from 'node:net';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Addresses that no router of the Internet forwards (RFC 1918, 4193, 6598). */
const PRIVATE = new BlockList();
PRIVATE.addSubnet('10.0.0.0', 8, 'ipv4');
PRIVATE.addSubnet('172.16.0.0', 12, 'ipv4');
PRIVATE.addSubnet('192.168.0.0', 16, 'ipv4');
PRIVATE.addSubnet('100.64.0.0', 10, 'ipv4');
PRIVATE.addSubnet('fc00::', 7, 'ipv6');

/** True for an IP address of this machine. An IPv4 address inside IPv6 counts as what it is. */
export function isLoopbackAddress(address: string): boolean {
  return isOn(LOOPBACK, address);
}

/** True for an IP address of this machine or of a private network. */
export function isPrivateAddress(address: string): boolean {
  return isOn(LOOPBACK, address) || isOn(PRIVATE, address);
}

function isOn(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/** Whether a host of a URL, without brackets, is this machine by its name alone. */
export function isLoopbackName(host: string): boolean {
  return host === 'localhost' || isLoopbackAddress(host);
}
