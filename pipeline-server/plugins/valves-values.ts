import { Value } from 'typebox/value';
import type { StoredValves } from '../contracts/state.ts';
import { xopsError } from '../errors.ts';
import { isEditedAsList, type Scalar, type ScalarKind, type Valve } from './valves-schema.ts';

/** What a secret reads as. */
export const SECRET_MASK = '********';

/** The values that a plugin works with. */
export type ValveValues = Readonly<Record<string, unknown>>;

/**
 * The values in force: what is stored where it is still valid, else the default. A schema may have changed since the
 * value was stored, which must not keep the plugin from starting.
 */
export function valuesOf(valves: readonly Valve[], stored: StoredValves): ValveValues {
  return Object.freeze(
    Object.fromEntries(
      valves.map((valve) => {
        const value = stored[valve.key];
        const valid = value !== undefined && Value.Check(valve.schema, value);
        return [valve.key, structuredClone(valid ? value : valve.default)];
      }),
    ),
  );
}

/** The values as a client may see them, secrets masked. */
export function visibleValues(valves: readonly Valve[], values: ValveValues): ValveValues {
  return Object.fromEntries(valves.map((valve) => [valve.key, visible(valve, values[valve.key])]));
}

/** An empty text shows as null, which Open WebUI's editor can save; so does an empty list that it edits as text. */
function visible(valve: Valve, value: unknown): unknown {
  if (value === '') return null;
  if (valve.secret) return SECRET_MASK;
  if (!Array.isArray(value) || isEditedAsList(valve)) return value;
  return value.length === 0 ? null : value.join(', ');
}

/** A change of valves to be merged into what is stored. */
export interface ValvesChange {
  readonly id: string;
  readonly valves: readonly Valve[];
  readonly stored: StoredValves;
  readonly patch: Readonly<Record<string, unknown>>;
}

/**
 * Merges a partial change. `null` takes a valve back to its default, a masked secret keeps its value, unknown keys
 * are ignored as the reference server does, and texts are read as what the valve wants.
 * @returns what to store.
 * @throws XOPS_VALVES_INVALID naming every bad value; nothing is changed then.
 */
export function mergeValves(change: ValvesChange): StoredValves {
  const problems: string[] = [];
  const merged: Record<string, unknown> = {};
  for (const valve of change.valves) {
    const value = mergedValue(valve, change, problems);
    if (value !== undefined) merged[valve.key] = value;
  }
  if (problems.length === 0) return merged;
  throw xopsError('XOPS_VALVES_INVALID', { id: change.id, problems: problems.join('; ') });
}

/** The value to store, or undefined for the default. */
function mergedValue(valve: Valve, change: ValvesChange, problems: string[]): unknown {
  const sent = Object.hasOwn(change.patch, valve.key) ? change.patch[valve.key] : undefined;
  if (sent === undefined || (valve.secret && sent === SECRET_MASK)) return change.stored[valve.key];
  if (sent === null) return undefined;
  const value = coerce(valve, sent);
  if (!Value.Check(valve.schema, value)) problems.push(problemOf(valve, value));
  return value;
}

function coerce(valve: Valve, sent: unknown): unknown {
  if (valve.kind === 'choice') {
    return valve.choices.find((choice) => String(choice) === textOf(sent)) ?? sent;
  }
  if (valve.kind !== 'list') return coerceScalar(valve.scalar, sent);
  const items: unknown = typeof sent === 'string' ? splitList(sent) : sent;
  if (!Array.isArray(items)) return items;
  const present = items.filter((item) => item !== '');
  return present.map((item) => coerceScalar(valve.scalar, item));
}

function splitList(text: string): readonly string[] {
  return text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/** Open WebUI's editor sends every number as text; what does not fit is returned as it came, to be reported. */
function coerceScalar(kind: ScalarKind, sent: unknown): unknown {
  if (kind === 'boolean') return coerceBoolean(sent);
  if (kind === 'string' || typeof sent !== 'string') return sent;
  const number = sent.trim() === '' ? Number.NaN : Number(sent);
  return Number.isFinite(number) ? number : sent;
}

function coerceBoolean(sent: unknown): unknown {
  const text = textOf(sent).trim().toLowerCase();
  if (['true', '1', 'yes', 'on'].includes(text)) return true;
  return ['false', '0', 'no', 'off'].includes(text) ? false : sent;
}

/** Only scalars have a text; an object from JSON may even bring a `toString` that is no function. */
function textOf(sent: unknown): string {
  const isScalar =
    typeof sent === 'string' || typeof sent === 'number' || typeof sent === 'boolean';
  return isScalar ? String(sent) : '';
}

function problemOf(valve: Valve, value: unknown): string {
  const shown = valve.secret ? 'what was sent' : shorten(JSON.stringify(value) ?? 'undefined');
  return `"${valve.key}" must be ${expectation(valve)}, not ${shown}`;
}

const WORDS: Readonly<Record<ScalarKind, string>> = {
  string: 'a text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
};

function expectation(valve: Valve): string {
  if (valve.kind === 'choice') return `one of ${valve.choices.map(quoteText).join(', ')}`;
  const limits = limitsOf(valve);
  return valve.kind === 'list'
    ? `a list (${WORDS[valve.scalar]} each)`
    : WORDS[valve.scalar] + limits;
}

function limitsOf({ schema }: Valve): string {
  const keywords = schema as { minimum?: number; maximum?: number; pattern?: string };
  const limits = [
    keywords.minimum === undefined ? '' : `at least ${keywords.minimum}`,
    keywords.maximum === undefined ? '' : `at most ${keywords.maximum}`,
    keywords.pattern === undefined ? '' : `of the form ${keywords.pattern}`,
  ].filter((limit) => limit !== '');
  return limits.length === 0 ? '' : ` (${limits.join(', ')})`;
}

function quoteText(choice: Scalar): string {
  return typeof choice === 'string' ? `"${choice}"` : String(choice);
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
