import { describe, expect, it } from 'vitest';
import { type ConfigRow } from '../../aws/config-row.ts';
import { configRow, fakeReaders, requestFor } from '../test/fake-readers.ts';
import { backupCoverage } from './backup-coverage.ts';

const ID = 'rel.backup.coverage';
const arnOf = (resource: string) => `arn:aws:ec2:ap-southeast-2:111111111111:${resource}`;
const volume = (id: string, more: Readonly<Record<string, unknown>> = {}) =>
  configRow({
    resourceId: id,
    arn: arnOf(`volume/${id}`),
    resourceType: 'AWS::EC2::Volume',
    ...more,
  });
const point = (ResourceArn: string, Status = 'COMPLETED') =>
  configRow({ configuration: { ResourceArn, Status } });

async function uncovered(
  resources: readonly ConfigRow[],
  points: readonly ConfigRow[],
  days: number | null = null,
) {
  const queries: string[] = [];
  const readers = fakeReaders();
  const select = async (sql: string) => {
    queries.push(sql);
    return sql.includes('RecoveryPoint') ? points : resources;
  };
  const given = { ...readers, config: { ...readers.config, select } };
  const { rows, noun } = await backupCoverage.analyse(given, requestFor(ID, { days }));
  return { ids: rows.map(({ resourceId }) => resourceId), rows, noun, queries };
}

describe(ID, () => {
  it('finds what has no recovery point, and leaves what has one', async () => {
    const { ids } = await uncovered(
      [volume('vol-1'), volume('vol-2')],
      [point(arnOf('volume/vol-2'))],
    );
    expect(ids).toEqual(['vol-1']);
  });

  it('takes a recovery point of the instance for its volumes', async () => {
    const attached = volume('vol-1', { configuration: { attachments: [{ instanceId: 'i-1' }] } });
    expect((await uncovered([attached], [point(arnOf('instance/i-1'))])).ids).toEqual([]);
    expect((await uncovered([attached], [point(arnOf('instance/i-2'))])).ids).toEqual(['vol-1']);
  });

  it('does not trust partial, expired and unknown points', async () => {
    const points = ['PARTIAL', 'EXPIRED', 'DELETING', ''].map((status) =>
      point(arnOf('volume/vol-1'), status),
    );
    expect((await uncovered([volume('vol-1')], points)).ids).toEqual(['vol-1']);
  });

  it('leaves Aurora to its cluster, and puts production first', async () => {
    const aurora = volume('db', { configuration: { engine: 'aurora-mysql' } });
    const tags = [{ key: 'Environment', value: 'prod' }];
    const { rows } = await uncovered([aurora, volume('a'), volume('b', { tags })], []);
    expect(rows.map(({ resourceId, severity }) => [resourceId, severity])).toEqual([
      ['b', 'HIGH'],
      ['a', 'LOW'],
    ]);
  });

  it('looks back as many whole days as the question says', async () => {
    const { noun, queries } = await uncovered([], [], 1);
    expect(noun.many).toBe('resources without a recovery point of the last day');
    expect(queries.join()).toContain("'2026-11-22T00:00:00.000Z'");
  });
});
