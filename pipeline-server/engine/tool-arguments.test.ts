import fc from 'fast-check';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { readArguments } from './tool-arguments.ts';

const SCHEMA = Type.Object(
  {
    name: Type.String({ minLength: 1 }),
    count: Type.Optional(Type.Integer({ minimum: 1 })),
    share: Type.Optional(Type.Number()),
    exact: Type.Optional(Type.Boolean()),
    kind: Type.Optional(Type.Enum(['Small', 'Large'], { type: 'string' })),
    tags: Type.Optional(Type.Array(Type.String())),
    sizes: Type.Optional(Type.Array(Type.Integer())),
  },
  { additionalProperties: false },
);

const read = (args: unknown) => readArguments(SCHEMA, args);

describe('readArguments puts right', () => {
  it.each([
    [{ count: '7' }, { count: 7 }],
    [{ share: ' 0.5 ' }, { share: 0.5 }],
    [{ exact: 'True' }, { exact: true }],
    [{ exact: 'FALSE' }, { exact: false }],
    [{ exact: '1' }, { exact: true }],
    [{ kind: 'LARGE' }, { kind: 'Large' }],
    [{ tags: 'a, b,' }, { tags: ['a', 'b'] }],
    [{ tags: '["a","b c"]' }, { tags: ['a', 'b c'] }],
    [{ tags: 7 }, { tags: ['7'] }],
    [{ sizes: '1,2' }, { sizes: [1, 2] }],
    [{ name: 42 }, { name: '42' }],
    [{ name: ' n ' }, {}],
    [{ count: null, kind: '', tags: undefined }, {}],
  ])('%j', (given, expected) => {
    expect(read({ name: 'n', ...given })).toEqual({
      args: { name: 'n', ...expected },
      problems: null,
    });
  });
});

describe('readArguments refuses', () => {
  it.each([
    [{}, [{ argument: 'name', problem: 'is missing' }]],
    [{ name: null }, [{ argument: 'name', problem: 'is missing' }]],
    [{ name: {} }, [{ argument: 'name', problem: 'must be string' }]],
    [{ name: 'n', count: '1e3' }, [{ argument: 'count', problem: 'must be integer' }]],
    [{ name: 'n', count: 0 }, [{ argument: 'count', problem: 'must be >= 1' }]],
    [{ name: 'n', kind: 'x' }, [{ argument: 'kind', problem: 'must be one of Small, Large' }]],
    [{ name: 'n', exact: 'maybe' }, [{ argument: 'exact', problem: 'must be boolean' }]],
    [{ name: 'n', other: 1 }, [{ argument: 'other', problem: 'is not a parameter' }]],
    [[], [{ argument: null, problem: 'arguments are a JSON object' }]],
    ['x', [{ argument: null, problem: 'arguments are a JSON object' }]],
  ])('%j', (given, problems) => {
    expect(read(given)).toEqual({ args: null, problems });
  });

  it('an object that is no text where a choice is asked for', () => {
    const { problems } = read({ name: 'n', kind: { toString: [] } });
    expect(new Set(problems?.map(({ argument }) => argument))).toEqual(new Set(['kind']));
  });

  it('keys that would change what objects are', () => {
    const read = readArguments(SCHEMA, JSON.parse('{"name":"n","__proto__":{"count":1}}'));
    expect(read.problems).toEqual([{ argument: '__proto__', problem: 'is not a parameter' }]);
  });

  it('at most ten problems at once, with names cut', () => {
    const given = Object.fromEntries(
      Array.from({ length: 50 }, (_, index) => [`${index}${'x'.repeat(500)}`, 1]),
    );
    const { problems } = read(given);
    expect(problems).toHaveLength(10);
    expect(problems?.[0]?.argument?.length).toBe(60);
  });
});

it('gives either valid arguments or problems, whatever is sent', () => {
  fc.assert(
    fc.property(
      fc.jsonValue(),
      fc.dictionary(fc.constantFrom('name', 'count', 'tags', 'kind'), fc.jsonValue()),
      (any, named) => {
        for (const given of [any, named]) {
          const { args, problems } = read(given);
          if (args === null) expect(problems.length).toBeGreaterThan(0);
          else expect(Value.Check(SCHEMA, args)).toBe(true);
        }
      },
    ),
  );
});
