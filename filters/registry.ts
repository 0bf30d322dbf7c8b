import type { FilterPlugin } from '../pipeline-server/contracts/plugin.ts';
import { createBudget } from './budget.ts';
import { promptInjection } from './prompt-injection.ts';

/** The filters of the product, in the order in which the admin page lists them. */
export const FILTERS: readonly FilterPlugin[] = [createBudget(), promptInjection];
