import { isJsonObject } from '../../config/sql/configuration-document.ts';
import type { Json, Resource } from '../../world/types.ts';

/** A test that a security group lets the whole internet reach one of the ports. */
export function opensPorts(ports: readonly number[]): (resource: Resource) => boolean {
  return ({ configuration }) => {
    const rules = configuration['ipPermissions'];
    return Array.isArray(rules) && rules.some((rule: Json) => opensAny(rule, ports));
  };
}

function opensAny(rule: Json, ports: readonly number[]): boolean {
  if (!isJsonObject(rule) || !/"(?:0\.0\.0\.0\/0|::\/0)"/.test(JSON.stringify(rule))) return false;
  if (rule['ipProtocol'] === '-1') return true;
  const [from, to] = [Number(rule['fromPort'] ?? 0), Number(rule['toPort'] ?? 65_535)];
  return ports.some((port) => from <= port && port <= to);
}
