import fc from 'fast-check';
import { Type } from 'typebox';
import { describe, expect, it } from 'vitest';
import { readValves, valvesSpec } from './valves-schema.ts';
import { mergeValves, SECRET_MASK, valuesOf, visibleValues } from './valves-values.ts';

const SCHEMA = Type.Object({
  pipelines: Type.Array(Type.String(), { default: ['*'], description: 'Model ids.' }),
  priority: Type.Integer({ default: 5, minimum: 0 }),
  ratio: Type.Number({ default: 0.5 }),
  on: Type.Boolean({ default: true }),
  mode: Type.Union([Type.Literal('warn'), Type.Literal('block')], { default: 'block' }),
  size: Type.Enum([1, 2, 4], { default: 2 }),
  max_rows: Type.Array(Type.Integer(), { default: [], title: 'Row limits' }),
  api_key: Type.String({ default: '', secret: true }),
});
const valves = readValves(SCHEMA);

function merge(patch: Record<string, unknown>, stored: Record<string, unknown> = {}) {
  return mergeValves({ id: 'p', valves, stored, patch });
}

function problemOf(patch: Record<string, unknown>): string {
  try {
    merge(patch);
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  return 'no problem';
}

describe('reading a schema', () => {
  it.each<[string, unknown, RegExp]>([
    ['no schema', undefined, /Type\.Object/],
    ['a text', 'valves', /Type\.Object/],
    ['a list', Type.Array(Type.String()), /Type\.Object/],
    ['a missing default', Type.Object({ a: Type.String() }), /"a" has no valid default/],
    [
      'a wrong default',
      Type.Object({ a: Type.Integer({ default: 1.5 }) }),
      /"a" has no valid default/,
    ],
    [
      'a nested object',
      Type.Object({ a: Type.Object({ b: Type.String() }, { default: { b: '' } }) }),
      /"a" is neither/,
    ],
    [
      'a union of types',
      Type.Object({ a: Type.Union([Type.String(), Type.Number()], { default: '' }) }),
      /"a" is neither/,
    ],
    [
      'a list of objects',
      Type.Object({ a: Type.Array(Type.Object({}), { default: [] }) }),
      /"a" is neither/,
    ],
  ])('refuses %s', (_what, schema, message) => {
    expect(() => readValves(schema)).toThrow(message);
  });

  it('takes a schema without properties: a plugin without valves', () => {
    expect(readValves(Type.Object({}))).toEqual([]);
  });
});

describe('the spec for the editor', () => {
  const properties = valvesSpec(valves)['properties'] as Record<string, Record<string, unknown>>;

  it('is flat: neither $ref nor anyOf anywhere', () => {
    expect(JSON.stringify(valvesSpec(valves))).not.toMatch(/\$ref|anyOf|const/);
  });

  it('turns a union of literals into a select, and numbers stay numbers', () => {
    expect(properties['mode']).toEqual({
      default: 'block',
      enum: ['warn', 'block'],
      title: 'Mode',
      type: 'string',
    });
    expect(properties['size']).toMatchObject({ enum: [1, 2, 4], type: 'number' });
  });

  it('has titles made from keys unless told, and descriptions', () => {
    expect(properties['api_key']?.['title']).toBe('Api Key');
    expect(properties['max_rows']?.['title']).toBe('Row limits');
    expect(properties['pipelines']).toEqual({
      default: ['*'],
      description: 'Model ids.',
      items: { type: 'string' },
      title: 'Pipelines',
      type: 'array',
    });
  });

  it('edits a list that is empty by default as comma text, which may be null', () => {
    expect(properties['max_rows']).toEqual({ default: null, title: 'Row limits', type: 'string' });
    const shown = (stored: object) => visibleValues(valves, valuesOf(valves, { ...stored }));
    expect(shown({})).toMatchObject({ max_rows: null, pipelines: ['*'] });
    expect(shown({ max_rows: [1, 2] })).toMatchObject({ max_rows: '1, 2' });
    expect(merge({ max_rows: '1, 2' })).toEqual({ max_rows: [1, 2] });
    expect(merge({ max_rows: [''] })).toEqual({ max_rows: [] });
  });

  it('does not show the default of a secret', () => {
    const secret = readValves(
      Type.Object({ k: Type.String({ default: 'built-in', secret: true }) }),
    );
    expect(JSON.stringify(valvesSpec(secret))).not.toContain('built-in');
    expect(visibleValues(secret, valuesOf(secret, {}))).toEqual({ k: SECRET_MASK });
  });
});

describe('merging a change', () => {
  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['a whole number as text', { priority: ' 7 ' }, { priority: 7 }],
    ['a number as text', { ratio: '0.25' }, { ratio: 0.25 }],
    ['an exponent', { ratio: '1e-3' }, { ratio: 0.001 }],
    ['a boolean as text', { on: 'False' }, { on: false }],
    ['a boolean as number', { on: 0 }, { on: false }],
    ['comma text', { pipelines: ' a, b ,,c' }, { pipelines: ['a', 'b', 'c'] }],
    ['an empty comma text', { pipelines: '' }, { pipelines: [] }],
    ['a list of numbers as texts', { max_rows: ['1', '2'] }, { max_rows: [1, 2] }],
    ['a choice', { mode: 'warn' }, { mode: 'warn' }],
    ['a number choice as text', { size: '4' }, { size: 4 }],
    ['an unknown key, which is ignored', { other: 1 }, {}],
    ['a key of the prototype, which is ignored', { constructor: 1, toString: 2 }, {}],
  ])('reads %s', (_what, patch, stored) => {
    expect(merge(patch)).toEqual(stored);
  });

  it.each<[Record<string, unknown>, RegExp]>([
    [{ priority: 'many' }, /"priority" must be a whole number \(at least 0\), not "many"/],
    [{ priority: 1.5 }, /whole number/],
    [{ priority: -1 }, /at least 0/],
    [{ priority: '' }, /whole number/],
    [{ ratio: 'NaN' }, /a number/],
    [{ ratio: 'Infinity' }, /a number/],
    [{ on: 'maybe' }, /true or false/],
    [{ mode: 'ask' }, /one of "warn", "block"/],
    [{ pipelines: 3 }, /a list \(a text each\)/],
    [{ pipelines: [1] }, /a list/],
    [{ pipelines: { a: 1 } }, /a list/],
    [{ on: { toString: 1 } }, /true or false/],
    [{ mode: { toString: 1 } }, /one of/],
    [{ api_key: 3 }, /"api_key" must be a text, not what was sent/],
  ])('refuses %j', (patch, message) => {
    expect(problemOf(patch)).toMatch(message);
  });

  it('names every problem at once and shortens long values', () => {
    const message = problemOf({ priority: 'x'.repeat(500), on: 'maybe' });
    expect(message).toMatch(/"priority".*; "on"/);
    expect(message.length).toBeLessThan(300);
  });

  it('keeps what the change does not name, and null goes back to the default', () => {
    const stored = { priority: 1, ratio: 0.9 };
    expect(merge({ ratio: null }, stored)).toEqual({ priority: 1 });
    expect(valuesOf(valves, { priority: 1 })).toMatchObject({ priority: 1, ratio: 0.5 });
  });

  it('keeps a secret that comes back masked, replaces it, and clears it', () => {
    const stored = { api_key: 'old' };
    expect(merge({ api_key: SECRET_MASK }, stored)).toEqual({ api_key: 'old' });
    expect(merge({ api_key: 'new' }, stored)).toEqual({ api_key: 'new' });
    expect(merge({ api_key: '' }, stored)).toEqual({ api_key: '' });
    expect(visibleValues(valves, valuesOf(valves, { api_key: '' }))).toMatchObject({
      api_key: null,
    });
  });

  it('gives values that fit the schema, whatever is sent', () => {
    const anyPatch = fc.dictionary(
      fc.constantFrom(...Object.keys(SCHEMA.properties)),
      fc.anything(),
    );
    fc.assert(
      fc.property(anyPatch, (patch) => {
        const message = problemOf(patch);
        if (message !== 'no problem') return message.startsWith('Valves of p are unchanged');
        const values = valuesOf(valves, merge(patch));
        return valves.every(({ key }) => values[key] !== undefined && values[key] !== null);
      }),
    );
  });
});

describe('values in force', () => {
  it('drops stored values that a newer schema no longer takes', () => {
    expect(valuesOf(valves, { priority: 'seven', ratio: 0.1, gone: 1 })).toMatchObject({
      priority: 5,
      ratio: 0.1,
    });
    expect(valuesOf(valves, { gone: 1 })).not.toHaveProperty('gone');
  });

  it('are copies: a plugin that changes a list changes neither defaults nor what is stored', () => {
    const stored = { max_rows: [1] };
    const values = valuesOf(valves, stored) as { pipelines: string[]; max_rows: number[] };
    values.pipelines.push('x');
    values.max_rows.push(2);
    expect(valuesOf(valves, stored)).toMatchObject({ pipelines: ['*'], max_rows: [1] });
  });
});
