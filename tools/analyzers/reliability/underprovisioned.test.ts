import { describe, expect, it } from 'vitest';
import { AnalysisError } from '../../../pipeline-server/contracts/analysis.ts';
import { fakeReaders, requestFor } from '../test/fake-readers.ts';
import { underprovisioned } from './underprovisioned.ts';

const ID = 'rel.compute.underprov';
const REGIONS = ['ap-southeast-2', 'us-east-1'];

const account = (id: string, status = 'ACTIVE') => ({
  id,
  name: id,
  email: null,
  status,
  tags: {},
});
const enrolled = (accountId: string, active = true) => ({
  accountId,
  active,
  status: active ? 'Active' : 'Inactive',
  evidence: 'sha256:enrollment',
});
const instance = (id: string, risk: string) => ({
  id,
  name: null,
  instanceType: 'm5.large',
  recommended: 'm5.xlarge',
  risk,
  reasons: ['CPUUnderprovisioned', 'MemoryUnderprovisioned'],
  maximumCpu: 97,
  refreshed: '2026-11-23T01:00:00.000Z',
  tags: {},
  evidence: 'sha256:instance',
});

async function analyse(find: (accountId: string, region: string) => ReturnType<typeof instance>[]) {
  const asked: string[] = [];
  const readers = fakeReaders();
  const given = {
    ...readers,
    hub: {
      ...readers.hub,
      optimizerEnrollments: async () => [enrolled('1'), enrolled('2', false), enrolled('3')],
    },
    optimizer: {
      underprovisioned: async (accountId: string, region: string) => {
        asked.push(`${accountId}/${region}`);
        return find(accountId, region);
      },
    },
  };
  const accounts = [account('1'), account('2'), account('3'), account('4', 'SUSPENDED')];
  const request = { ...requestFor(ID, { regions: REGIONS }), accounts };
  return { asked, ...(await underprovisioned.analyse(given, request)) };
}

describe(ID, () => {
  it('asks every enrolled account in every Region, the riskiest instance first', async () => {
    const { asked, rows } = await analyse((accountId, region) => {
      if (region !== 'us-east-1') return [];
      return [instance(`i-${accountId}`, accountId === '3' ? 'High' : 'Low')];
    });
    expect(asked.toSorted()).toEqual(
      ['1', '3'].flatMap((id) => REGIONS.map((at) => `${id}/${at}`)),
    );
    expect(rows.map(({ resourceId, severity }) => [resourceId, severity])).toEqual([
      ['i-3', 'HIGH'],
      ['i-1', 'MEDIUM'],
    ]);
    expect(rows[0]?.fields).toMatchObject({ reasons: 'CPU, Memory', recommended: 'm5.xlarge' });
  });

  it('finds nothing where nothing is too small', async () => {
    const { rows, summary } = await analyse(() => []);
    expect(rows).toEqual([]);
    expect(summary.gaps).toEqual([]);
  });

  it('names the places that refuse, and keeps what the others say', async () => {
    const { rows, summary } = await analyse((accountId, region) => {
      if (accountId === '3') throw new AnalysisError('denied', 'AWS denied it.');
      return [instance(`i-${region}`, 'Low')];
    });
    expect(rows).toHaveLength(2);
    expect(
      summary.gaps?.map(({ accountId, region, reason }) => [accountId, region, reason]),
    ).toEqual([['3', null, 'denied']]);
  });
});
