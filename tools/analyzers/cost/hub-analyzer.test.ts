import { describe, expect, it } from 'vitest';
import { AnalysisError } from '../../../pipeline-server/contracts/analysis.ts';
import type { HubRecommendation } from '../../aws/hub-reader.ts';
import { builtAnalyzer } from '../registry.ts';
import { configRow, fakeReaders, requestFor } from '../test/fake-readers.ts';
import { type HubData, hubRows } from './hub-analyzer.ts';

function recommendation(more: Partial<HubRecommendation> = {}): HubRecommendation {
  return {
    id: 'rec-1',
    accountId: '111111111111',
    region: 'ap-southeast-2',
    resourceId: 'orders',
    resourceArn: null,
    resourceType: 'RdsDbInstance',
    action: 'Stop',
    monthlySaving: 10,
    monthlyCost: 20,
    savingPercent: 50,
    currency: 'USD',
    effort: 'Low',
    restartNeeded: null,
    rollbackPossible: null,
    current: null,
    recommended: null,
    lookbackDays: 14,
    refreshed: '2026-11-22T00:00:00Z',
    tags: {},
    evidence: 'sha256:hub',
    ...more,
  };
}

const enrich = {
  resourceType: 'AWS::RDS::DBInstance',
  key: 'resourceName',
  stateProperty: 'configuration.dBInstanceStatus',
} as const;

function rowsOf(given: Partial<HubData>) {
  const nothing = { total: null, currency: 'USD', groups: [] };
  const data = {
    recommendations: [],
    summary: nothing,
    resources: [],
    joinProblem: null,
    ...given,
  };
  return hubRows(data, { request: requestFor('cost.rds.idle'), enrich });
}

describe('hub rows', () => {
  it('keeps the best recommendation for a resource, unpriced ones last', () => {
    const rows = rowsOf({
      recommendations: [
        recommendation({ id: '1', monthlySaving: null, resourceId: 'free' }),
        recommendation({ id: '2', monthlySaving: 10 }),
        recommendation({ id: '3', monthlySaving: 30.005, action: 'Delete' }),
      ],
    });
    expect(
      rows.map(({ resourceId, monthlySaving }) => [resourceId, monthlySaving?.amount]),
    ).toEqual([
      ['orders', 30.01],
      ['free', undefined],
    ]);
    expect(rows[0]?.fields['recommended']).toBe('Delete');
  });

  it('joins by name within one account and Region only', () => {
    const database = (accountId: string, status: string) =>
      configRow({
        accountId,
        resourceId: 'db-XYZ',
        resourceName: 'orders',
        tags: { Team: 'payments' },
        configuration: { dBInstanceStatus: status },
      });
    const resources = [database('222222222222', 'stopped'), database('111111111111', 'available')];
    const [row] = rowsOf({ recommendations: [recommendation()], resources });
    expect(row?.fields).toMatchObject({ state: 'available', team: 'payments' });
    expect(row?.evidence).toEqual(['sha256:hub', 'sha256:config']);
  });

  it('stops when it is cancelled while joining', async () => {
    const readers = fakeReaders();
    const hub = {
      ...readers.hub,
      recommendations: async () => [recommendation()],
      summary: async () => ({ total: 10, currency: 'USD', groups: [] }),
    };
    const config = {
      ...readers.config,
      byId: () => Promise.reject(new AnalysisError('aborted', 'cancelled')),
    };
    const analyzer = builtAnalyzer('cost.rds.idle');
    const run = analyzer?.analyse({ ...readers, hub, config }, requestFor('cost.rds.idle'));
    await expect(run).rejects.toMatchObject({ code: 'aborted' });
  });
});
