import { describe, expect, it } from 'vitest';
import { configReaders, configRow, requestFor } from '../test/fake-readers.ts';
import { unexpectedRegions } from './unexpected-regions.ts';

const ID = 'inv.regions.unexpected';

const counted = (awsRegion: string, count: number, resourceType = 'AWS::EC2::Instance') =>
  configRow({ awsRegion, resourceType, 'COUNT(*)': count });

const COUNTS = [
  counted('ap-southeast-2', 90),
  counted('us-east-1', 8),
  counted('global', 70),
  counted('eu-west-1', 3),
  counted('eu-west-1', 2, 'AWS::EC2::VPC'),
  counted('us-west-2', 7),
  counted('eu-north-1', 4, 'AWS::Config::ResourceCompliance'),
];

function analyse(search: string | null) {
  return unexpectedRegions.analyse(configReaders(COUNTS), requestFor(ID, { search }));
}

describe(ID, () => {
  it('finds what is outside the usual Region and that of global services, and says which these are', async () => {
    const { rows, summary } = await analyse(null);
    expect(
      rows.map(({ region, fields }) => [region, fields['resources'], fields['types']]),
    ).toEqual([
      ['us-west-2', 7, 1],
      ['eu-west-1', 5, 2],
    ]);
    expect(summary.headlines).toMatchObject([
      { value: 12 },
      { value: 'ap-southeast-2, us-east-1' },
    ]);
  });

  it('allows the Regions that the question lists, and no others', async () => {
    const { rows } = await analyse('ap-southeast-2, us-west-2');
    expect(rows.map(({ region }) => region)).toEqual(['us-east-1', 'eu-west-1']);
  });

  it('refuses what is no Region', async () => {
    await expect(analyse('Sydney')).rejects.toMatchObject({ code: 'bad-parameter' });
  });

  it('finds nothing where nothing is recorded', async () => {
    const { rows } = await unexpectedRegions.analyse(configReaders([]), requestFor(ID));
    expect(rows).toEqual([]);
  });
});
