import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { oneLine, type ToolParameters } from '../contracts/tool.ts';
import { isJsonObject, type JsonObject } from './json-object.ts';

/** What is wrong with one argument. */
export interface ArgumentProblem {
  /** Null when it is not about one argument. */
  readonly argument: string | null;
  readonly problem: string;
}

/** Arguments that were accepted, or what is wrong with them. */
export type ReadArguments =
  | { readonly args: JsonObject; readonly problems: null }
  | { readonly args: null; readonly problems: readonly ArgumentProblem[] };

const MOST_PROBLEMS = 10;
const LONGEST_NAME = 60;

/** What is wrong with a required argument that was not said. */
export const IS_MISSING = 'is missing';

/**
 * Reads the arguments of a call. What models and clients commonly get wrong is put right: numbers and booleans written as
 * text (Open WebUI writes Python's `True`), one value or a comma-separated text for a list, choices in another case,
 * and null or nothing for "not said". Everything else must match the schema.
 */
export function readArguments(schema: ToolParameters, given: unknown): ReadArguments {
  const raw = given ?? {};
  if (!isJsonObject(raw)) {
    return { args: null, problems: [{ argument: null, problem: 'arguments are a JSON object' }] };
  }
  const args = putRight(schema, raw);
  const problems = problemsOf(schema, args);
  return problems.length === 0 ? { args, problems: null } : { args: null, problems };
}

function putRight(schema: ToolParameters, raw: JsonObject): JsonObject {
  const properties = new Map(Object.entries(schema.properties));
  const entries = Object.entries(raw).flatMap(([name, value]) => {
    const property = properties.get(name);
    if (property === undefined) return [[name, value] as const];
    return isNotSaid(value) ? [] : [[name, putValueRight(property, value)] as const];
  });
  return Object.fromEntries(entries);
}

function isNotSaid(value: unknown): boolean {
  return value === null || value === undefined || value === '';
}

/** The JSON Schema keywords that a flat property may have. */
interface Property {
  readonly type?: unknown;
  readonly enum?: unknown;
  readonly items?: unknown;
}

function putValueRight(schema: TSchema, value: unknown): unknown {
  const { type, enum: choices, items }: Property = schema;
  switch (type) {
    case 'integer':
    case 'number':
      return typeof value === 'string' ? asNumber(value) : value;
    case 'boolean':
      return typeof value === 'string' ? asBoolean(value) : value;
    case 'array':
      return asList(value).map((item) => (isJsonObject(items) ? putValueRight(items, item) : item));
    default:
      return Array.isArray(choices) ? asChoice(value, choices) : asText(value);
  }
}

function asNumber(text: string): unknown {
  return /^\s*-?\d+(?:\.\d+)?\s*$/.test(text) ? Number(text) : text;
}

function asBoolean(text: string): unknown {
  const word = text.trim().toLowerCase();
  if (word === 'true' || word === '1') return true;
  return word === 'false' || word === '0' ? false : text;
}

/** `["a","b"]` as text, `a, b`, or a single value. */
function asList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (typeof value !== 'string') return [value];
  const text = value.trim();
  const inner = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  return inner
    .split(',')
    .map((item) => item.trim().replace(/^(["'])(.*)\1$/, '$2'))
    .filter((item) => item !== '');
}

function asChoice(value: unknown, choices: readonly unknown[]): unknown {
  const text = asText(value);
  if (typeof text !== 'string') return value;
  const word = text.toLowerCase();
  return choices.find((choice) => String(choice).toLowerCase() === word) ?? value;
}

function asText(value: unknown): unknown {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? value.trim() : value;
}

type SchemaError = ReturnType<typeof Value.Errors>[number];

function problemsOf(schema: ToolParameters, args: JsonObject): readonly ArgumentProblem[] {
  const known = Object.keys(schema.properties);
  const unknown = Object.keys(args).filter((name) => !known.includes(name));
  const strange = unknown.map((name) => ({
    argument: oneLine(name, LONGEST_NAME),
    problem: 'is not a parameter',
  }));
  const kept = Object.fromEntries(Object.entries(args).filter(([name]) => known.includes(name)));
  return [...strange, ...Value.Errors(schema, kept).flatMap(wordError)].slice(0, MOST_PROBLEMS);
}

function wordError(error: SchemaError): readonly ArgumentProblem[] {
  const argument = error.instancePath.split('/')[1] ?? null;
  if (error.keyword === 'required') {
    return error.params.requiredProperties.map((argument) => ({ argument, problem: IS_MISSING }));
  }
  const allowed = error.keyword === 'enum' ? error.params.allowedValues.join(', ') : null;
  return [{ argument, problem: allowed === null ? error.message : `must be one of ${allowed}` }];
}
