import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';

/** How one valve is edited: what Open WebUI's editor can show. */
export type ScalarKind = 'string' | 'integer' | 'number' | 'boolean';

/** A scalar that a list may hold or a select may offer. */
export type Scalar = string | number | boolean;

/** One valve of a plugin, read from its schema. */
export interface Valve {
  readonly key: string;
  readonly kind: ScalarKind | 'choice' | 'list';
  /** Kind of a list's items or of a select's choices; the kind itself else. */
  readonly scalar: ScalarKind;
  /** The values that a select offers; empty else. */
  readonly choices: readonly Scalar[];
  readonly default: unknown;
  readonly title: string;
  readonly description: string | null;
  /** Write-only: reads back masked. */
  readonly secret: boolean;
  readonly schema: TSchema;
}

/** Keywords of JSON Schema that we read. */
interface Keywords {
  readonly type?: string;
  readonly anyOf?: readonly Keywords[];
  readonly enum?: readonly Scalar[];
  readonly const?: Scalar;
  readonly items?: Keywords;
  readonly properties?: Readonly<Record<string, TSchema & Keywords>>;
  readonly default?: unknown;
  readonly title?: string;
  readonly description?: string;
  readonly secret?: boolean;
}

/**
 * Reads the valves of a schema.
 * @throws Error when the schema is not a flat object, or a property has no valid default or a type that the editor of
 * Open WebUI cannot show; the message says which.
 */
export function readValves(schema: unknown): readonly Valve[] {
  const { type, properties } = keywordsOf(schema);
  if (type !== 'object' || properties === undefined) {
    throw new Error('Its valves are not a Type.Object(…).');
  }
  return Object.entries(properties).map(([key, property]) => readValve(key, property));
}

function readValve(key: string, schema: TSchema & Keywords): Valve {
  const shape = shapeOf(schema);
  if (shape === null) {
    throw new Error(
      `Its valve "${key}" is neither text, number, boolean, choice nor list of these.`,
    );
  }
  if (schema.default === undefined || !Value.Check(schema, schema.default)) {
    throw new Error(`Its valve "${key}" has no valid default.`);
  }
  return {
    ...shape,
    key,
    schema,
    default: schema.default,
    title: schema.title ?? titleOf(key),
    description: schema.description ?? null,
    secret: schema.secret === true,
  };
}

function shapeOf(schema: Keywords): Pick<Valve, 'kind' | 'scalar' | 'choices'> | null {
  const choices = choicesOf(schema);
  const first = choices[0];
  if (first !== undefined) return { kind: 'choice', scalar: scalarOf(first), choices };
  if (schema.type === 'array') {
    const scalar = scalarKind(schema.items?.type);
    return scalar === null ? null : { kind: 'list', scalar, choices: [] };
  }
  const scalar = scalarKind(schema.type);
  return scalar === null ? null : { kind: scalar, scalar, choices: [] };
}

/** The choices of `Type.Enum` or of a union of literals; empty when the schema is neither. */
function choicesOf(schema: Keywords): readonly Scalar[] {
  if (schema.enum !== undefined) return schema.enum;
  if (schema.const !== undefined) return [schema.const];
  const literals = (schema.anyOf ?? []).map((option) => option.const);
  return literals.every((literal) => literal !== undefined) ? literals : [];
}

function scalarOf(value: Scalar): ScalarKind {
  if (typeof value === 'boolean') return 'boolean';
  return typeof value === 'number' ? 'number' : 'string';
}

function scalarKind(type: string | undefined): ScalarKind | null {
  const kinds: readonly ScalarKind[] = ['string', 'integer', 'number', 'boolean'];
  return kinds.find((kind) => kind === type) ?? null;
}

/** `max_rows` and `maxRows` are shown as "Max Rows", as pydantic does it for the reference server. */
function titleOf(key: string): string {
  return key
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[_\s]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}

/** The answer of `/{id}/valves/spec`: flat JSON Schema, since the editor knows neither `$ref` nor `anyOf`. */
export function valvesSpec(valves: readonly Valve[]): Readonly<Record<string, unknown>> {
  const properties = Object.fromEntries(valves.map((valve) => [valve.key, propertySpec(valve)]));
  return { properties, title: 'Valves', type: 'object' };
}

function defaultInSpec(valve: Valve): unknown {
  if (valve.secret) return '';
  return valve.kind === 'list' && !isEditedAsList(valve) ? null : valve.default;
}

function propertySpec(valve: Valve): Readonly<Record<string, unknown>> {
  return {
    default: defaultInSpec(valve),
    ...(valve.description === null ? {} : { description: valve.description }),
    ...(valve.kind === 'choice' ? { enum: valve.choices } : {}),
    ...(isEditedAsList(valve) ? { items: { type: valve.scalar } } : {}),
    title: valve.title,
    type: valve.kind === 'list' ? (isEditedAsList(valve) ? 'array' : 'string') : valve.scalar,
  };
}

/**
 * Open WebUI's editor demands a value of each text field, so that an empty list could never be saved. A list that is empty
 * by default is edited as comma text instead, which may be null.
 */
export function isEditedAsList({ kind, default: value }: Valve): boolean {
  return kind === 'list' && Array.isArray(value) && value.length > 0;
}

/** A schema comes from a plugin, so it is looked at as data; a keyword of another type than ours fails on use. */
function keywordsOf(schema: unknown): Keywords {
  return typeof schema === 'object' && schema !== null ? schema : {};
}
