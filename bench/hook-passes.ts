import { HOOK_STAGES, type HookStage } from '../pipeline-server/contracts/hooks.ts';
import {
  CASE_SETTINGS,
  HARMLESS,
  harmlessAction,
  harmlessPlan,
  harmlessTarget,
} from '../pipeline-server/policy/harmless-inputs.ts';
import { HOOKS } from '../pipeline-server/policy/hooks/registry.ts';
import { createHooks } from '../pipeline-server/policy/run-hooks.ts';
import type { Figure } from './figures.ts';
import { median } from './statistics.ts';

const ACTIONS = 200;
const WARM_PASSES = 50;
const PASSES = 20;

const PLAN = harmlessPlan({
  actions: Array.from({ length: ACTIONS }, (_, each) =>
    harmlessAction({
      id: `action-${each + 1}`,
      targets: [harmlessTarget({ resourceId: `i-${each}` })],
    }),
  ),
  blastRadius: { resources: ACTIONS, accounts: 1, regions: 1, production: false },
});

/** How long the hooks of all stages take together, over a plan of 200 actions that none of them objects to. */
export function measureHooks(repetitions: number): readonly Figure[] {
  const hooks = createHooks({
    hooks: HOOKS,
    modeOf: () => 'on',
    settings: () => ({ ...CASE_SETTINGS, maximumResources: ACTIONS }),
    decided: () => undefined,
  });
  const passAll = () => HOOK_STAGES.map((stage) => hooks.run(stage, inputOf(stage)));
  const objections = passAll().flatMap(({ said }) => said);
  if (objections.length > 0) throw new Error('A hook objects to the plan of the benchmark.');
  for (let pass = 0; pass < WARM_PASSES; pass += 1) passAll();
  const took = () => {
    const started = performance.now();
    for (let pass = 0; pass < PASSES; pass += 1) passAll();
    return (performance.now() - started) / PASSES;
  };
  return [
    {
      name: `hooks: ${HOOKS.length} over a plan of ${ACTIONS} actions`,
      value: median(Array.from({ length: repetitions }, took)),
      unit: 'ms',
      aim: { below: 5 },
      note: 'one pass of all stages',
    },
  ];
}

function inputOf<Stage extends HookStage>(stage: Stage) {
  const input = HARMLESS[stage];
  return 'plan' in input ? { ...input, plan: PLAN } : input;
}
