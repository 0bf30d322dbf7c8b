import type { Type } from 'typebox';
import { Value } from 'typebox/value';
import { type AwsError, refuseWith } from '../../handler.ts';
import type { ResourceFilter } from '../../world/types.ts';
import { CONTROLS } from '../controls/controls.ts';
import {
  DATE_ATTRIBUTES,
  MAP_ATTRIBUTES,
  NUMBER_ATTRIBUTES,
  STRING_ATTRIBUTES,
} from './attribute-paths.ts';
import { DateFilters, MapFilters, NumberFilters, StringFilters } from './filter-values.ts';
import { dateTest, type FindingTest, mapTest, numberTest, stringTest } from './value-tests.ts';

/** `Filters` of GetFindings: attribute name to values. */
export type FindingFilters = Readonly<Record<string, unknown>>;

const MOST_ATTRIBUTES = 10;

/** The refusal of Security Hub. */
export const invalidInput = refuseWith('InvalidInputException');

/**
 * Turns filters into a test; attributes are joined by AND.
 * @throws InvalidInputException on unknown attributes, bad values, more than 10 attributes or 20 values
 */
export function compileFilters(filters: FindingFilters, now: Date): FindingTest {
  const attributes = Object.entries(filters);
  if (attributes.length > MOST_ATTRIBUTES) {
    throw invalidInput(`A filter can contain up to ${MOST_ATTRIBUTES} attributes.`);
  }
  const tests = attributes.map(([name, values]) => attributeTest(name, values, now));
  return (finding) => tests.every((test) => test(finding));
}

function attributeTest(name: string, values: unknown, now: Date): FindingTest {
  const text = STRING_ATTRIBUTES[name];
  if (text !== undefined) return stringTest(text, checked(StringFilters, name, values));
  const date = DATE_ATTRIBUTES[name];
  if (date !== undefined) return dateTest(date, checked(DateFilters, name, values), now);
  const number = NUMBER_ATTRIBUTES[name];
  if (number !== undefined) return numberTest(number, checked(NumberFilters, name, values));
  const map = MAP_ATTRIBUTES[name];
  if (map !== undefined) return mapTest(map, checked(MapFilters, name, values));
  throw invalidInput(`Invalid parameter 'Filters': unknown attribute ${name}.`);
}

function checked<Schema extends Type.TSchema>(
  schema: Schema,
  name: string,
  values: unknown,
): Type.Static<Schema> {
  if (Value.Check(schema, values)) return values;
  throw badValues(name);
}

function badValues(name: string): AwsError {
  return invalidInput(`Invalid parameter 'Filters.${name}'.`);
}

/** The part of a filter that tells where to look at all, so that whole accounts, Regions and types are left out. */
export function filterScope(filters: FindingFilters): ResourceFilter {
  const accountIds = equalValues(filters['AwsAccountId']);
  const regions = equalValues(filters['Region']);
  const controls = equalValues(filters['ComplianceSecurityControlId']);
  const types = controls && typesOf(controls);
  return {
    ...(accountIds && { accountIds }),
    ...(regions && { regions: [...regions, 'global'] }),
    ...(types && { types }),
  };
}

function equalValues(values: unknown): readonly string[] | null {
  if (!Value.Check(StringFilters, values)) return null;
  return values.every(({ Comparison }) => Comparison === 'EQUALS')
    ? values.map((filter) => filter.Value)
    : null;
}

function typesOf(controlIds: readonly string[]): readonly string[] {
  const wanted = CONTROLS.filter(({ id }) => controlIds.includes(id));
  return [...new Set(wanted.map(({ resourceType }) => resourceType))];
}
