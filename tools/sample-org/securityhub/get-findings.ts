import { setImmediate as nextTurn } from 'node:timers/promises';
import { Type } from 'typebox';
import { propertyValues, type Scalar } from '../config/sql/property-values.ts';
import { defineOperation, type Operation } from '../handler.ts';
import { keepFirst } from '../keep-first.ts';
import { readPositionToken, writePositionToken } from '../position-token.ts';
import type { JsonObject, ResourceFilter, World } from '../world/types.ts';
import {
  DATE_ATTRIBUTES,
  NUMBER_ATTRIBUTES,
  STRING_ATTRIBUTES,
} from './filtering/attribute-paths.ts';
import { compileFilters, filterScope, invalidInput } from './filtering/finding-filters.ts';
import type { FindingTest } from './filtering/value-tests.ts';
import { createFindingWalk, type FindingWalk } from './findings/walk-findings.ts';
import { narrowed, needHub, visibleScope } from './hub-membership.ts';

const SortCriterion = Type.Object({
  Field: Type.String({ minLength: 1 }),
  SortOrder: Type.Optional(Type.Enum(['asc', 'desc'])),
});

const FindingsInput = Type.Object({
  Filters: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  SortCriteria: Type.Optional(Type.Array(SortCriterion)),
  NextToken: Type.Optional(Type.String()),
  MaxResults: Type.Optional(Type.Integer({ minimum: 1, maximum: 100 })),
});

type SortCriteria = readonly Type.Static<typeof SortCriterion>[];

/** What a page is made from. */
interface FindingsRequest {
  readonly scope: ResourceFilter;
  readonly test: FindingTest;
  readonly size: number;
  /** Where the page starts: a position of the walk, or an offset when sorted. */
  readonly from: string | null;
}

interface FindingsPage {
  readonly findings: readonly JsonObject[];
  readonly next: string | null;
}

/** GetFindings: filtered findings, a page at a time. Unsorted pages resume the walk; sorted ones keep the rows up to their end. */
export function getFindingsOperation(world: World): Operation {
  const walk = createFindingWalk(world);
  return defineOperation(FindingsInput, invalidInput, async (input, call) => {
    needHub(world, call);
    const { NextToken, MaxResults = 20, Filters = {}, SortCriteria = [] } = input;
    const mark = { Filters, SortCriteria };
    const request: FindingsRequest = {
      scope: narrowed(visibleScope(world, call), filterScope(Filters)),
      test: compileFilters(Filters, world.parameters.now),
      size: MaxResults,
      from: readPositionToken(NextToken, mark, invalidInput),
    };
    const page =
      SortCriteria.length > 0
        ? await sortedPage(walk, request, SortCriteria)
        : await walkedPage(walk, request);
    return {
      Findings: page.findings,
      ...(page.next !== null && { NextToken: writePositionToken(page.next, mark) }),
    };
  });
}

/** Resources looked at before other work gets its turn. */
const SLICE = 1_000;

async function* matches(walk: FindingWalk, { scope, test, from }: FindingsRequest) {
  const [position, given] = from === null ? [] : from.split('#');
  const start = position === undefined ? null : { position, inclusive: true };
  let skip = Number(given ?? 0);
  let seen = 0;
  for (const met of walk(scope, start)) {
    for (const [index, finding] of met.findings.entries()) {
      if (index >= skip && test(finding)) yield { finding, at: `${met.position}#${index}` };
    }
    skip = 0;
    if (++seen % SLICE === 0) await nextTurn();
  }
}

async function walkedPage(walk: FindingWalk, request: FindingsRequest): Promise<FindingsPage> {
  const findings: JsonObject[] = [];
  for await (const { finding, at } of matches(walk, request)) {
    if (findings.length === request.size) return { findings, next: at };
    findings.push(finding);
  }
  return { findings, next: null };
}

async function sortedPage(
  walk: FindingWalk,
  request: FindingsRequest,
  criteria: SortCriteria,
): Promise<FindingsPage> {
  const offset = Number(request.from ?? 0);
  const end = offset + request.size;
  const first = keepFirst(end + 1, compareBy(criteria));
  for await (const { finding } of matches(walk, { ...request, from: null })) first.add(finding);
  const sorted = first.sorted();
  return { findings: sorted.slice(offset, end), next: sorted.length > end ? String(end) : null };
}

function compareBy(criteria: SortCriteria) {
  const keys = criteria.map(({ Field, SortOrder }) => ({
    path: sortPath(Field).split('.'),
    sign: SortOrder === 'desc' ? -1 : 1,
  }));
  return (left: JsonObject, right: JsonObject): number => {
    for (const { path, sign } of keys) {
      const difference = compareValues(
        propertyValues(left, path)[0],
        propertyValues(right, path)[0],
      );
      if (difference !== 0) return sign * difference;
    }
    return 0;
  };
}

function sortPath(field: string): string {
  const path = STRING_ATTRIBUTES[field] ?? DATE_ATTRIBUTES[field] ?? NUMBER_ATTRIBUTES[field];
  if (path !== undefined) return path;
  throw invalidInput(`Invalid parameter 'SortCriteria': unknown field ${field}.`);
}

function compareValues(left: Scalar = '', right: Scalar = ''): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
