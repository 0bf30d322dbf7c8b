import {
  COST_EXPLORER_LABEL,
  COST_EXPLORER_REASONS,
  type CostExplorerFocus,
  type CostExplorerFocusReader,
  type CostExplorerQuery,
} from '../../tools/focus/cost-explorer-focus.ts';
import { focusRow } from '../../tools/focus/focus-row.ts';

const TOTAL = {
  month: '2026-10',
  currency: 'USD',
  rows: 1,
  billedCost: '1234.567',
  effectiveCost: '1234.567',
  netUnblendedCost: '1234.567',
  netAmortizedCost: '1234.567',
  agrees: true,
};

const ROW = focusRow({
  BilledCost: '1234.567',
  EffectiveCost: '1234.567',
  BillingAccountId: '111111111111',
  BillingAccountType: 'Management account',
  BillingCurrency: 'USD',
  BillingPeriodStart: '2026-10-01T00:00:00Z',
  BillingPeriodEnd: '2026-11-01T00:00:00Z',
  ChargePeriodStart: '2026-10-01T00:00:00Z',
  ChargePeriodEnd: '2026-11-01T00:00:00Z',
  ChargeCategory: 'Usage',
  ChargeFrequency: 'Usage-Based',
  ProviderName: 'AWS',
  ServiceCategory: 'Compute',
  ServiceName: '=cmd|calc',
  ServiceSubcategory: 'Virtual Machines',
  x_Estimated: false,
});

/** One row of October 2026 without issuer and prices; what is given wins. */
export function fakeFocusData(changes: Partial<CostExplorerFocus> = {}): CostExplorerFocus {
  return {
    label: COST_EXPLORER_LABEL,
    reasons: COST_EXPLORER_REASONS,
    months: { start: '2026-10-01', end: '2026-11-01', label: 'Oct 2026' },
    rows: [ROW],
    totals: [TOTAL],
    estimated: false,
    accounts: 14,
    dataTime: '2026-11-15T12:00:00.000Z',
    truncated: [],
    receipt: {
      awsSource: 'sample organisation',
      apis: [{ api: 'cost-explorer:GetCostAndUsage', requests: 9, cached: 0, costUsd: 0.09 }],
      requests: 9,
      costUsd: 0.09,
      elapsedMs: 100,
      model: null,
      place: null,
    },
    ...changes,
  };
}

/** A reader that remembers what it was asked. */
export function createFakeFocus(
  changes: Partial<CostExplorerFocus> = {},
): CostExplorerFocusReader & { readonly asked: CostExplorerQuery[] } {
  const asked: CostExplorerQuery[] = [];
  return {
    asked,
    async read(query, { report }) {
      asked.push(query);
      report({ type: 'step', description: 'FOCUS columns for Oct 2026' });
      return fakeFocusData(changes);
    },
  };
}
