import { defineHook } from '../../contracts/hooks.ts';
import { harmlessAction, harmlessPlan } from '../harmless-inputs.ts';
import { ALLOW, deny, firstOf } from '../verdicts.ts';

const CAREFUL: ReadonlySet<string> = new Set(['high', 'critical']);

/** Who approves knows the way back, or that there is none. */
export const rollbackPresent = defineHook({
  id: 'rollback-present',
  stage: 'plan',
  purpose:
    'Stops plans that do not say how each action is undone; what cannot be undone is of high risk at least.',
  enforces: ['no-way-back', 'delete-without-snapshot', 'way-back-first'],
  decide({ plan: { actions, risk } }) {
    const unsaid = actions.filter(({ rollback, canRollBack }) => canRollBack && isBlank(rollback));
    if (unsaid.length > 0) {
      return deny(
        `${firstOf(unsaid.map(({ id }) => id))} can be undone, and does not say by what.`,
        'Say in a sentence what undoes it.',
      );
    }
    const final = actions.filter(({ rollback }) => isBlank(rollback));
    if (final.length === 0 || CAREFUL.has(risk)) return ALLOW;
    return deny(
      `Nothing undoes ${firstOf(final.map(({ id }) => id))}, and the plan is of ${risk} risk.`,
      'Add a snapshot or another way back, or raise the risk, so that more people decide.',
    );
  },
  cases: [
    { name: 'an instance that can be started again', given: {}, decision: 'allow' },
    {
      name: 'no way back at low risk',
      given: { plan: planned({ rollback: null, canRollBack: false }) },
      decision: 'deny',
    },
    {
      name: 'no way back at high risk',
      given: { plan: { ...planned({ rollback: null, canRollBack: false }), risk: 'high' } },
      decision: 'allow',
    },
    { name: 'a blank way back', given: { plan: planned({ rollback: ' ' }) }, decision: 'deny' },
    {
      name: 'a way back by hand',
      given: { plan: planned({ rollback: 'Restore the snapshot by hand.', canRollBack: false }) },
      decision: 'allow',
    },
  ],
});

function isBlank(text: string | null): boolean {
  return (text ?? '').trim() === '';
}

function planned(over: Parameters<typeof harmlessAction>[0]) {
  return harmlessPlan({ actions: [harmlessAction(over)] });
}
