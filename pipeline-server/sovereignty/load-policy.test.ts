import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { DEFAULT_POLICY } from './default-policy.ts';
import { PolicyError, parsePolicy } from './load-policy.ts';

const GOOD = stringify(DEFAULT_POLICY);

function refusalOf(text: string): string {
  try {
    parsePolicy(text, 'policy.yaml');
  } catch (error) {
    if (error instanceof PolicyError) return error.message;
    throw error;
  }
  return 'no refusal';
}

describe('parsePolicy', () => {
  it('reads the policy that servers are given', () => {
    const policy = parsePolicy(GOOD, 'policy.yaml');
    expect(policy.rules).toEqual(DEFAULT_POLICY.rules);
    expect(policy.hash).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  it('knows policies apart by their hash', () => {
    const other = parsePolicy(GOOD.replace('name: default', 'name: other'), 'policy.yaml');
    expect(other.hash).not.toBe(parsePolicy(GOOD, 'policy.yaml').hash);
  });

  it.each([
    ['a syntax error', 'version: 1\nname: [', /line \d+: /],
    ['an unknown key', GOOD.replace('places:', 'place:'), /line \d+: rules\.0 .*: place\./],
    [
      'an unknown action',
      GOOD.replace('action: allow', 'action: permit'),
      /line 9: rules\.0\.action/,
    ],
    ['an unknown class', GOOD.replace('- PUBLIC', '- SECRET'), /rules\.0\.classes\.0/],
    ['no rules', 'version: 1\nname: none\nrules: []\n', /line 3: rules/],
    ['another version', GOOD.replace('version: 1', 'version: 2'), /line 1: version/],
    ['an empty file', '', /the policy/],
    ['a list', '- 1\n', /the policy/],
    ['a rule twice', GOOD.replace('id: restricted-stays-local', 'id: open-data'), /there twice/],
    ['a block with places', GOOD.replace('action: allow', 'action: block'), /leave out one/],
  ])('refuses %s and names the line', (_what, text, expected) => {
    expect(refusalOf(text)).toMatch(expected);
  });

  it('refuses a policy that forgets a class, and says what to add', () => {
    const rules = DEFAULT_POLICY.rules.filter(({ id }) => id !== 'restricted-stays-local');
    const text = stringify({ ...DEFAULT_POLICY, rules });
    expect(refusalOf(text)).toMatch(/no rule is for RESTRICTED data of everybody: add one/);
  });

  it('refuses a policy that reaches a class only for some people', () => {
    const rules = DEFAULT_POLICY.rules.map((rule) =>
      rule.id === 'open-data' ? { ...rule, groups: ['finops'] } : rule,
    );
    const text = stringify({ ...DEFAULT_POLICY, rules });
    expect(refusalOf(text)).toMatch(/no rule is for PUBLIC data of everybody/);
  });
});
