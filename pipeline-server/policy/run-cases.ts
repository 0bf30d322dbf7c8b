import type { Hook, HookStage } from '../contracts/hooks.ts';
import { CASE_SETTINGS, HARMLESS } from './harmless-inputs.ts';

/** How a case of a hook came out. */
export interface CaseResult {
  readonly hook: string;
  readonly name: string;
  readonly expected: string;
  /** The decision; `threw` when there was none. */
  readonly actual: string;
  readonly passed: boolean;
}

/** Runs every case of hooks. */
export function runCases(hooks: readonly Hook[]): readonly CaseResult[] {
  return hooks.flatMap((hook) => hook.cases.map((tested) => runCase(hook, tested)));
}

function runCase(
  { id, stage, ...hook }: Hook,
  { name, given, settings, decision: expected }: Hook['cases'][number],
): CaseResult {
  const actual = decisionOf();
  return { hook: id, name, expected, actual, passed: actual === expected };

  function decisionOf(): string {
    try {
      const input = { ...harmlessOf(stage), ...given };
      return hook.decide(input, { ...CASE_SETTINGS, ...settings }).decision;
    } catch {
      return 'threw';
    }
  }
}

function harmlessOf<Stage extends HookStage>(stage: Stage) {
  return HARMLESS[stage];
}
