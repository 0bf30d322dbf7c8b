import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ActionTarget, type BlastRadius, RISK_LEVELS } from '../contracts/plan.ts';
import { sampleAction } from '../test/approval-samples.ts';
import { blastRadiusOf, riskOf } from './plan-risk.ts';

const [SAMPLE] = sampleAction().targets;

function target(over: Partial<ActionTarget>): ActionTarget {
  if (SAMPLE === undefined) throw new Error('The sample has no target.');
  return { ...SAMPLE, ...over };
}

const TARGET = fc.record({
  accountId: fc.option(fc.constantFrom('111122223333', '444455556666', '777788889999')),
  region: fc.option(fc.constantFrom('eu-west-1', 'us-east-1', 'ap-southeast-2', 'eu-north-1')),
  resourceId: fc.integer({ min: 0, max: 99 }).map((number) => `i-${number}`),
  tags: fc.dictionary(
    fc.constantFrom('Environment', 'env', 'STAGE', 'Team'),
    fc.constantFrom('prod', 'production-eu', 'dev', ' Test ', 'live', ''),
  ),
});

describe('what a plan touches', () => {
  it('counts resources, accounts and Regions once', () => {
    const targets = [
      target({}),
      target({}),
      target({ accountId: '444455556666' }),
      target({ accountId: null, region: null, resourceId: 'arn:aws:iam::aws:policy/x' }),
    ];
    expect(blastRadiusOf(targets)).toEqual({
      resources: 3,
      accounts: 2,
      regions: 1,
      production: false,
    });
  });

  it.each([
    [{ Environment: 'dev' }, false],
    [{ env: ' Staging ' }, false],
    [{ Environment: 'prod' }, true],
    [{ Stage: 'production-eu' }, true],
    [{ Environment: 'live' }, true],
    [{ Environment: '' }, true],
    [{}, true],
    [{ Team: 'dev' }, true],
    [{ Environment: 'dev', Stage: 'prod' }, true],
  ])('with the tags %o is production: %s', (tags, production) => {
    expect(blastRadiusOf([target({ tags })]).production).toBe(production);
  });

  it('is production where nothing is named', () => {
    expect(blastRadiusOf([]).production).toBe(true);
  });

  it('never shrinks by another target', () => {
    fc.assert(
      fc.property(fc.array(TARGET, { minLength: 1 }), TARGET, (some, more) => {
        const before = blastRadiusOf(some.map(target));
        const after = blastRadiusOf([...some, more].map(target));
        expect(
          Object.entries(after).every(([key, value]) => value >= before[key as keyof BlastRadius]),
        ).toBe(true);
      }),
    );
  });
});

const RADIUS = fc.record({
  resources: fc.nat(300),
  accounts: fc.nat(20),
  regions: fc.nat(20),
  production: fc.boolean(),
});

function rank(...args: Parameters<typeof riskOf>): number {
  return RISK_LEVELS.indexOf(riskOf(...args));
}

const SMALL = { resources: 1, accounts: 1, regions: 1, production: false };

describe('the risk of a plan', () => {
  it.each([
    [false, SMALL, 'low'],
    [false, { ...SMALL, production: true }, 'medium'],
    [false, { ...SMALL, resources: 11 }, 'medium'],
    [false, { ...SMALL, resources: 51 }, 'high'],
    [false, { ...SMALL, accounts: 6 }, 'high'],
    [true, SMALL, 'high'],
    [true, { ...SMALL, production: true }, 'critical'],
  ] as const)('that is destructive: %s and touches %o is %s', (isDestructive, radius, risk) => {
    expect(riskOf(isDestructive, radius)).toBe(risk);
  });

  it('grows with what it adds to the bill, and not by what it saves', () => {
    const of = (amount: number) => riskOf(false, SMALL, { amount, currency: 'USD' });
    expect([-5000, 99, 100, 1000].map(of)).toEqual(['low', 'low', 'medium', 'high']);
  });

  it('is never lowered by more reach, production, destruction or cost', () => {
    const plan = fc.record({ radius: RADIUS, isDestructive: fc.boolean(), cost: fc.integer() });
    fc.assert(
      fc.property(plan, plan, fc.nat(), (some, more, cost) => {
        const both = {
          resources: some.radius.resources + more.radius.resources,
          accounts: some.radius.accounts + more.radius.accounts,
          regions: some.radius.regions + more.radius.regions,
          production: some.radius.production || more.radius.production,
        };
        const usd = (amount: number) => ({ amount, currency: 'USD' });
        const before = rank(some.isDestructive, some.radius, usd(some.cost));
        const isDestructive = some.isDestructive || more.isDestructive;
        expect(rank(isDestructive, both, usd(some.cost + cost))).toBeGreaterThanOrEqual(before);
      }),
    );
  });
});
