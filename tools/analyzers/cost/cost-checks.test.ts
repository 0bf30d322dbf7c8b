import { describe, expect, it } from 'vitest';
import { configRow, requestFor } from '../test/fake-readers.ts';
import { NO_PRICES, toUnitPrices } from '../unit-prices.ts';
import { duplicateTrails } from './capacity-checks.ts';
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
