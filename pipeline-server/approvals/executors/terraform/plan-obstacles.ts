import { isRecord } from '../../../contracts/canonical-json.ts';
import { changesOf } from './compare-world.ts';
import type { PlanDocument } from './plan-document.ts';

/** Why a saved plan cannot be approved: what it would do is not all in it. Empty when it can. */
export function planObstacles(plan: PlanDocument): readonly string[] {
  return [
    ...(plan.errored === true ? ['Planning ended with an error: correct it, and plan again.'] : []),
    ...(plan.complete === false
      ? ['The plan covers a part only (deferred changes or -target): plan all of it.']
      : []),
    ...(changesNothing(plan) ? ['The plan changes nothing.'] : []),
    ...provisionersOf(plan.configuration).map(
      (each) =>
        `${each}: what a provisioner runs is in no plan. Take it out, or run it as a step of its own.`,
    ),
    ...(plan.resource_changes ?? [])
      .filter(({ mode, type }) => mode === 'data' && type === 'external')
      .map(
        ({ address }) =>
          `${address}: it would run a program while it is applied, which is in no plan.`,
      ),
    ...(['action_invocations', 'deferred_changes', 'deferred_action_invocations'] as const)
      .filter((part) => isFilled(plan[part]))
      .map((part) => `The plan has ${part}, which nobody could look through here.`),
  ];
}

function changesNothing(plan: PlanDocument): boolean {
  const outputs = Object.values(plan.output_changes ?? {});
  const changed = outputs.some(({ actions }) => actions.some((action) => action !== 'no-op'));
  return changesOf(plan).length === 0 && !changed;
}

function isFilled(part: unknown): boolean {
  return typeof part === 'object' && part !== null && Object.keys(part).length > 0;
}

function provisionersOf(configuration: unknown): readonly string[] {
  return isRecord(configuration) ? provisionersIn(configuration['root_module']) : [];
}

function provisionersIn(module: unknown): readonly string[] {
  if (!isRecord(module)) return [];
  const resources: readonly unknown[] = Array.isArray(module['resources'])
    ? module['resources']
    : [];
  const calls = isRecord(module['module_calls']) ? Object.values(module['module_calls']) : [];
  return [
    ...resources.filter(hasProvisioner).map((resource) => String(resource['address'])),
    ...calls.flatMap((call) => (isRecord(call) ? provisionersIn(call['module']) : [])),
  ];
}

function hasProvisioner(resource: unknown): resource is Readonly<Record<string, unknown>> {
  return isRecord(resource) && isFilled(resource['provisioners']);
}
