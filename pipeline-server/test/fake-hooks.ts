import type { HitlGatePorts } from '../../filters/hitl-gate.ts';
import type { HooksFilterPorts } from '../../filters/hooks.ts';
import type { Hooks } from '../contracts/hooks.ts';
import { createActionClassifier } from '../policy/classify-command.ts';
import { HOOKS } from '../policy/hooks/registry.ts';

/** Hooks that let everything pass. */
export const NO_HOOKS: Hooks = {
  run: (_stage, input) => ({ decision: 'allow', decidedBy: null, said: [], input }),
};

/** What the filter of the hooks is made of, with hooks that let everything pass. */
export function fakeHooksPorts(
  over: Partial<HooksFilterPorts> = {},
): HooksFilterPorts & HitlGatePorts {
  const about = HOOKS.map(({ id, purpose }) => ({ id, purpose, builtIn: false }));
  const classifier = createActionClassifier();
  return { about, hooks: NO_HOOKS, apply: () => undefined, classifier, ...over };
}
