import { describe, expect, it } from 'vitest';
import { configRow, requestFor } from '../test/fake-readers.ts';
import { NO_PRICES, toUnitPrices } from '../unit-prices.ts';
import { duplicateTrails } from './capacity-checks.ts';
import { oldSnapshots } from './database-checks.ts';
import { supportDaysLeft, UNCONFIRMED } from './engine-support.ts';
import { gatewayRows } from './nat-gateways.ts';

const gateway = (vpcId: string, accountId = '111111111111') =>
  configRow({ accountId, configuration: { vpcId, subnetId: 'subnet-1' } });

describe('gatewayRows', () => {
  it('counts the gateways of each VPC and rates more than three', () => {
    const gateways = [
      ...Array.from({ length: 3 }, () => gateway('vpc-a')),
      ...Array.from({ length: 4 }, () => gateway('vpc-b')),
      gateway('vpc-a', '222222222222'),
    ];
    const rows = gatewayRows({ gateways, prices: NO_PRICES }, requestFor('cost.nat.count'));
    expect(rows).toMatchObject([
      { resourceId: 'vpc-b', severity: 'LOW', fields: { gateways: 4, subnets: 1 } },
      { resourceId: 'vpc-a', severity: 'INFORMATIONAL', fields: { gateways: 3 } },
      { accountId: '222222222222', fields: { gateways: 1, monthlyCost: null } },
    ]);
  });

  it('prices a month of hours at the customer’s own rate', () => {
    const prices = {
      ...toUnitPrices([]),
      priceOf: (_type: string, _region: string | null, hours: number) => ({
        amount: hours,
        currency: 'USD',
      }),
    };
    const rows = gatewayRows(
      { gateways: [gateway('vpc-a')], prices },
      requestFor('cost.nat.count'),
    );
    expect(rows[0]?.fields).toMatchObject({ monthlyCost: 730, currency: 'USD' });
  });
});

describe('duplicateTrails', () => {
  const trail = (resourceName: string, configuration: object, accountId = '111111111111') =>
    configRow({
      accountId,
      resourceName,
      configuration: { homeRegion: 'us-east-1', ...configuration },
    });
  const names = (...rows: readonly ReturnType<typeof trail>[]) =>
    duplicateTrails(rows).map(({ resourceName }) => resourceName);
  const ORGANIZATION = trail('org', { isMultiRegionTrail: true, isOrganizationTrail: true });

  it('keeps the organization’s trail and finds the copies', () => {
    const copy = trail('a', { isMultiRegionTrail: true });
    expect(names(copy, ORGANIZATION)).toEqual(['a']);
    expect(names(trail('b', { homeRegion: 'eu-west-1' }), ORGANIZATION)).toEqual(['b']);
  });

  it('leaves trails of different Regions or accounts, and one trail recorded in several Regions', () => {
    expect(names(trail('a', {}), trail('b', { homeRegion: 'eu-west-1' }))).toEqual([]);
    expect(names(ORGANIZATION, trail('a', {}, '222222222222'))).toEqual([]);
    expect(names(ORGANIZATION, ORGANIZATION)).toEqual([]);
  });
});

describe('oldSnapshots', () => {
  const row = (dBInstanceIdentifier: string, snapshotCreateTime: string) =>
    configRow({ configuration: { dBInstanceIdentifier, snapshotCreateTime } });

  it('takes a snapshot of a database that is gone sooner than one of a database that lives', () => {
    const beside = [configRow({ configuration: { dBInstanceIdentifier: 'alive' } })];
    const context = { request: requestFor('cost.rds.manualsnap'), beside };
    const fifty = '2026-10-04T00:00:00Z';
    const alive = row('alive', fifty);
    const gone = row('gone', fifty);
    expect(oldSnapshots([alive, gone, row('gone', '2026-11-01T00:00:00Z')], context)).toEqual([
      gone,
    ]);
    const sooner = { ...context, request: requestFor('cost.rds.manualsnap', { days: 40 }) };
    expect(oldSnapshots([alive, gone], sooner)).toEqual([alive, gone]);
  });
});

describe('supportDaysLeft', () => {
  it('says which dates no public page confirms', () => {
    expect(UNCONFIRMED).toContain('postgres 16');
    expect(UNCONFIRMED.filter((each) => each.startsWith('mysql'))).toEqual([]);
  });

  const left = (now: string) =>
    supportDaysLeft(
      configRow({ configuration: { engine: 'mysql', engineVersion: '8.0.39' } }),
      new Date(now),
    );

  it('counts to the last day of standard support and below zero after it', () => {
    expect(left('2026-07-30T12:00:00Z')).toBe(1);
    expect(left('2026-07-31T00:00:00Z')).toBe(0);
    expect(left('2026-07-31T12:00:00Z')).toBe(0);
    expect(left('2026-08-01T12:00:00Z')).toBe(-1);
  });
});
