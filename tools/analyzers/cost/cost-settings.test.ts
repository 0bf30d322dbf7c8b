import { describe, expect, it } from 'vitest';
import type { AllocationTag, AnomalyMonitor } from '../../aws/cost-settings-reader.ts';
import { requestFor } from '../test/fake-readers.ts';
import { inactiveTagRows, monitorRows } from './cost-settings.ts';

describe('inactiveTagRows', () => {
  const tag = (key: string, status = 'Active'): AllocationTag => ({
    key,
    status,
    lastUsed: '2026-11-01T00:00:00Z',
    evidence: 'sha256:tags',
  });
  const request = requestFor('cost.tags.inactive');

  it('finds keys that are inactive, absent, or spelled otherwise', () => {
    const rows = inactiveTagRows(
      [tag('Team'), tag('Owner', 'Inactive'), tag('environment')],
      request,
    );
    expect(rows.map(({ fields }) => [fields['tag'], fields['status']])).toEqual([
      ['CostCentre', 'not on any resource'],
      ['Environment', 'not on any resource'],
      ['Owner', 'Inactive'],
    ]);
  });

  it('leaves active keys, and inactive ones that are not required', () => {
    const active = ['CostCentre', 'Environment', 'Owner', 'Team'].map((key) => tag(key));
    expect(inactiveTagRows([...active, tag('Name', 'Inactive')], request)).toEqual([]);
  });
});

describe('monitorRows', () => {
  const monitor = (more: Partial<AnomalyMonitor> = {}): AnomalyMonitor => ({
    id: 'arn:a',
    name: 'Services',
    type: 'DIMENSIONAL',
    dimension: 'SERVICE',
    subscribed: true,
    evidence: ['sha256:monitors'],
    ...more,
  });
  const problems = (...monitors: readonly AnomalyMonitor[]) =>
    monitorRows(monitors, requestFor('cost.anomaly.monitors')).map(
      ({ fields }) => fields['problem'],
    );

  it('finds the want of a monitor over all services, and monitors that tell nobody', () => {
    expect(problems()).toEqual(['No monitor over all AWS services']);
    expect(problems(monitor({ subscribed: false }))).toEqual(['No subscription']);
    expect(problems(monitor({ type: 'CUSTOM', dimension: null, subscribed: false }))).toEqual([
      'No subscription',
      'No monitor over all AWS services',
    ]);
  });

  it('leaves a monitor over all services that tells somebody', () => {
    expect(problems(monitor())).toEqual([]);
  });
});
