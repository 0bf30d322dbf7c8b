import { defineHook } from '../../contracts/hooks.ts';
import type { DryRun, Plan } from '../../contracts/plan.ts';
import { HASH, harmlessPlan } from '../harmless-inputs.ts';
import { ALLOW, deny, firstOf } from '../verdicts.ts';

const CAREFUL: ReadonlySet<string> = new Set(['high', 'critical']);

/** What can be tried without changing anything is tried before people are asked. */
export const dryRunFirst = defineHook({
  id: 'dry-run-first',
  stage: 'plan',
  purpose:
    'Stops plans whose trial run failed, and plans of high risk or in production that were not tried; a saved Terraform plan is a trial.',
  enforces: [
    'apply-without-plan',
    'untested-in-production',
    'dry-run-failed-anyway',
    'way-back-first',
  ],
  decide({ plan }) {
    const failed = plan.dryRun?.actions.filter(({ passed }) => !passed) ?? [];
    if (failed.length > 0) {
      return deny(
        `The trial run failed for ${firstOf(failed.map(({ action }) => action))}.`,
        'Correct what it says, and plan it again.',
      );
    }
    const untried = untriedActions(plan);
    const needsTrial = CAREFUL.has(plan.risk) || plan.blastRadius.production;
    if (!needsTrial || untried.length === 0 || plan.artifact !== null) return ALLOW;
    return deny(`${firstOf(untried)} was not tried.`, 'Run it dry first, and plan it again.');
  },
  cases: [
    { name: 'a small change', given: {}, decision: 'allow' },
    {
      name: 'a trial that failed',
      given: { plan: harmlessPlan({ dryRun: tried(false) }) },
      decision: 'deny',
    },
    {
      name: 'high risk without a trial',
      given: { plan: harmlessPlan({ risk: 'high' }) },
      decision: 'deny',
    },
    {
      name: 'high risk with a trial',
      given: { plan: harmlessPlan({ risk: 'high', dryRun: tried(true) }) },
      decision: 'allow',
    },
    {
      name: 'a trial of other actions',
      given: { plan: harmlessPlan({ risk: 'high', dryRun: tried(true, 'action-9') }) },
      decision: 'deny',
    },
    {
      name: 'production without a trial',
      given: {
        plan: harmlessPlan({
          blastRadius: { resources: 1, accounts: 1, regions: 1, production: true },
        }),
      },
      decision: 'deny',
    },
    {
      name: 'a saved Terraform plan',
      given: {
        plan: harmlessPlan({
          risk: 'critical',
          artifact: { name: 'plan.tfplan', sha256: HASH, bytes: 9 },
        }),
      },
      decision: 'allow',
    },
  ],
});

function untriedActions({ actions, dryRun }: Plan): readonly string[] {
  const tried = new Set(dryRun?.actions.map(({ action }) => action));
  return actions.map(({ id }) => id).filter((id) => !tried.has(id));
}

function tried(passed: boolean, action = 'action-1'): DryRun {
  return {
    at: '2026-03-02T09:00:00.000Z',
    actions: [{ action, passed, detail: 'DryRunOperation' }],
  };
}
