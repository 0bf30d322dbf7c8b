import { describe, expect, it } from 'vitest';
import { requestFor } from '../test/fake-readers.ts';
import { planCoverageRows, reservationRows } from './commitment-coverage.ts';
import { utilizationRows } from './commitment-utilization.ts';

describe('planCoverageRows', () => {
  const coverage = (service: string, percentage: number | null, onDemand = 10) => ({
    service,
    percentage,
    onDemand,
    covered: 5.005,
    evidence: 'sha256:sp',
  });

  it('rates services below 70 percent, the largest on-demand spend first', () => {
    const services = [coverage('A', 70), coverage('B', 69.96), coverage('C', 0, 99)];
    const rows = planCoverageRows({ services, all: [] }, requestFor('cost.sp.coverage'));
    expect(rows.map(({ fields, severity }) => [fields['service'], severity])).toEqual([
      ['C', 'LOW'],
      ['B', 'LOW'],
      ['A', 'INFORMATIONAL'],
    ]);
  });

  it('leaves what was not asked for, and does not rate what AWS gives no share of', () => {
    const request = requestFor('cost.sp.coverage', { services: ['A'] });
    const services = [coverage('A', null), coverage('B', 0)];
    const rows = planCoverageRows({ services, all: [] }, request);
    expect(rows).toMatchObject([{ severity: 'INFORMATIONAL', fields: { coverage: null } }]);
    expect(rows).toHaveLength(1);
  });
});

describe('reservationRows', () => {
  it('finds services that run on demand and leaves those that do not run', () => {
    const hours = { onDemand: 60, evidence: 'sha256:ri' };
    const rows = reservationRows(
      [
        { ...hours, service: 'RDS', percentage: 40, running: 100 },
        { ...hours, service: 'Redshift', percentage: 0, running: 0 },
      ],
      requestFor('cost.ri.coverage'),
    );
    expect(rows).toMatchObject([{ severity: 'LOW', fields: { service: 'RDS', coverage: 40 } }]);
    expect(rows).toHaveLength(1);
  });
});

describe('utilizationRows', () => {
  const month = (start: string, percentage: number | null, bought = 100) => ({
    start,
    service: null,
    percentage,
    bought,
    unused: 3.456,
    evidence: 'sha256:use',
  });
  const rowsOf = (...months: readonly ReturnType<typeof month>[]) =>
    utilizationRows(months, requestFor('cost.sp.utilization'), { unit: 'money' });

  it('rates months below the threshold, in order', () => {
    expect(rowsOf(month('2026-09-01', 94.9), month('2026-10-01', 95))).toMatchObject([
      { severity: 'MEDIUM', fields: { month: 'Sep 2026', utilization: 94.9, unused: 3.46 } },
      { severity: 'INFORMATIONAL', fields: { month: 'Oct 2026', currency: 'USD' } },
    ]);
  });

  it('leaves months without a commitment', () => {
    expect(rowsOf(month('2026-10-01', 0, 0))).toEqual([]);
  });
});
