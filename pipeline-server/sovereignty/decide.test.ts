import { describe, expect, it } from 'vitest';
import { decide } from './decide.ts';
import { DEFAULT_POLICY } from './default-policy.ts';
import { sealPolicy } from './load-policy.ts';
import type { PolicyRule } from './policy-schema.ts';
import { ALICE, fakeRoute } from './test/fake-inspect.ts';

function policyOf(...rules: readonly PolicyRule[]) {
  return sealPolicy({ ...DEFAULT_POLICY, rules: [...rules, ...DEFAULT_POLICY.rules] });
}

const CONFIDENTIAL = { class: 'CONFIDENTIAL', purpose: 'chat', principal: ALICE } as const;

const EXCEPTION: PolicyRule = {
  id: 'exception',
  classes: ['CONFIDENTIAL'],
  groups: ['finops'],
  action: 'allow',
  places: ['cloud'],
  reason: 'Agreed.',
};

describe('decide', () => {
  it('takes the first rule that fits', () => {
    expect(decide(policyOf(EXCEPTION), CONFIDENTIAL).rule).toBe('exception');
    expect(decide(policyOf(), CONFIDENTIAL).rule).toBe('confidential-in-australia');
  });

  it.each([
    ['another group', { ...ALICE, groups: ['devs'] }],
    ['a group that nobody signed', { ...ALICE, proof: 'unsigned' as const }],
    ['a client without a person', { ...ALICE, proof: 'api-key' as const }],
  ])('makes no exception for %s', (_who, principal) => {
    const { rule } = decide(policyOf(EXCEPTION), { ...CONFIDENTIAL, principal });
    expect(rule).toBe('confidential-in-australia');
  });

  it('knows people by id and e-mail address, and purposes by name', () => {
    const { groups: _groups, ...forAll } = EXCEPTION;
    const rule: PolicyRule = { ...forAll, users: ['alice@bank.example'] };
    expect(decide(policyOf(rule), CONFIDENTIAL).rule).toBe('exception');
    const { rule: other } = decide(policyOf({ ...EXCEPTION, purposes: ['plan'] }), CONFIDENTIAL);
    expect(other).toBe('confidential-in-australia');
  });

  it('blocks what no rule is for', () => {
    const policy = sealPolicy({ ...DEFAULT_POLICY, rules: [EXCEPTION] });
    const verdict = decide(policy, { ...CONFIDENTIAL, class: 'RESTRICTED' });
    expect(verdict).toMatchObject({ action: 'block', rule: 'no-rule' });
    expect(verdict.permits(fakeRoute({ id: 'local', place: 'local' }))).toBe(false);
  });

  it.each([
    ['in the country', fakeRoute({ id: 'a', place: 'vpc', jurisdiction: ['AU'] }), true],
    ['also elsewhere', fakeRoute({ id: 'a', place: 'vpc', jurisdiction: ['AU', 'US'] }), false],
    ['anywhere', fakeRoute({ id: 'a', place: 'vpc' }), false],
    ['here', fakeRoute({ id: 'a', place: 'local' }), true],
    ['in the cloud', fakeRoute({ id: 'a', place: 'cloud', jurisdiction: ['AU'] }), false],
  ])('permits a route that processes %s: %#', (_where, route, expected) => {
    expect(decide(policyOf(), CONFIDENTIAL).permits(route)).toBe(expected);
  });

  it('leaves out providers that keep a prompt where nothing may be kept', () => {
    const { permits } = decide(policyOf({ ...EXCEPTION, retention: 'none' }), CONFIDENTIAL);
    expect(permits(fakeRoute({ id: 'a', place: 'cloud' }))).toBe(true);
    expect(permits(fakeRoute({ id: 'a', place: 'cloud', promptCache: '1h' }))).toBe(false);
  });
});
