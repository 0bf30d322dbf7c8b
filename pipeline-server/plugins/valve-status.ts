import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import type { ValveStatus } from '../contracts/server-status.ts';
import type { ValveValues } from './valves-values.ts';

/** What the editor of Open WebUI is told of a valve. */
const PROPERTY = Type.Object({
  title: Type.String(),
  description: Type.Optional(Type.String()),
  type: Type.Enum(['string', 'integer', 'number', 'boolean', 'array']),
  enum: Type.Optional(Type.Array(Type.Union([Type.String(), Type.Number(), Type.Boolean()]))),
});

const SPEC = Type.Object({ properties: Type.Record(Type.String(), PROPERTY) });

/** The valves of a plugin with their values, of what `/{id}/valves/spec` and `/{id}/valves` answer. */
export function readValveStatus(spec: unknown, values: ValveValues): readonly ValveStatus[] {
  const { properties } = Value.Parse(SPEC, spec);
  return Object.entries(properties).map(([key, property]) => ({
    key,
    title: property.title,
    description: property.description ?? null,
    // A list is edited as text with commas, whatever the other editor does.
    type: property.type === 'array' ? 'string' : property.type,
    choices: choicesOf(property),
    value: textOf(values[key]),
  }));
}

function choicesOf({ type, enum: choices = [] }: Static<typeof PROPERTY>): readonly string[] {
  return type === 'boolean' ? ['true', 'false'] : choices.map(String);
}

function textOf(value: unknown): string | null {
  if (Array.isArray(value)) return value.join(', ');
  const isScalar = ['string', 'number', 'boolean'].includes(typeof value);
  return isScalar ? String(value as string | number | boolean) : null;
}
