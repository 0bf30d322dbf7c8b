import { distance } from 'fastest-levenshtein';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { CONFIG_SCHEMA } from './config-schema.ts';
import type { Environment } from './secret-files.ts';

/** A setting: its schema, where it stands in the file, and the variables that set it. */
interface Setting {
  readonly schema: TSchema;
  /** Dotted path, e.g. `server.port`. */
  readonly path: string;
  readonly env: readonly string[];
  /** Set in the environment only. */
  readonly secret: boolean;
  /** Never shown in an error. */
  readonly confidential: boolean;
}

/** Settings by name, as they are written. */
export type Section = Readonly<Record<string, unknown>>;

/** Every setting of the schema, in its order. */
export function listSettings(schema: TSchema = CONFIG_SCHEMA, path = ''): readonly Setting[] {
  const properties = propertiesOf(schema);
  if (properties === null) return [describeSetting(schema, path)];
  return Object.entries(properties).flatMap(([key, child]) => listSettings(child, join(path, key)));
}

/** Where a section or a setting is read from, and the list that takes what is wrong with it. */
export interface SectionSource {
  readonly schema: TSchema;
  readonly values: unknown;
  readonly path: string;
  readonly env: Environment;
  readonly problems: string[];
}

/** The values of a section: of the environment first, then of the file, then the defaults. */
export function readSection(source: SectionSource): unknown {
  const properties = propertiesOf(source.schema);
  if (properties === null) return readSetting(source);
  const values = source.values ?? {};
  if (!isSection(values)) {
    source.problems.push(`${source.path}: must hold settings by name, not ${show(values)}.`);
    return {};
  }
  source.problems.push(...unknownKeys(values, Object.keys(properties), source.path));
  const entries = Object.entries(properties).map(([key, schema]) => {
    const path = join(source.path, key);
    return [key, readSection({ ...source, schema, values: values[key], path })] as const;
  });
  return Object.fromEntries(entries);
}

function readSetting(source: SectionSource): unknown {
  const setting = describeSetting(source.schema, source.path);
  const variable = setting.env.find((name) => (source.env[name] ?? '') !== '');
  if (variable === undefined && source.values === undefined) return defaultOf(source.schema);
  if (variable === undefined && setting.secret) {
    source.problems.push(`${setting.path}: is a secret. Set ${setting.env[0]} in the environment.`);
    return undefined;
  }
  const value =
    variable === undefined ? source.values : fromText(source.schema, source.env[variable] ?? '');
  if (!Value.Check(source.schema, value)) {
    const shown = setting.confidential ? 'the value' : show(value);
    const place = variable ?? setting.path;
    const fault = setting.confidential ? '' : innerFault(source.schema, value);
    source.problems.push(`${place}: ${shown} is not ${expectation(source.schema)}.${fault}`);
  }
  return value;
}

/** A variable's text as the value that its schema wants; the text itself where it does not fit. */
function fromText(schema: TSchema, text: string): unknown {
  const inner = withoutNull(schema);
  const kind = typeName(inner);
  const choice = choicesOf(inner).find((name) => name === text.toLowerCase());
  if (choice !== undefined) return choice;
  if (kind === 'integer') return /^-?\d+$/.test(text.trim()) ? Number(text) : text;
  if (kind === 'number') return /^\d+(?:\.\d+)?$/.test(text.trim()) ? Number(text) : text;
  if (kind === 'boolean') return BOOLEANS.get(text.trim().toLowerCase()) ?? text;
  return kind === 'array' ? parseJsonOr(text) : text;
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['1', true],
  ['true', true],
  ['yes', true],
  ['on', true],
  ['0', false],
  ['false', false],
  ['no', false],
  ['off', false],
]);

function parseJsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Of a list, where it is wrong: the whole of it says little. */
function innerFault(schema: TSchema, value: unknown): string {
  const [error] = Value.Errors(schema, value);
  if (!Array.isArray(value) || error === undefined) return '';
  const place = error.instancePath.split('/').slice(1).join('.');
  // A key that no schema names is checked against the schema `false`.
  return ` At ${place}: ${error.keyword === 'boolean' ? 'is not a setting' : error.message}.`;
}

function expectation(schema: TSchema): string {
  const inner = withoutNull(schema);
  const choices = choicesOf(inner);
  if (choices.length > 0) return `one of ${choices.join(', ')}`;
  const { minimum, maximum, pattern, expected } = inner as {
    minimum?: number;
    maximum?: number;
    pattern?: string;
    expected?: string;
  };
  if (expected !== undefined) return expected;
  switch (typeName(inner)) {
    case 'integer':
      return `a whole number${range(minimum, maximum)}`;
    case 'number':
      return `a number${range(minimum, maximum)}`;
    case 'boolean':
      return 'true or false';
    case 'object':
      return 'a list of numbers by name, by analyzer, e.g. { cost.ec2.stopped: { days: 45 } }';
    case 'array':
      return (inner as { expects?: string }).expects ?? 'a list';
    default:
      return pattern === undefined
        ? 'a text that is not empty'
        : 'an address that begins with http:// or https://';
  }
}

function range(minimum: number | undefined, maximum: number | undefined): string {
  if (minimum === undefined) return '';
  return maximum === undefined ? ` of ${minimum} or more` : ` from ${minimum} to ${maximum}`;
}

function unknownKeys(values: Section, known: readonly string[], path: string): readonly string[] {
  return Object.keys(values)
    .filter((key) => !known.includes(key))
    .map((key) => `${join(path, key)}: is not a setting.${suggestion(key, known)}`);
}

/** The known name that is nearest to a wrong one, as the end of a message. */
export function suggestion(wrong: string, known: readonly string[]): string {
  const nearest = known.toSorted((a, b) => distance(wrong, a) - distance(wrong, b))[0];
  return nearest === undefined ? '' : ` Did you mean ${nearest}? Else remove it.`;
}

function describeSetting(schema: TSchema, path: string): Setting {
  const { env = [], secret = false, confidential = secret } = schema as Partial<Setting> & TSchema;
  return { schema, path, env, secret, confidential };
}

/** Only a section without `env` is descended into; a setting may be an object or a list as a whole. */
function propertiesOf(schema: TSchema): Readonly<Record<string, TSchema>> | null {
  const { properties } = schema as { properties?: Record<string, TSchema> };
  return properties ?? null;
}

function defaultOf(schema: TSchema): unknown {
  return structuredClone((schema as { default?: unknown }).default);
}

function withoutNull(schema: TSchema): TSchema {
  const { anyOf } = schema as { anyOf?: readonly TSchema[] };
  return anyOf?.find((option) => typeName(option) !== 'null') ?? schema;
}

function typeName(schema: TSchema): string {
  return (schema as { type?: string }).type ?? '';
}

function choicesOf(schema: TSchema): readonly string[] {
  return (schema as { enum?: readonly string[] }).enum ?? [];
}

/** Whether a value holds others by name. */
export function isSection(value: unknown): value is Section {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}
