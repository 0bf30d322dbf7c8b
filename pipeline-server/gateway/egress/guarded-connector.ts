import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { isIP } from 'node:net';
import type { buildConnector } from 'undici';
import { allowsAddress, type EgressRule } from './allow-list.ts';

/** A connection that no rule allows. It is refused before anything is sent, its name not even looked up. */
export class EgressRefused extends Error {
  override readonly name = 'EgressRefused';
}

/**
 * Opens connections to hosts of the allow-list only, and only to addresses that the rule allows. It is the last gate:
 * every model request of every provider passes here, whatever its SDK does.
 */
export function guardedConnector(
  rules: readonly EgressRule[],
  build: (options: buildConnector.BuildOptions) => buildConnector.connector,
  connectMs: number,
): buildConnector.connector {
  const connectors = new Map(
    rules.map((rule) => [rule, build({ timeout: connectMs, lookup: guardedLookup(rule) })]),
  );
  return (options, callback) => {
    const rule = findRule(rules, options);
    const connect = rule === null ? undefined : connectors.get(rule);
    if (connect === undefined) {
      const target = `${options.hostname}:${portOf(options)}`;
      callback(new EgressRefused(`${target} is not on the allow-list.`), null);
      return;
    }
    connect(options, callback);
  };
}

function findRule(
  rules: readonly EgressRule[],
  options: buildConnector.Options,
): EgressRule | null {
  const host = options.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = portOf(options);
  const rule = rules.find((candidate) => candidate.host === host && candidate.port === port);
  if (rule === undefined) return null;
  // A name is judged by what it resolves to; an address has no look-up to be judged in.
  return isIP(host) === 0 || allowsAddress(rule, host) ? rule : null;
}

function portOf({ port, protocol }: buildConnector.Options): number {
  if (port !== '') return Number(port);
  return protocol === 'https:' ? 443 : 80;
}

type Answer = (
  error: NodeJS.ErrnoException | null,
  address: string | LookupAddress[],
  family?: number,
) => void;

/** Node's look-up without the addresses that the rule does not allow. */
function guardedLookup(rule: EgressRule) {
  return (hostname: string, options: LookupOptions, answer: Answer): void => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error !== null) return answer(error, []);
      const allowed = found.filter(({ address }) => allowsAddress(rule, address));
      const [first] = allowed;
      if (first === undefined) {
        const message = `${hostname} leads to no ${rule.addresses} address.`;
        return answer(new EgressRefused(message), []);
      }
      if (options.all === true) return answer(null, allowed);
      return answer(null, first.address, first.family);
    });
  };
}
