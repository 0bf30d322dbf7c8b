import type { Type } from 'typebox';
import { propertyValues, type Scalar } from '../../config/sql/property-values.ts';
import type { JsonObject } from '../../world/types.ts';
import type { DateFilters, MapFilters, NumberFilters, StringFilters } from './filter-values.ts';

/** A test of one finding. */
export type FindingTest = (finding: JsonObject) => boolean;

type Comparison = Type.Static<typeof StringFilters>[number]['Comparison'];

/** Comparisons that leave findings out; several of them must all hold. */
const NEGATED: Partial<Record<Comparison, Comparison>> = {
  NOT_EQUALS: 'EQUALS',
  PREFIX_NOT_EQUALS: 'PREFIX',
  NOT_CONTAINS: 'CONTAINS',
};

/** Positive values are joined by OR, negative ones by AND, and both must hold. Case matters. */
export function stringTest(path: string, filters: Type.Static<typeof StringFilters>): FindingTest {
  const wanted = filters.filter(({ Comparison }) => NEGATED[Comparison] === undefined);
  const unwanted = filters.filter(({ Comparison }) => NEGATED[Comparison] !== undefined);
  return (finding) => {
    const values = valuesAt(finding, path).map(String);
    return (
      (wanted.length === 0 || wanted.some((filter) => anyHolds(values, filter))) &&
      unwanted.every((filter) => !anyHolds(values, filter))
    );
  };
}

function anyHolds(
  values: readonly string[],
  { Value, Comparison }: { readonly Value: string; readonly Comparison: Comparison },
): boolean {
  return values.some((value) => holds(value, NEGATED[Comparison] ?? Comparison, Value));
}

function holds(value: string, comparison: Comparison, wanted: string): boolean {
  switch (comparison) {
    case 'PREFIX':
      return value.startsWith(wanted);
    case 'CONTAINS':
      return value.includes(wanted);
    case 'CONTAINS_WORD':
      return value.split(/\W+/).includes(wanted);
    case 'EQUALS':
    case 'NOT_EQUALS':
    case 'PREFIX_NOT_EQUALS':
    case 'NOT_CONTAINS':
      return value === wanted;
  }
}

/** Spans are joined by OR; `DateRange` counts back from now. */
export function dateTest(
  path: string,
  filters: Type.Static<typeof DateFilters>,
  now: Date,
): FindingTest {
  const spans = filters.map(({ Start, End, DateRange }) => ({
    from: DateRange ? now.getTime() - DateRange.Value * 86_400_000 : timeOf(Start, -Infinity),
    to: timeOf(End, Infinity),
  }));
  return (finding) =>
    valuesAt(finding, path).some((value) => {
      const time = Date.parse(String(value));
      return spans.some(({ from, to }) => from <= time && time <= to);
    });
}

function timeOf(text: string | undefined, otherwise: number): number {
  return text === undefined ? otherwise : Date.parse(text);
}

/** Values are joined by OR, the bounds of one value by AND. */
export function numberTest(path: string, filters: Type.Static<typeof NumberFilters>): FindingTest {
  return (finding) =>
    valuesAt(finding, path).some(
      (value) => typeof value === 'number' && filters.some((filter) => inBounds(value, filter)),
    );
}

function inBounds(value: number, bounds: Type.Static<typeof NumberFilters>[number]): boolean {
  const { Eq = value, Gte = -Infinity, Lte = Infinity, Gt = -Infinity, Lt = Infinity } = bounds;
  return value === Eq && value >= Gte && value <= Lte && value > Gt && value < Lt;
}

/** As {@link stringTest}, on the entry with the given key; a finding without the entry fails positive values only. */
export function mapTest(path: string, filters: Type.Static<typeof MapFilters>): FindingTest {
  const tests = filters.map(({ Key, ...filter }) => ({
    negative: NEGATED[filter.Comparison] !== undefined,
    holds: (finding: JsonObject) => anyHolds(entryValues(finding, path, Key), filter),
  }));
  const wanted = tests.filter(({ negative }) => !negative);
  const unwanted = tests.filter(({ negative }) => negative);
  return (finding) =>
    (wanted.length === 0 || wanted.some((test) => test.holds(finding))) &&
    unwanted.every((test) => !test.holds(finding));
}

function entryValues(finding: JsonObject, path: string, key: string): readonly string[] {
  return propertyValues(finding, [...path.split('.'), key]).map(String);
}

function valuesAt(finding: JsonObject, path: string): readonly Scalar[] {
  return propertyValues(finding, path.split('.'));
}
