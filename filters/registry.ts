import type { FilterPlugin } from '../pipeline-server/contracts/plugin.ts';
import { createBudget } from './budget.ts';
import { createHooksFilter, type HooksFilterPorts } from './hooks.ts';
import { promptInjection } from './prompt-injection.ts';
import { createSovereigntyFilter, type SovereigntyFilterPorts } from './sovereignty/filter.ts';

/** The filters of the product, in the order in which the admin page lists them. */
export function createFilters(
  ports: SovereigntyFilterPorts,
  hooks: HooksFilterPorts,
): readonly FilterPlugin[] {
  return [
    createSovereigntyFilter(ports),
    createBudget(),
    promptInjection,
    createHooksFilter(hooks),
  ];
}
