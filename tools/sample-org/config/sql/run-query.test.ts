import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ConfigurationDocument } from './configuration-document.ts';
import { parseQuery } from './parse-query.ts';
import { type DocumentSource, runQuery } from './run-query.ts';

/** A source over a list; positions are indexes. */
function sourceOf(documents: readonly ConfigurationDocument[]): DocumentSource {
  return function* (_scope, after) {
    for (let i = after === null ? 0 : Number(after) + 1; i < documents.length; i++) {
      const document = documents[i];
      if (document) yield { document, position: String(i) };
    }
  };
}

async function runAll(sql: string, documents: readonly ConfigurationDocument[], limit = 100) {
  const rows: string[] = [];
  let after: string | null = null;
  do {
    const page = await runQuery(parseQuery(sql), sourceOf(documents), { limit, after });
    rows.push(...page.rows);
    after = page.next;
  } while (after !== null);
  return rows;
}

const volume = (id: string, configuration: ConfigurationDocument): ConfigurationDocument => ({
  resourceId: id,
  resourceType: 'AWS::EC2::Volume',
  accountId: '111111111111',
  configuration,
});

const parse = (row: string): unknown => JSON.parse(row);

const ids = async (where: string, documents: readonly ConfigurationDocument[]) =>
  (await runAll(`SELECT resourceId WHERE ${where}`, documents)).map(
    (row) => /"resourceId":"([^"]*)"/.exec(row)?.[1],
  );

describe('rows', () => {
  it('keep the nesting, write integers as floats and leave absent properties out', async () => {
    const document = volume('vol-1', {
      size: 100,
      iops: 0.5,
      encrypted: false,
      state: { value: 'available' },
      attachments: [{ instanceId: 'i-1', device: '/dev/sda' }, { instanceId: 'i-2' }],
    });
    const [row] = await runAll(
      'SELECT resourceId, configuration.size, configuration.iops, configuration.encrypted, configuration.state.value, configuration.attachments.instanceId, configuration.kmsKeyId',
      [document],
    );
    expect(row).toBe(
      '{"resourceId":"vol-1","configuration":{"size":100.0,"iops":0.5,"encrypted":false,"state":{"value":"available"},"attachments":[{"instanceId":"i-1"},{"instanceId":"i-2"}]}}',
    );
  });

  it('merge a property and one below it', async () => {
    const [row] = await runAll('SELECT configuration.state.value, configuration.state', [
      volume('v', { state: { value: 'available', code: 1 } }),
    ]);
    expect(row).toBe('{"configuration":{"state":{"value":"available","code":1.0}}}');
  });

  it('of * hold the top-level scalars only', async () => {
    const [row = ''] = await runAll('SELECT *', [
      { ...volume('v', { size: 1 }), tags: [{ tag: 'a=b' }], version: '1.3' },
    ]);
    expect(Object.keys(parse(row) as object)).toEqual([
      'accountId',
      'resourceId',
      'resourceType',
      'version',
    ]);
  });
});

describe('conditions', () => {
  it('on an array are met by any element, two conditions by different ones', async () => {
    const rules = volume('r', {
      configRuleList: [
        { configRuleName: 'A', complianceType: 'COMPLIANT' },
        { configRuleName: 'B', complianceType: 'NON_COMPLIANT' },
      ],
    });
    const where =
      "configuration.configRuleList.complianceType = 'NON_COMPLIANT' AND configuration.configRuleList.configRuleName = 'A'";
    expect(await ids(where, [rules])).toEqual(['r']);
  });

  it('on tags know tag, key and value', async () => {
    const tagged = { ...volume('t', {}), tags: [{ tag: 'env=prod', key: 'env', value: 'prod' }] };
    const all = [tagged, volume('u', {})];
    expect(await ids("tags.tag = 'env=prod'", all)).toEqual(['t']);
    expect(await ids("tags.key = 'env' AND tags.value = 'prod'", all)).toEqual(['t']);
    expect(await ids("NOT tags.key = 'env'", all)).toEqual(['u']);
  });

  it('on relationships find neighbours', async () => {
    const related = {
      ...volume('v', {}),
      relationships: [{ resourceId: 'i-1', relationshipName: 'Is attached to Instance' }],
    };
    expect(await ids("relationships.resourceId = 'i-1'", [related, volume('w', {})])).toEqual([
      'v',
    ]);
  });

  it('never compare across types', async () => {
    const all = [volume('text', { size: '5' }), volume('number', { size: 5 })];
    expect(await ids('configuration.size = 5', all)).toEqual(['number']);
    expect(await ids("configuration.size = '5'", all)).toEqual(['text']);
    expect(await ids('configuration.size >= 5', all)).toEqual(['number']);
    expect(await ids('configuration.size = true', all)).toEqual([]);
  });

  it('include both ends of BETWEEN and compare dates in time', async () => {
    const all = [
      '2026-11-23T00:00:00Z',
      '2026-12-01T00:00:00.000Z',
      '2026-12-01T11:00:00+10:00',
    ].map((notAfter, i) => volume(String(i), { notAfter }));
    const where = "configuration.notAfter BETWEEN '2026-11-23' AND '2026-12-01T00:00:00Z'";
    expect(await ids(where, all)).toEqual(['0', '1']);
    expect(await ids("configuration.notAfter > '2026-12-01'", all)).toEqual(['2']);
  });

  it('match suffix wildcards', async () => {
    const all = ['abc', 'abcd', 'abcde', 'abx'].map((name) => volume(name, { name }));
    expect(await ids("configuration.name LIKE 'abc%'", all)).toEqual(['abc', 'abcd', 'abcde']);
    expect(await ids("configuration.name LIKE 'abc_'", all)).toEqual(['abcd']);
    expect(await ids("configuration.name LIKE 'abc'", all)).toEqual(['abc']);
  });
});

describe('IP ranges', () => {
  const all = ['0.0.0.0/0', '10.0.0.0/16', '10.0.0.0/24', '192.168.0.2/32', '::/0'].map((ip) =>
    volume(ip, { ipRanges: [ip] }),
  );

  it('are found by an address or block they include', async () => {
    expect(await ids("configuration.ipRanges = '10.0.0.7'", all)).toEqual([
      '0.0.0.0/0',
      '10.0.0.0/16',
      '10.0.0.0/24',
    ]);
    expect(await ids("configuration.ipRanges = '0.0.0.0/0'", all)).toEqual(['0.0.0.0/0']);
    expect(await ids("configuration.ipRanges = '2001:db8::1'", all)).toEqual(['::/0']);
  });

  it('are read in every spelling of an address', async () => {
    const spellings = [
      '::ffff:10.0.0.1',
      '::ffff:a00:1',
      '2001:db8:0:0::/64',
      '1.2.3.4/33',
      '::1/129',
    ];
    const found = spellings.map((ip) => volume(ip, { ip }));
    expect(await ids("configuration.ip = '::ffff:10.0.0.1'", found)).toEqual(spellings.slice(0, 2));
    expect(await ids("configuration.ip = '2001:db8::7'", found)).toEqual(['2001:db8:0:0::/64']);
    expect(await ids("configuration.ip = '1.2.3.4'", found)).toEqual([]);
  });

  it('are found exactly by the documented idiom', async () => {
    const exact = `configuration.ipRanges BETWEEN '10.0.0.0' AND '10.0.0.255'
      AND NOT configuration.ipRanges < '10.0.0.0' AND NOT configuration.ipRanges > '10.0.0.255'`;
    expect(await ids(exact, all)).toEqual(['10.0.0.0/24']);
    const single = `configuration.ipRanges = '192.168.0.2'
      AND NOT configuration.ipRanges > '192.168.0.2' AND NOT configuration.ipRanges < '192.168.0.2'`;
    expect(await ids(single, all)).toEqual(['192.168.0.2/32']);
  });
});

describe('aggregates', () => {
  const all = [
    volume('a', { type: 'gp2', size: 10 }),
    volume('b', { type: 'gp3', size: 30 }),
    volume('c', { type: 'gp2', size: 20 }),
    volume('d', {}),
  ];

  it('count in integers and compute in floats', async () => {
    expect(
      await runAll(
        'SELECT configuration.type, COUNT(*), SUM(configuration.size), AVG(configuration.size), MIN(configuration.size), MAX(configuration.size) GROUP BY configuration.type',
        all,
      ),
    ).toEqual([
      '{"COUNT(*)":2,"SUM(configuration.size)":30.0,"AVG(configuration.size)":15.0,"MIN(configuration.size)":10.0,"MAX(configuration.size)":20.0,"configuration":{"type":"gp2"}}',
      '{"COUNT(*)":1,"SUM(configuration.size)":30.0,"AVG(configuration.size)":30.0,"MIN(configuration.size)":30.0,"MAX(configuration.size)":30.0,"configuration":{"type":"gp3"}}',
    ]);
  });

  it('of nothing are one row of zero', async () => {
    expect(await runAll('SELECT COUNT(*)', [])).toEqual(['{"COUNT(*)":0}']);
    expect(await runAll('SELECT accountId, COUNT(*) GROUP BY accountId', [])).toEqual([]);
  });

  it('put a document into one group per value of an array', async () => {
    const tagged = { ...volume('t', {}), tags: [{ value: 'x' }, { value: 'y' }, { value: 'x' }] };
    expect(await runAll('SELECT tags.value, COUNT(*) GROUP BY tags.value', [tagged])).toEqual([
      '{"COUNT(*)":1,"tags":{"value":"x"}}',
      '{"COUNT(*)":1,"tags":{"value":"y"}}',
    ]);
  });

  it('ordered by an aggregate are not paged', async () => {
    const sql =
      'SELECT configuration.type, COUNT(*) GROUP BY configuration.type ORDER BY COUNT(*) ASC';
    const page = await runQuery(parseQuery(sql), sourceOf(all), { limit: 1, after: null });
    expect(page).toEqual({ rows: ['{"COUNT(*)":1,"configuration":{"type":"gp3"}}'], next: null });
  });
});

describe('paging', () => {
  it('gives every row once and in order, whatever the page size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 60 }),
        fc.integer({ min: 1, max: 20 }),
        async (sizes, limit) => {
          const documents = sizes.map((size, i) => volume(String(i), { size }));
          const found = await runAll(
            'SELECT resourceId, configuration.size WHERE configuration.size < 5',
            documents,
            limit,
          );
          const wanted = documents
            .filter((_, i) => (sizes[i] ?? 9) < 5)
            .map((d) => d['resourceId']);
          expect(found.map(parse)).toMatchObject(wanted.map((resourceId) => ({ resourceId })));
          const ordered = await runAll(
            'SELECT resourceId, configuration.size ORDER BY configuration.size DESC',
            documents,
            limit,
          );
          expect(ordered.map(parse)).toMatchObject(
            sizes.toSorted((a, b) => b - a).map((size) => ({ configuration: { size } })),
          );
        },
      ),
    );
  });

  it('tells the source what the condition already fixes', async () => {
    const scopes: unknown[] = [];
    const spy: DocumentSource = (scope) => {
      scopes.push(scope);
      return [];
    };
    const sql =
      "SELECT resourceId WHERE resourceType IN ('A', 'B') AND (accountId = '1' OR accountId = '2') AND NOT awsRegion = 'x' AND resourceType = 'B'";
    await runQuery(parseQuery(sql), spy, { limit: 1, after: null });
    expect(scopes).toEqual([
      {
        accountIds: new Set(['1', '2']),
        regions: null,
        resourceTypes: new Set(['B']),
        countsOnly: false,
      },
    ]);
  });

  it.each([
    ['SELECT accountId, COUNT(*) GROUP BY accountId', true],
    ["SELECT COUNT(*) WHERE resourceType LIKE 'AWS::EC2::%'", true],
    ["SELECT COUNT(*) WHERE tags.key = 'Owner'", false],
    ['SELECT accountId', false],
  ])('lets a source count for %s: %s', async (sql, countsOnly) => {
    const source: DocumentSource = (scope) => {
      expect(scope.countsOnly).toBe(countsOnly);
      return [
        { document: { accountId: '1', resourceType: 'AWS::EC2::EIP' }, position: '', weight: 7 },
      ];
    };
    const { rows } = await runQuery(parseQuery(sql), source, { limit: 1, after: null });
    if (countsOnly) expect(rows[0]).toContain('"COUNT(*)":7');
  });

  it('stops reading one row past the page', async () => {
    let read = 0;
    const endless: DocumentSource = function* () {
      for (;;) yield { document: volume(String(read++), {}), position: String(read) };
    };
    const page = await runQuery(parseQuery('SELECT resourceId'), endless, {
      limit: 25,
      after: null,
    });
    expect(page.rows).toHaveLength(25);
    expect(read).toBe(26);
  });
});
