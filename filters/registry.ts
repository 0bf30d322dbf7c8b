import type { FilterPlugin } from '../pipeline-server/contracts/plugin.ts';
import { type BudgetFilterPorts, createBudget } from './budget.ts';
import { createHitlGate, type HitlGatePorts } from './hitl-gate.ts';
import { createHooksFilter, type HooksFilterPorts } from './hooks.ts';
import { promptInjection } from './prompt-injection.ts';
import { createSovereigntyFilter, type SovereigntyFilterPorts } from './sovereignty/filter.ts';

/** The filters of the product, in the order in which the admin page lists them. */
export function createFilters(
  ports: SovereigntyFilterPorts,
  hooks: HooksFilterPorts & HitlGatePorts,
  budget: BudgetFilterPorts,
): readonly FilterPlugin[] {
  return [
    createSovereigntyFilter(ports),
    createBudget(budget),
    promptInjection,
    createHooksFilter(hooks),
    createHitlGate(hooks),
  ];
}
