import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidExpression } from './invalid-expression.ts';
import { parseQuery } from './parse-query.ts';

const declared = JSON.parse(
  readFileSync(new URL('fixtures/declared-queries.json', import.meta.url), 'utf8'),
) as { id: string; sql: string }[];

describe('the declared queries', () => {
  it('are 129', () => expect(declared).toHaveLength(129));

  it.each(declared)('$id parses', ({ sql }) => {
    expect(parseQuery(sql).select.length).toBeGreaterThan(0);
  });
});

describe('parseQuery', () => {
  it('binds NOT before AND before OR', () => {
    const { where } = parseQuery(
      "SELECT resourceId WHERE resourceId = 'a' OR NOT resourceId = 'b' AND resourceId = 'c'",
    );
    expect(where).toMatchObject({
      kind: 'or',
      parts: [{ kind: 'compare' }, { kind: 'and', parts: [{ kind: 'not' }, { kind: 'compare' }] }],
    });
  });

  it('reads keywords in any case, quoted identifiers and doubled quotes', () => {
    const query = parseQuery(
      `select resourceId, configuration."odd name" where configuration.description = 'it''s'`,
    );
    expect(query.select[1]).toMatchObject({ path: ['configuration', 'odd name'] });
    expect(query.where).toMatchObject({ value: "it's" });
  });

  it('reads IN, BETWEEN, numbers, booleans and their negations', () => {
    const { where } = parseQuery(
      "SELECT resourceId WHERE configuration.a NOT IN ('x', 'y') AND configuration.b BETWEEN -1.5 AND 2 AND configuration.c = true AND configuration.d NOT LIKE 'abc%'",
    );
    expect(where).toMatchObject({
      parts: [
        { kind: 'not', part: { kind: 'in', values: ['x', 'y'] } },
        { kind: 'between', low: -1.5, high: 2 },
        { kind: 'compare', value: true },
        { kind: 'not', part: { kind: 'like', pattern: 'abc%' } },
      ],
    });
  });

  it.each([
    ['', 'nothing'],
    ['SELECT', 'no columns'],
    ['SELECT * FROM resources', 'FROM'],
    ['SELECT DISTINCT resourceType', 'DISTINCT'],
    ['SELECT ALL resourceType', 'ALL'],
    ['SELECT resourceId AS id', 'AS'],
    ['SELECT resourceId WHERE resourceName = NULL', 'NULL'],
    ['SELECT resourceId WHERE resourceName IS NULL', 'IS NULL'],
    ['SELECT resourceId WHERE resourceName IS NOT NULL', 'IS NOT NULL'],
    ['SELECT accountId, COUNT(*) GROUP BY accountId HAVING COUNT(*) > 1', 'HAVING'],
    ['SELECT resourceId UNION SELECT arn', 'UNION'],
    ['SELECT resourceId JOIN tags', 'JOIN'],
    ["SELECT resourceId WHERE resourceId != 'a'", '!='],
    ["SELECT resourceId WHERE resourceId <> 'a'", '<>'],
    ["SELECT resourceId WHERE resourceId LIKE '%abc'", 'a prefix wildcard'],
    ["SELECT resourceId WHERE resourceId LIKE 'ab%'", 'a wildcard after two characters'],
    ["SELECT resourceId WHERE resourceId LIKE 'ab_'", 'a wildcard _ after two characters'],
    ["SELECT resourceId WHERE resourceId LIKE 'abc_def'", 'a wildcard in the middle'],
    ['SELECT resourceId WHERE resourceId LIKE 5', 'LIKE a number'],
    ["SELECT resourceId WHERE resourceId = 'a", 'an open quote'],
    ['SELECT resourceId WHERE resourceId IN ()', 'an empty list'],
    ["SELECT resourceId WHERE (resourceId = 'a'", 'an open bracket'],
    ['SELECT resourceId WHERE resourceId = arn', 'a property as value'],
    ['SELECT resourceId, COUNT(*) GROUP BY accountId', 'a column outside GROUP BY'],
    ['SELECT resourceId GROUP BY resourceId', 'GROUP BY without aggregate'],
    ['SELECT COUNT(*) GROUP BY accountId, awsRegion, resourceType, arn', 'four groups'],
    [
      'SELECT accountId, awsRegion, COUNT(*) GROUP BY accountId, awsRegion ORDER BY COUNT(*)',
      'two groups ordered by an aggregate',
    ],
    ['SELECT SUM(*)', 'SUM(*)'],
    ['SELECT COUNT(DISTINCT accountId)', 'COUNT(DISTINCT)'],
    ['SELECT COUNT(SUM(configuration.size))', 'a nested function'],
    ['SELECT MEDIAN(configuration.size)', 'an unknown function'],
    ['SELECT configuration.Name, configuration.name', 'identifiers in two cases'],
    ['SELECT unknown', 'an unknown property'],
    ['SELECT resourceId ORDER BY accountId', 'ordering by an unselected property'],
    ['SELECT resourceId; SELECT arn', 'two statements'],
    ['SELECT resourceId WHERE `a` = 1', 'a backtick'],
    [`SELECT resourceId WHERE ${'('.repeat(2000)}`, 'deep nesting'],
    [`SELECT resourceId WHERE ${'NOT '.repeat(1000)}`, 'deep negation'],
    [`SELECT ${'resourceId, '.repeat(400)}resourceId`, '4,812 characters'],
  ])('refuses %j (%s)', (expression) => {
    expect(() => parseQuery(expression)).toThrow(InvalidExpression);
  });

  it('takes 4096 characters', () => {
    const sql = 'SELECT resourceId'.padEnd(4096, ' ');
    expect(parseQuery(sql).select).toHaveLength(1);
  });

  it('throws nothing but InvalidExpression, whatever the text', () => {
    const words = fc.constantFrom(
      ...`SELECT WHERE GROUP BY ORDER COUNT ( ) * , = < >= ' " . ; AND OR NOT IN LIKE BETWEEN 1 -2.5 'abc%' resourceId tags true NULL`.split(
        ' ',
      ),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(words).map((list) => list.join(' ')),
        ),
        (text) => {
          try {
            parseQuery(text);
          } catch (error) {
            expect(error).toBeInstanceOf(InvalidExpression);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
