import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addCondition, fillSql, narrowSql, sqlLiteral } from './config-sql.ts';

const SQL = "SELECT resourceId WHERE resourceType = 'AWS::EC2::Instance'";

describe('Config SQL', () => {
  it.each(["x' OR 1=1", 'x\\', 'a%', 'a*', 'a\nb', '', '"', 'x'.repeat(257)])(
    'refuses %j',
    (value) => {
      expect(() => sqlLiteral(value)).toThrow(/may hold/);
    },
  );

  it('lets no value end its literal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        try {
          expect(sqlLiteral(value).slice(1, -1)).not.toContain("'");
        } catch (error) {
          expect(error).toMatchObject({ code: 'bad-parameter' });
        }
      }),
    );
  });

  it('fills places, and fails on one without a value', () => {
    const sql = "SELECT resourceId WHERE notAfter BETWEEN '{{now}}' AND '{{end}}'";
    expect(fillSql(sql, { now: '2026-11-23', end: '2026-11-30' })).toBe(
      "SELECT resourceId WHERE notAfter BETWEEN '2026-11-23' AND '2026-11-30'",
    );
    expect(() => fillSql(sql, { now: '2026-11-23' })).toThrow('{{end}}');
  });

  it('adds a condition before GROUP BY, with or without WHERE', () => {
    expect(addCondition('SELECT accountId, COUNT(*) GROUP BY accountId', 'a = 1')).toBe(
      'SELECT accountId, COUNT(*) WHERE a = 1 GROUP BY accountId',
    );
    expect(addCondition(`${SQL} ORDER BY resourceId`, 'a = 1')).toBe(
      `${SQL} AND a = 1 ORDER BY resourceId`,
    );
  });

  it('narrows to accounts and Regions, and leaves out a list that is too long', () => {
    const scope = { accounts: ['111111111111'], regions: ['ap-southeast-2', 'us-east-1'] };
    expect(narrowSql(SQL, scope)).toBe(
      `${SQL} AND awsRegion IN ('ap-southeast-2', 'us-east-1') AND accountId IN ('111111111111')`,
    );
    const accounts = Array.from({ length: 400 }, (_, index) => String(111111111111 + index));
    expect(narrowSql(SQL, { accounts, regions: [] })).toBe(SQL);
  });
});
