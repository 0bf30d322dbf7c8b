import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { extendWorld } from './extend-world.ts';
import { accountKind } from './securityhub/account-resources.ts';
import { type WalkStart, walkResources } from './walk-resources.ts';
import { createWorld } from './world/create-world.ts';
import type { Cell, ResourceFilter, World } from './world/types.ts';

const NOW = new Date('2026-11-23T10:00:00Z');
const PLAIN = createWorld({ now: NOW, resources: 300, regions: 3 });
const EXTENDED = extendWorld(PLAIN, [accountKind(PLAIN)]);

function walk(world: World, filter: ResourceFilter, start: WalkStart) {
  return walkResources(world, (from: Cell | null) => world.cells(filter, from), start);
}

/** Everything by pages of a size, each page a walk of its own that starts behind the last one. */
function inPages(world: World, filter: ResourceFilter, size: number): readonly string[] {
  const arns: string[] = [];
  let start: WalkStart = null;
  for (;;) {
    let met = 0;
    for (const { resource, position } of walk(world, filter, start)) {
      arns.push(resource.arn);
      start = { position, inclusive: false };
      met += 1;
      if (met === size) break;
    }
    if (met < size) return arns;
  }
}

const filters: fc.Arbitrary<ResourceFilter> = fc.record(
  {
    accountIds: fc.subarray(PLAIN.accounts.map(({ id }) => id)),
    regions: fc.subarray([...PLAIN.regions, 'global']),
    types: fc.subarray([...EXTENDED.resourceTypes]),
  },
  { requiredKeys: [] },
);

describe('a walk that is resumed', () => {
  test.each([
    ['world', PLAIN],
    ['extended world', EXTENDED],
  ])('meets each resource of the %s once, by pages of any size', (_name, world) => {
    fc.assert(
      fc.property(filters, fc.integer({ min: 1, max: 120 }), (filter, size) => {
        const whole = [...world.resources(filter)].map(({ arn }) => arn);
        expect(inPages(world, filter, size)).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });

  test('starts at a resource again when it is asked to', () => {
    const [, second] = walk(PLAIN, {}, null);
    const [again] = walk(PLAIN, {}, { position: second?.position ?? '', inclusive: true });
    expect(again?.resource.arn).toBe(second?.resource.arn);
  });

  test('looks at no cell before its start', () => {
    const all = [...walk(EXTENDED, {}, null)];
    const looked = new Set<string>();
    const watched: World = {
      ...PLAIN,
      count: (cell) => {
        looked.add(cell.account.id);
        return PLAIN.count(cell);
      },
      place: (where) => {
        looked.add(where.account.id);
        return PLAIN.place(where);
      },
    };
    const middle = all.at(Math.floor(all.length / 2));
    const start = { position: middle?.position ?? '', inclusive: true };
    const [first] = walk(watched, {}, start);
    expect(first?.resource.arn).toBe(middle?.resource.arn);
    expect([...looked]).toEqual([middle?.cell.account.id]);
  });

  test.each(['', 'nowhere/eu-west-1/AWS::EC2::Instance/0', `${PLAIN.accounts[0]?.id}/x/y/0`])(
    'meets nothing from the unknown place %j',
    (position) => {
      expect([...walk(PLAIN, {}, { position, inclusive: true })]).toEqual([]);
    },
  );
});
