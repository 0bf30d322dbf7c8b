import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';

import type { Charge } from '../world/costs/charges.ts';
import { refuse } from './refuse.ts';

/** Dimensions that costs can be filtered and grouped by. */
export const DIMENSIONS: readonly string[] = [
  'AZ',
  'BILLING_ENTITY',
  'CACHE_ENGINE',
  'DATABASE_ENGINE',
  'DEPLOYMENT_OPTION',
  'INSTANCE_TYPE',
  'INSTANCE_TYPE_FAMILY',
  'INVOICING_ENTITY',
  'LEGAL_ENTITY_NAME',
  'LINKED_ACCOUNT',
  'OPERATING_SYSTEM',
  'OPERATION',
  'PLATFORM',
  'PURCHASE_TYPE',
  'RECORD_TYPE',
  'REGION',
  'RESERVATION_ID',
  'SAVINGS_PLAN_ARN',
  'SAVINGS_PLANS_TYPE',
  'SCOPE',
  'SERVICE',
  'TENANCY',
  'USAGE_TYPE',
  'USAGE_TYPE_GROUP',
];

/** True for the lines that a filter lets through. */
export type Predicate = (charge: Charge) => boolean;

const Match = Type.Object({
  Key: Type.Optional(Type.String()),
  Values: Type.Optional(Type.Array(Type.String())),
  MatchOptions: Type.Optional(Type.Array(Type.String())),
});

type Match = Static<typeof Match>;

const Node = Type.Object({
  Or: Type.Optional(Type.Array(Type.Unknown())),
  And: Type.Optional(Type.Array(Type.Unknown())),
  Not: Type.Optional(Type.Unknown()),
  Dimensions: Type.Optional(Match),
  Tags: Type.Optional(Match),
  CostCategories: Type.Optional(Match),
});

type Node = Static<typeof Node>;

const checker = Compile(Node);

const DEEPEST = 10;

/** `INSTANCE_TYPE` is `NoInstanceType` where it is absent, `AZ` is `NoAZ`. */
function absentValue(dimension: string): string {
  const words = dimension.split('_').map((word) => word.charAt(0) + word.slice(1).toLowerCase());
  return dimension === 'AZ' ? 'NoAZ' : `No${words.join('')}`;
}

/** The value of a line's dimension, or Cost Explorer's word for none. */
export function dimensionOf(charge: Charge, dimension: string): string {
  return charge.dimensions[dimension] ?? absentValue(dimension);
}

/** @throws AwsError `ValidationException` for what is no dimension. */
export function checkDimension(key: string | undefined): string {
  if (key !== undefined && DIMENSIONS.includes(key)) return key;
  throw refuse(
    `Dimension ${key ?? ''} is invalid. Valid dimensions are: ${DIMENSIONS.join(', ')}.`,
  );
}

const TESTS: Readonly<Record<string, (value: string, wanted: string) => boolean>> = {
  EQUALS: (value, wanted) => value === wanted,
  STARTS_WITH: (value, wanted) => value.startsWith(wanted),
  ENDS_WITH: (value, wanted) => value.endsWith(wanted),
  CONTAINS: (value, wanted) => value.includes(wanted),
};

/** Compares values as the match options say; `ABSENT` is left to the caller. */
function matcher({ Values: values = [], MatchOptions: options = ['EQUALS'] }: Match) {
  const fold = options.includes('CASE_INSENSITIVE');
  const name = options.find(
    (option) => option !== 'CASE_INSENSITIVE' && option !== 'CASE_SENSITIVE',
  );
  const test = TESTS[name ?? 'EQUALS'];
  if (test === undefined) throw refuse(`MatchOption ${name ?? ''} is not supported.`);
  const spell = (text: string) => (fold ? text.toLowerCase() : text);
  return (value: string) => values.some((wanted) => test(spell(value), spell(wanted)));
}

function isAbsent({ MatchOptions: options = [] }: Match): boolean {
  return options.includes('ABSENT');
}

function needValues(match: Match): void {
  if (!isAbsent(match) && (match.Values ?? []).length === 0) {
    throw refuse('Filter values must not be empty.');
  }
}

function dimensionPredicate(match: Match): Predicate {
  const key = checkDimension(match.Key);
  needValues(match);
  if (isAbsent(match)) return (charge) => charge.dimensions[key] === undefined;
  const matches = matcher(match);
  return (charge) => matches(dimensionOf(charge, key));
}

function tagPredicate(match: Match): Predicate {
  const { Key: key } = match;
  if (key === undefined) throw refuse('Tag key must not be empty.');
  needValues(match);
  if (isAbsent(match)) return (charge) => charge.tags[key] === undefined;
  const matches = matcher(match);
  // The empty value stands for lines without the tag.
  return (charge) => matches(charge.tags[key] ?? '');
}

function many(nodes: readonly unknown[], depth: number): readonly Predicate[] {
  if (nodes.length < 2) throw refuse('And and Or expressions must have at least two operands.');
  return nodes.map((node) => compile(node, depth + 1));
}

function compile(value: unknown, depth: number): Predicate {
  if (depth > DEEPEST || !checker.Check(value)) throw refuse('Filter expression is invalid.');
  const roots = Object.values(value).filter((member) => member !== undefined);
  if (roots.length !== 1)
    throw refuse('Expression must have exactly one root operator or operand.');
  return compileRoot(value, depth);
}

function compileRoot(node: Node, depth: number): Predicate {
  if (node.Dimensions !== undefined) return dimensionPredicate(node.Dimensions);
  if (node.Tags !== undefined) return tagPredicate(node.Tags);
  if (node.And !== undefined) {
    const all = many(node.And, depth);
    return (charge) => all.every((predicate) => predicate(charge));
  }
  if (node.Or !== undefined) {
    const some = many(node.Or, depth);
    return (charge) => some.some((predicate) => predicate(charge));
  }
  if (node.Not !== undefined) {
    const inner = compile(node.Not, depth + 1);
    return (charge) => !inner(charge);
  }
  // Nobody defined a cost category here, so no line belongs to one.
  return () => false;
}

/** Compiles a `Filter`; without one every line passes. @throws AwsError `ValidationException` */
export function compileFilter(filter: unknown): Predicate {
  return filter === undefined ? () => true : compile(filter, 0);
}
