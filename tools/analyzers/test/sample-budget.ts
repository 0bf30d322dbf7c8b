import type { Budget } from '../../aws/budget-reader.ts';
import { exactAmount } from '../../aws/exact-amount.ts';

/** A monthly budget of USD 1,000, of which half is spent. */
export function sampleBudget(more: Partial<Budget> = {}): Budget {
  return {
    name: 'monthly',
    type: 'COST',
    timeUnit: 'MONTHLY',
    unit: 'USD',
    limit: exactAmount('1000'),
    actual: exactAmount('500'),
    forecast: exactAmount('900'),
    filter: { kind: 'all' },
    fault: null,
    updated: null,
    evidence: 'sha256:budgets',
    ...more,
  };
}
