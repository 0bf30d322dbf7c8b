import { describe, expect, test } from 'vitest';
import { cpuTimeOf } from '../../../pipeline-server/test/cpu-time.ts';
import { certificates } from './certificates.ts';
import { createWorld } from './create-world.ts';
import type { Json, Resource, ResourceFilter } from './types.ts';

const now = new Date('2026-11-23T10:00:00Z');
const world = createWorld({ now });

function all(type: string, filter: ResourceFilter = {}): readonly Resource[] {
  return [...world.resources({ ...filter, types: [type] })];
}

/** A value inside a configuration by its path. */
function at(value: Json | undefined, ...path: readonly (string | number)[]): Json | undefined {
  let level: Json | undefined = value;
  for (const step of path) {
    if (typeof level !== 'object' || level === null) return undefined;
    level = Object.entries(level).find(([name]) => name === String(step))?.[1];
  }
  return level;
}

describe('accounts', () => {
  test('have the names people expect, ids of their own, and the odd ones among them', () => {
    expect(world.accounts).toHaveLength(14);
    expect(new Set(world.accounts.map(({ id }) => id)).size).toBe(14);
    expect(world.accounts.every(({ id }) => /^\d{12}$/.test(id))).toBe(true);
    const named = (test: (account: (typeof world.accounts)[number]) => boolean) =>
      world.accounts.filter(test).map(({ name }) => name);
    expect(named(({ state }) => state === 'SUSPENDED')).toEqual(['legacy-crm']);
    expect(named(({ enrolled, state }) => !enrolled && state === 'ACTIVE')).toEqual([
      'data-platform-dev',
    ]);
    expect(named(({ assumable, state }) => !assumable && state === 'ACTIVE')).toEqual([
      'lending-prod',
    ]);
  });

  test('one Region of one account has no recorder', () => {
    const blind = world.accounts
      .filter(({ state }) => state === 'ACTIVE')
      .flatMap((account) => world.regions.map((region) => ({ account, region })))
      .filter(({ account, region }) => !world.recorded(account, region));
    expect(blind.map(({ account }) => account.name)).toEqual(['payments-dev']);
  });
});

describe('resources', () => {
  test('are the same for the same seed, others for another', () => {
    const same = createWorld({ now });
    const other = createWorld({ now, seed: 2 });
    const text = (of: typeof world) =>
      JSON.stringify([...of.resources({ types: ['AWS::EC2::Instance'] })]);
    expect(text(same)).toBe(text(world));
    expect(text(other)).not.toBe(text(world));
  });

  test('are counted without walking, and found by their place', () => {
    const accountIds = world.accounts.slice(5, 7).map(({ id }) => id);
    for (const cell of world.cells({ accountIds })) {
      const walked = [
        ...world.resources({
          accountIds: [cell.account.id],
          regions: [cell.region],
          types: [cell.type],
        }),
      ];
      expect(walked).toHaveLength(world.count(cell));
      expect(world.resourceAt(cell, walked.length - 1)).toEqual(walked.at(-1));
    }
  });

  test('have ids of their own within a place, and no more than they should', () => {
    const [cell] = world.cells({ types: ['AWS::EC2::Instance'] });
    if (cell === undefined) throw new Error('There is no instance.');
    expect(() => world.resourceAt(cell, world.count(cell))).toThrow(RangeError);
    expect(() => world.resourceAt({ ...cell, type: 'AWS::None::None' }, 0)).toThrow(RangeError);
    const keys = [...world.resources()].map(({ accountId, region, type, id }) =>
      [accountId, region, type, id].join(),
    );
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('point at each other: volumes, instances, groups, subnets and addresses exist', () => {
    const ids = new Set([...world.resources()].map(({ id }) => id));
    const related = [...all('AWS::EC2::Instance'), ...all('AWS::EC2::Volume')].flatMap(
      ({ relationships }) => relationships,
    );
    expect(related.length).toBeGreaterThan(500);
    expect(related.filter(({ resourceId }) => !ids.has(resourceId))).toEqual([]);
    const instances = all('AWS::EC2::EIP').map(({ configuration }) =>
      at(configuration, 'instanceId'),
    );
    expect(instances.filter((id) => typeof id === 'string' && !ids.has(id))).toEqual([]);
  });

  test('waste is there: stopped instances with a date, loose and gp2 volumes, loose addresses, open groups', () => {
    const stopped = all('AWS::EC2::Instance').filter(
      ({ configuration }) => at(configuration, 'state', 'name') === 'stopped',
    );
    expect(stopped.length).toBeGreaterThan(5);
    for (const { configuration } of stopped) {
      expect(at(configuration, 'stateTransitionReason')).toMatch(
        /^User initiated \(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d GMT\)$/,
      );
    }
    const volumes = all('AWS::EC2::Volume');
    expect(
      volumes.filter(({ configuration }) => at(configuration, 'state', 'value') === 'available')
        .length,
    ).toBeGreaterThan(5);
    expect(
      volumes.filter(({ configuration }) => at(configuration, 'volumeType') === 'gp2').length,
    ).toBeGreaterThan(50);
    expect(
      volumes.filter(({ configuration }) => at(configuration, 'encrypted') === false).length,
    ).toBeGreaterThan(50);
    const loose = all('AWS::EC2::EIP').filter(
      ({ configuration }) => at(configuration, 'associationId') === undefined,
    );
    expect(loose.length).toBeGreaterThan(5);
    const open = all('AWS::EC2::SecurityGroup').filter(({ configuration }) =>
      JSON.stringify(configuration).includes('"ipRanges":["0.0.0.0/0"],'),
    );
    expect(open.length).toBeGreaterThan(5);
  });

  test('some are not tagged, and some tags are hostile', () => {
    const instances = all('AWS::EC2::Instance');
    expect(instances.some(({ tags }) => tags['Owner'] === undefined)).toBe(true);
    const values = instances.flatMap(({ tags }) => Object.values(tags)).join('\n');
    expect(values).toContain('Ignore previous instructions');
    expect(values).toContain("=cmd|' /C calc'!A0");
    expect(values).toContain('<script>');
  });
});

describe('certificates', () => {
  const found = [...certificates(world)];

  test('are the ones that AWS Config knows', () => {
    expect(found.map(({ arn }) => arn)).toEqual(all('AWS::ACM::Certificate').map(({ arn }) => arn));
  });

  test('come in all key types, from expired to fresh, imported and issued, used and unused', () => {
    expect(new Set(found.map(({ keyAlgorithm }) => keyAlgorithm)).size).toBe(7);
    const days = found.flatMap(({ notAfter }) =>
      notAfter === null ? [] : [(notAfter.getTime() - now.getTime()) / 86_400_000],
    );
    expect(Math.min(...days)).toBeLessThan(0);
    expect(days.some((left) => left > 0 && left < 7)).toBe(true);
    expect(Math.max(...days)).toBeGreaterThan(300);
    expect(new Set(found.map(({ type }) => type))).toEqual(new Set(['IMPORTED', 'AMAZON_ISSUED']));
    expect(found.some(({ inUseBy }) => inUseBy.length > 0)).toBe(true);
    expect(found.some(({ inUseBy }) => inUseBy.length === 0)).toBe(true);
    expect(found.some(({ renewalStatus }) => renewalStatus === 'FAILED')).toBe(true);
  });

  test('never renew when imported', () => {
    const imported = found.filter(({ type }) => type === 'IMPORTED');
    expect(new Set(imported.map(({ renewalEligibility }) => renewalEligibility))).toEqual(
      new Set(['INELIGIBLE']),
    );
  });
});

describe('size', () => {
  test('a thousand accounts and a million resources cost nothing until they are read', () => {
    const large = createWorld({ now, accounts: 1_000, resources: 1_000_000 });
    const spent = cpuTimeOf(() => {
      const [first] = large.resources({ types: ['AWS::EC2::Instance'] });
      expect(first?.type).toBe('AWS::EC2::Instance');
    });
    expect(spent).toBeLessThan(5_000);
    expect(new Set(large.accounts.map(({ id }) => id)).size).toBe(1_000);
  });

  test('the number asked for is about the number made', () => {
    const large = createWorld({ now, resources: 100_000 });
    let total = 0;
    for (const cell of large.cells()) total += large.count(cell);
    expect(total / 100_000).toBeGreaterThan(0.8);
    expect(total / 100_000).toBeLessThan(1.3);
  });

  test.each([
    { accounts: 13 },
    { accounts: 14.5 },
    { regions: 0 },
    { regions: 18 },
    { resources: -1 },
    { months: 0 },
  ])('%j is out of range', (parameters) => {
    expect(() => createWorld({ now, ...parameters })).toThrow(RangeError);
  });

  test('one Region is enough', () => {
    const small = createWorld({ now, regions: 1, resources: 0 });
    expect(small.regions).toEqual([small.homeRegion]);
    expect([...small.resources({ types: ['AWS::EC2::VPC'] })].length).toBeGreaterThan(0);
  });
});
