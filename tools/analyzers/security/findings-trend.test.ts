import { describe, expect, it } from 'vitest';
import type { SecurityFinding } from '../../aws/findings-reader.ts';
import { requestFor } from '../test/fake-readers.ts';
import { trendRows } from './findings-trend.ts';

const request = requestFor('sec.findings.trend');

function seen(firstObserved: string | null, updated: string | null = null): SecurityFinding {
  return {
    id: `arn:finding/${firstObserved}`,
    accountId: '111111111111',
    region: 'ap-southeast-2',
    title: 'A',
    product: 'Security Hub',
    severity: 'HIGH',
    controlId: 'S3.8',
    standards: [],
    types: [],
    resourceId: 'r',
    resourceType: null,
    tags: {},
    firstObserved,
    updated,
    workflow: 'NEW',
    evidence: 'sha256:s',
  };
}

describe('sec.findings.trend', () => {
  it('counts what came and what went in weeks that end with today', () => {
    const open = [seen('2026-11-23T09:00:00Z'), seen('2026-11-17T00:00:00Z'), seen(null)];
    const resolved = [seen('2026-11-16T23:59:59Z', '2026-11-18T00:00:00Z'), seen('2025-01-01')];
    const [latest, before, ...older] = trendRows({ open, resolved }, request);
    expect(latest?.fields).toEqual({ week: '2026-11-17', new: 2, resolved: 1, net: 1 });
    expect(before?.fields).toEqual({ week: '2026-11-10', new: 1, resolved: 0, net: 1 });
    expect(older.every(({ fields }) => fields['net'] === 0)).toBe(true);
    expect(older).toHaveLength(6);
  });

  it('is a warning after three weeks of growth only', () => {
    const two = [seen('2026-11-23T00:00:00Z'), seen('2026-11-12T00:00:00Z')];
    const three = [...two, seen('2026-11-05T00:00:00Z')];
    const severityOf = (open: readonly SecurityFinding[]) =>
      trendRows({ open, resolved: [] }, request)[0]?.severity;
    expect(severityOf(two)).toBe('INFORMATIONAL');
    expect(severityOf(three)).toBe('MEDIUM');
  });

  it('covers the days and the accounts that were asked for', () => {
    const asked = requestFor('sec.findings.trend', { days: 15, accounts: ['222222222222'] });
    const rows = trendRows({ open: [seen('2026-11-23T00:00:00Z')], resolved: [] }, asked);
    expect(rows.map(({ fields }) => fields['new'])).toEqual([0, 0, 0]);
  });
});
