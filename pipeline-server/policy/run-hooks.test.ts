import { describe, expect, it } from 'vitest';
import {
  defineHook,
  HOOK_STAGES,
  type Hook,
  type HookMode,
  type HookPass,
  type HookVerdict,
} from '../contracts/hooks.ts';
import { CASE_SETTINGS, HARMLESS } from './harmless-inputs.ts';
import { HOOKS } from './hooks/registry.ts';
import { createHooks } from './run-hooks.ts';
import { ALLOW, amend, deny, requireApproval } from './verdicts.ts';

const NO = deny('No.', 'Stop.');
const ASK = requireApproval('Ask.', 'Ask.');

function hook(id: string, verdict: () => HookVerdict): Hook {
  return defineHook({
    id,
    stage: 'before-answer',
    purpose: 'For tests.',
    enforces: [],
    cases: [],
    decide: verdict,
  });
}

function run(hooks: readonly Hook[], modes: Readonly<Record<string, HookMode>> = {}) {
  const passes: HookPass[] = [];
  const made = createHooks({
    hooks,
    modeOf: (id) => modes[id] ?? 'on',
    settings: () => CASE_SETTINGS,
    decided: (pass) => passes.push(pass),
  });
  const pass = made.run('before-answer', HARMLESS['before-answer']);
  expect(passes).toEqual([pass]);
  return pass;
}

describe('hooks of a stage', () => {
  it('let pass what none of them objects to', () => {
    expect(run([hook('a', () => ALLOW)])).toMatchObject({
      decision: 'allow',
      decidedBy: null,
      said: [],
    });
  });

  it('put a denial above a request for approval, and the first above the others', () => {
    const pass = run([hook('ask', () => ASK), hook('no', () => NO), hook('no-2', () => NO)]);
    expect(pass).toMatchObject({ decision: 'deny', decidedBy: { hook: 'no', mode: 'on' } });
    expect(pass.said.map(({ hook: id }) => id)).toEqual(['ask', 'no', 'no-2']);
    expect(run([hook('ask', () => ASK), hook('yes', () => ALLOW)])).toMatchObject({
      decision: 'require-approval',
      decidedBy: { hook: 'ask' },
    });
  });

  it('hand on what was amended, one after the other', () => {
    const add = (id: string): Hook =>
      defineHook({
        id,
        stage: 'before-answer',
        purpose: 'For tests.',
        enforces: [],
        cases: [],
        decide: ({ text }) => amend(`${text} ${id}`, 'Added.'),
      });
    const pass = run([add('one'), add('two'), add('three')], { two: 'warn' });
    expect(pass.input.text).toBe(`${HARMLESS['before-answer'].text} one three`);
    expect(pass.decision).toBe('allow');
    expect(HARMLESS['before-answer'].text).not.toContain('one');
  });

  it('only write down what a hook in warn says, and do not run one that is off', () => {
    let ran = 0;
    const counted = hook('off', () => {
      ran += 1;
      return NO;
    });
    const pass = run([hook('warned', () => NO), counted], { warned: 'warn', off: 'off' });
    expect(pass).toMatchObject({ decision: 'allow', decidedBy: null });
    expect(pass.said).toMatchObject([{ hook: 'warned', mode: 'warn', verdict: NO }]);
    expect(ran).toBe(0);
  });

  it('deny what a hook throws on, without its words', () => {
    const pass = run([
      hook('broken', () => {
        throw new Error('secret of the input');
      }),
    ]);
    expect(pass).toMatchObject({ decision: 'deny', decidedBy: { hook: 'broken' } });
    expect(JSON.stringify(pass)).not.toContain('secret of the input');
  });

  it('deny an amendment that is no text', () => {
    const pass = run([
      hook('odd', () => ({ decision: 'amend', message: 'Odd.', amended: { text: 1 } })),
    ]);
    expect(pass.decision).toBe('deny');
  });

  it.each(HOOK_STAGES)('let pass what is harmless at %s', (stage) => {
    const hooks = createHooks({
      hooks: HOOKS,
      modeOf: () => 'on',
      settings: () => CASE_SETTINGS,
      decided: () => undefined,
    });
    expect(hooks.run(stage, HARMLESS[stage])).toMatchObject({ decision: 'allow', said: [] });
  });
});
