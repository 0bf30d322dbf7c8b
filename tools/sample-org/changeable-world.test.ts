import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeableWorld } from './changeable-world.ts';
import { createWorld } from './world/create-world.ts';

const TYPES = ['AWS::EC2::Volume'];
const NOW = new Date('2026-03-02T09:00:00Z');
const base = createWorld({ now: NOW, resources: 600 });
const account = base.accounts.find(({ name }) => name === 'data-platform-prod');
if (account === undefined) throw new Error('There is no such account.');
const filter = { accountIds: [account.id], regions: [base.homeRegion], types: TYPES };
const cell = { account, region: base.homeRegion, type: 'AWS::EC2::Volume' };
const own = [...base.resources(filter)];

describe('a changeable world', () => {
  it('holds what was not changed as it is', () => {
    const { world, isChanged } = changeableWorld(base);
    expect([...world.resources(filter)]).toEqual(own);
    expect(own.some(({ arn }) => isChanged(arn))).toBe(false);
    expect(world.changeCount()).toBe(0);
  });

  it('shows a list from which some are gone, to which some came, and in which some differ', () => {
    const picks = fc.array(
      fc.record({
        kind: fc.constantFrom('remove' as const, 'update' as const, 'add' as const),
        pick: fc.nat(),
      }),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(picks, (steps) => {
        const { world, remove, update, add } = changeableWorld(base);
        let expected = own;
        for (const [number, { kind, pick }] of steps.entries()) {
          const chosen = expected[pick % expected.length];
          if (chosen === undefined) continue;
          if (kind === 'remove') {
            remove(chosen);
            expected = expected.filter((each) => each !== chosen);
          } else if (kind === 'update') {
            update(chosen, { number });
            const configuration = { ...chosen.configuration, number };
            expected = expected.map((each) =>
              each === chosen ? { ...each, configuration } : each,
            );
          } else {
            const made = { ...chosen, id: `vol-${number}`, arn: `arn:made:${number}` };
            add(made);
            expected = [...expected, made];
          }
        }
        expect([...world.resources(filter)]).toEqual(expected);
        expect(world.count(cell)).toBe(expected.length);
      }),
      { numRuns: 200 },
    );
  });
});
