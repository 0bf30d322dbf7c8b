import { type FocusRow, focusRow } from '../focus-row.ts';

/** A row as a real export would have it, with nothing wrong. */
export function conformantRow(): FocusRow {
  return focusRow({
    BilledCost: '0.10',
    EffectiveCost: '0.10',
    ListCost: '0.20',
    ContractedCost: '0.15',
    BillingAccountId: '000000000001',
    BillingAccountName: 'Management',
    BillingAccountType: 'Management account',
    BillingCurrency: 'USD',
    BillingPeriodStart: '2026-10-01T00:00:00Z',
    BillingPeriodEnd: '2026-11-01T00:00:00Z',
    ChargePeriodStart: '2026-10-02T00:00:00Z',
    ChargePeriodEnd: '2026-10-03T00:00:00Z',
    ChargeCategory: 'Usage',
    ChargeFrequency: 'Usage-Based',
    InvoiceIssuerName: 'Amazon Web Services, Inc.',
    PricingQuantity: '2',
    PricingUnit: 'Requests',
    ProviderName: 'AWS',
    PublisherName: 'AWS',
    ServiceCategory: 'Compute',
    ServiceName: 'AWS Lambda',
    ServiceSubcategory: 'Serverless Compute',
    SubAccountId: '000000000002',
    SubAccountName: 'web',
    SubAccountType: 'Linked account',
    Tags: '{"team":"web"}',
  });
}
