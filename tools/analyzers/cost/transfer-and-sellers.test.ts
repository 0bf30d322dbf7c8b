import { describe, expect, it } from 'vitest';
import { costLine, requestFor } from '../test/fake-readers.ts';
import { transferPath, transferRows } from './data-transfer.ts';
import { sellerRows } from './third-parties.ts';

describe('transferPath', () => {
  it.each([
    ['APS2-NatGateway-Bytes', 'NAT gateway processing'],
    ['DataTransfer-Regional-Bytes', 'Between Availability Zones'],
    ['APS2-USE1-AWS-Out-Bytes', 'Between Regions'],
    ['APS2-DataTransfer-Out-Bytes', 'To and from the internet'],
    ['APS2-NatGateway-Hours', null],
    ['EBS:VolumeUsage.gp3', null],
    ['', null],
  ])('tells %s', (usageType, path) => {
    expect(transferPath(usageType)).toBe(path);
  });
});

describe('transferRows', () => {
  const rowsOf = (...costs: readonly (readonly [string, string, string])[]) =>
    transferRows(
      costs.map(([account, usageType, cost]) => costLine([account, usageType], cost)),
      requestFor('cost.datatransfer'),
    );

  it('adds usage types up by account and way, and rates more than a tenth of the bill', () => {
    const rows = rowsOf(
      ['111111111111', 'DataTransfer-Out-Bytes', '4'],
      ['111111111111', 'APS2-DataTransfer-Out-Bytes', '7'],
      ['222222222222', 'NatGateway-Bytes', '9'],
      ['111111111111', 'BoxUsage:m5.large', '80'],
    );
    expect(rows).toMatchObject([
      { accountId: '111111111111', severity: 'LOW', fields: { cost: 11, share: 11 } },
      { accountId: '222222222222', fields: { cost: 9, path: 'NAT gateway processing' } },
    ]);
  });

  it('does not rate little transfer and finds none where there is none', () => {
    const little = rowsOf(['1', 'NatGateway-Bytes', '1'], ['1', 'BoxUsage:m5.large', '99']);
    expect(little.map(({ severity }) => severity)).toEqual(['INFORMATIONAL']);
    expect(rowsOf(['1', 'BoxUsage:m5.large', '99'], ['1', 'NatGateway-Bytes', '0'])).toEqual([]);
    expect(rowsOf()).toEqual([]);
  });
});

describe('sellerRows', () => {
  const seller = (name: string, cost: string) => costLine([name], cost);

  it('rates a new seller and one that grew by a fifth, and leaves the others', () => {
    const before = [seller('Grown', '100'), seller('Same', '100'), seller('Gone', '5')];
    const after = [seller('Grown', '120'), seller('Same', '119'), seller('New', '1')];
    const rows = sellerRows({ before, after }, requestFor('cost.marketplace'));
    expect(rows).toMatchObject([
      { id: 'Grown', severity: 'LOW', fields: { before: 100, cost: 120, change: 20 } },
      { id: 'New', severity: 'LOW', fields: { before: 0, change: null } },
      { id: 'Same', severity: 'INFORMATIONAL' },
    ]);
  });
});
