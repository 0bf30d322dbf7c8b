import type { Json, JsonObject } from '../../world/types.ts';
import { isJsonObject } from './configuration-document.ts';

/**
 * Writes a result row as advanced queries do: numbers are floats (`"size":100.0`), only counts are integers
 * (`"COUNT(*)":163`).
 */
export function writeConfigJson(row: JsonObject): string {
  const members = Object.entries(row).map(([name, value]) =>
    name.startsWith('COUNT(')
      ? `${JSON.stringify(name)}:${Number(value)}`
      : writeMember(name, value),
  );
  return `{${members.filter(Boolean).join(',')}}`;
}

function writeMember(name: string, value: Json | undefined): string {
  return value === undefined ? '' : `${JSON.stringify(name)}:${writeValue(value)}`;
}

function writeValue(value: Json): string {
  if (typeof value === 'number') return Number.isInteger(value) ? value.toFixed(1) : String(value);
  if (Array.isArray(value)) return `[${value.map(writeValue).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, inner]) => writeMember(name, inner));
  return `{${members.filter(Boolean).join(',')}}`;
}
