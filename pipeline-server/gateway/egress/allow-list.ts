import type { Route } from '../../contracts/models.ts';
import type { Place } from '../../contracts/sovereignty.ts';
import { isLoopbackAddress, isPrivateAddress } from './private-address.ts';

/** One host and port to which a connection may be opened, and which addresses its name may mean. */
export interface EgressRule {
  /** As URLs have it, an IPv6 address without brackets. */
  readonly host: string;
  readonly port: number;
  /** `loopback` and `private` refuse a name that leads elsewhere. */
  readonly addresses: 'loopback' | 'private' | 'any';
  /** Ids of the routes that need it. */
  readonly routes: readonly string[];
}

/** The connections that a set of routes needs; nothing else may be opened. */
export function allowListOf(routes: readonly Route[], airGapped: boolean): readonly EgressRule[] {
  const rules = new Map<string, EgressRule>();
  for (const route of routes) {
    const { host, port } = targetOf(new URL(route.baseUrl));
    const addresses = airGapped ? 'loopback' : addressesOf(route.place);
    const key = `${host} ${port} ${addresses}`;
    const known = rules.get(key)?.routes ?? [];
    rules.set(key, { host, port, addresses, routes: [...known, route.id] });
  }
  return [...rules.values()];
}

/** Host and port that a URL leads to. */
export function targetOf({ hostname, port, protocol }: URL): { host: string; port: number } {
  const standard = protocol === 'https:' ? 443 : 80;
  return { host: hostname.replace(/^\[|\]$/g, ''), port: port === '' ? standard : Number(port) };
}

/** Whether an IP address is one that the rule's name may mean. */
export function allowsAddress({ addresses }: EgressRule, address: string): boolean {
  if (addresses === 'any') return true;
  return addresses === 'loopback' ? isLoopbackAddress(address) : isPrivateAddress(address);
}

/** A model in the customer's own cloud network is reached by a private address, or by AWS's public name for it. */
function addressesOf(place: Place): EgressRule['addresses'] {
  return place === 'local' ? 'private' : 'any';
}
