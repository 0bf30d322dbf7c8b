import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOOK_STAGES } from '../../contracts/hooks.ts';
import { ANTI_PATTERNS } from '../anti-patterns.ts';
import { CASE_SETTINGS, HARMLESS } from '../harmless-inputs.ts';
import { RULES } from '../rules.ts';
import { runCases } from '../run-cases.ts';
import { HOOKS } from './registry.ts';

const DECISIONS = ['allow', 'deny', 'require-approval', 'amend'];
const byId = HOOKS.map((hook) => [hook.id, hook] as const);

describe('the registry', () => {
  it('has 22 hooks with ids of their own, by stage', () => {
    expect(new Set(HOOKS.map(({ id }) => id)).size).toBe(22);
    expect(HOOKS).toHaveLength(22);
    const stages = HOOKS.map(({ stage }) => HOOK_STAGES.indexOf(stage));
    expect(stages).toEqual(stages.toSorted((a, b) => a - b));
    expect(new Set(stages).size).toBe(HOOK_STAGES.length);
  });

  it('decides every case as it says', () => {
    const results = runCases(HOOKS);
    expect(results.filter(({ passed }) => !passed)).toEqual([]);
    expect(results.length).toBeGreaterThanOrEqual(130);
  });
});

describe.each(byId)('%s', (_, hook) => {
  it('has cases of both kinds, and each says something else', () => {
    const decisions = hook.cases.map(({ decision }) => decision);
    expect(decisions).toContain('allow');
    expect(decisions.some((decision) => decision !== 'allow')).toBe(true);
    expect(new Set(hook.cases.map(({ name }) => name)).size).toBe(hook.cases.length);
    expect(hook.purpose).toMatch(/^[A-Z].*\.$/);
  });

  it('lets pass what is harmless', () => {
    expect(hook.decide(HARMLESS[hook.stage], CASE_SETTINGS)).toEqual({ decision: 'allow' });
  });

  it('says what is wrong, and what to do', () => {
    for (const { given, settings } of hook.cases) {
      const verdict = hook.decide(
        { ...HARMLESS[hook.stage], ...given },
        { ...CASE_SETTINGS, ...settings },
      );
      if (verdict.decision === 'allow') continue;
      expect(verdict.message).toMatch(/^\S.*\.$/s);
      if (verdict.decision !== 'amend') expect(verdict.remedy).toMatch(/^[A-Z].*\.$/s);
    }
  });

  it('gives the same verdict again, and changes nothing of what it is given', () => {
    for (const { given, settings } of hook.cases) {
      const input = frozen({ ...HARMLESS[hook.stage], ...given });
      const limits = frozen({ ...CASE_SETTINGS, ...settings });
      const before = JSON.stringify(input);
      expect(hook.decide(input, limits)).toEqual(hook.decide(input, limits));
      expect(JSON.stringify(input)).toBe(before);
    }
  });

  it('never throws, whatever the texts and numbers are', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.anything({ maxDepth: 0 })), (values) => {
        const input = scrambled(HARMLESS[hook.stage], values, hook.stage);
        expect(DECISIONS).toContain(hook.decide(input, CASE_SETTINGS).decision);
      }),
      { numRuns: 200 },
    );
  });

  it('finds nothing more in what it has amended', () => {
    for (const { given } of hook.cases) {
      const input = { ...HARMLESS[hook.stage], ...given };
      const verdict = hook.decide(input, CASE_SETTINGS);
      if (verdict.decision !== 'amend') continue;
      const amended = { text: verdict.amended, output: verdict.amended };
      const again = hook.decide(Object.assign({ ...input }, amended), CASE_SETTINGS);
      expect(again.decision).toBe('allow');
    }
  });
});

describe('anti-patterns and rules', () => {
  const known = [...ANTI_PATTERNS, ...RULES];

  it('are at least 65 and 17, each once', () => {
    expect(ANTI_PATTERNS.length).toBeGreaterThanOrEqual(65);
    expect(RULES).toHaveLength(17);
    expect(new Set(known.map(({ id }) => id)).size).toBe(known.length);
  });

  it('name the hooks that enforce them, as those name them', () => {
    for (const { id, hooks } of known) {
      const enforcing = HOOKS.filter(({ enforces }) => enforces.includes(id)).map(
        (hook) => hook.id,
      );
      expect([id, (hooks ?? []).toSorted()]).toEqual([id, enforcing.toSorted()]);
    }
    const ids = new Set(known.map(({ id }) => id));
    const unknown = HOOKS.flatMap(({ enforces }) => enforces).filter((id) => !ids.has(id));
    expect(unknown).toEqual([]);
  });

  it('say plainly when they are guidance only', () => {
    for (const { hooks } of ANTI_PATTERNS) expect(hooks === null || hooks.length > 0).toBe(true);
    for (const { hooks, guidanceOnly } of RULES) expect(guidanceOnly).toBe(hooks.length === 0);
  });

  it('are enforced by every hook: a rule and an anti-pattern at least', () => {
    for (const { id, enforces } of HOOKS) {
      const rules = RULES.filter((rule) => enforces.includes(rule.id)).length;
      expect([id, rules >= 1, enforces.length - rules >= 1]).toEqual([id, true, true]);
    }
  });
});

function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    for (const child of Object.values(value)) frozen(child);
    Object.freeze(value);
  }
  return value;
}

/** The same shape with other texts and numbers: hooks are given values of the right type, not sensible ones. */
function scrambled<Value>(value: Value, values: fc.Stream<unknown>, key: string): Value {
  const next = values.next().value;
  if (typeof value === 'string') return (key === 'proof' ? value : text(next)) as Value;
  if (typeof value === 'number') return (typeof next === 'number' ? next : Number.NaN) as Value;
  if (typeof value !== 'object' || value === null) return value;
  const children: [string, unknown][] = Object.entries(value);
  const entries = children.map(([name, child]): [string, unknown] => [
    name,
    scrambled(child, values, name),
  ]);
  const made = Array.isArray(value)
    ? entries.map(([, child]) => child)
    : Object.fromEntries(entries);
  return made as Value;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
