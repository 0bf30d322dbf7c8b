import { isRecord } from '../../../pipeline-server/contracts/canonical-json.ts';
import { type ConfigRow, objectsAt } from '../../aws/config-row.ts';

/** Ports of services that should not face the Internet (Security Hub EC2.19, with MongoDB). */
export const HIGH_RISK_PORTS = [
  20, 21, 23, 25, 110, 135, 143, 445, 1433, 1434, 3306, 4333, 5432, 5500, 5601, 9200, 9300, 27017,
];

/** One inbound rule that is open to the world; null ports mean all of them. */
export interface OpenRule {
  readonly from: number | null;
  readonly to: number | null;
}

/** The rules of a security group that let the whole world in to one of the ports. Tested rule by rule. */
export function openRules(row: ConfigRow, ports: readonly number[]): readonly OpenRule[] {
  return objectsAt(row, 'configuration.ipPermissions')
    .filter(isOpen)
    .map((rule) => ({ from: portIn(rule['fromPort']), to: portIn(rule['toPort']) }))
    .filter((rule) => ports.some((port) => lets(rule, port)));
}

/** `22, 8000-8100` or `all`. */
export function portsOf(rules: readonly OpenRule[]): string {
  const texts = rules.map(({ from, to }) => {
    if (from === null) return 'all';
    return to === null || to === from ? `${from}` : `${from}-${to}`;
  });
  return [...new Set(texts)].join(', ');
}

function isOpen(rule: Readonly<Record<string, unknown>>): boolean {
  const v4 = ['ipv4Ranges', 'ipRanges'].flatMap((key) => cidrsOf(rule[key], 'cidrIp'));
  return v4.includes('0.0.0.0/0') || cidrsOf(rule['ipv6Ranges'], 'cidrIpv6').includes('::/0');
}

function cidrsOf(ranges: unknown, key: string): readonly unknown[] {
  if (!Array.isArray(ranges)) return [];
  return ranges.map((range: unknown) => (isRecord(range) ? range[key] : range));
}

/** A rule without ports is for all traffic; ICMP writes its type there, -1 for any. */
function lets({ from, to }: OpenRule, port: number): boolean {
  return from === null || (from <= port && port <= (to ?? from));
}

function portIn(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
