import { describe, expect, it } from 'vitest';
import { changeOf, planFile } from '../../../test/fake-terraform.ts';
import { driftedSince, unmadeChanges } from './compare-world.ts';
import { parsePlan, type StateResource } from './plan-document.ts';

const UPDATE = {
  actions: ['update'],
  before: { id: '1', size: 10, tags: null },
  after: { id: '1', size: 20, tags: {}, note: null },
};
const CREATE = {
  actions: ['create'],
  before: null,
  after: { size: 20, list: ['a', 'b'] },
  after_unknown: { id: true, list: [false, true] },
};
const REPLACE = {
  actions: ['delete', 'create'],
  before: { id: '1', name: 'n' },
  after: { name: 'n' },
  after_unknown: { id: true },
};
const DELETE = { actions: ['delete'], before: { id: '1' }, after: null };
const IMPORT = { actions: ['update'], importing: { id: 'x' }, before: { a: 1 }, after: { a: 2 } };

function plan(change: object, prior: readonly StateResource[] = []) {
  return parsePlan(
    planFile({
      resource_changes: [changeOf('p.a', change as Record<string, unknown>)],
      prior_state: { values: { root_module: { resources: prior } } },
    }).toString(),
  );
}

function world(values: object | null, more: readonly StateResource[] = []) {
  return [...(values === null ? [] : [{ address: 'p.a', mode: 'managed', values }]), ...more];
}

describe('the world against a plan', () => {
  it.each([
    ['as it was', UPDATE, { id: '1', size: 10, other: 'changed' }, []],
    ['nothing written as another nothing', UPDATE, { id: '1', size: 10, tags: {} }, []],
    ['changed by somebody', UPDATE, { id: '1', size: 11 }, ['p.a']],
    ['gone', UPDATE, null, ['p.a']],
    ['not there yet', CREATE, null, []],
    ['there already', CREATE, { size: 20 }, ['p.a']],
    ['gone already', DELETE, null, ['p.a']],
    ['to be imported', IMPORT, null, []],
  ])('before: %s', (...[, change, values, drifted]) => {
    expect(driftedSince(plan(change), world(values))).toEqual(drifted);
  });

  it.each([
    ['updated', UPDATE, { id: '1', size: 20 }, []],
    ['not updated', UPDATE, { id: '1', size: 10 }, ['p.a']],
    ['created', CREATE, { id: '9', size: 20, list: ['a', 'z'] }, []],
    ['created otherwise', CREATE, { id: '9', size: 20, list: ['b', 'z'] }, ['p.a']],
    ['a list that is shorter', CREATE, { id: '9', size: 20, list: ['a'] }, ['p.a']],
    ['replaced', REPLACE, { id: '2', name: 'n' }, []],
    ['the old one still', REPLACE, { id: '1', name: 'n' }, ['p.a']],
    ['deleted', DELETE, null, []],
    ['not deleted', DELETE, { id: '1' }, ['p.a']],
  ])('after: %s', (...[, change, values, unmade]) => {
    expect(unmadeChanges(plan(change), world(values))).toEqual(unmade);
  });

  it('counts data sources among what the plan rests on, but for their secrets', () => {
    const data = (values: object): StateResource => ({
      address: 'data.p.d',
      mode: 'data',
      values,
      sensitive_values: { token: true },
    });
    const planned = plan(CREATE, [data({ image: 'ami-1', token: 'one' })]);
    const now = (values: object) => driftedSince(planned, world(null, [data(values)]));
    expect(now({ image: 'ami-1', token: 'two' })).toEqual([]);
    expect(now({ image: 'ami-2', token: 'one' })).toEqual(['data.p.d']);
    expect(driftedSince(planned, [])).toEqual(['data.p.d']);
  });
});
