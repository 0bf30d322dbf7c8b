import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunContext } from '../../pipeline-server/contracts/analysis.ts';
import { getCostAndUsage } from '../aws/cost-operations.ts';
import { exactAmount } from '../aws/exact-amount.ts';
import { createReading } from '../aws/reading.ts';
import { createRunRecorder } from '../aws/run-recorder.ts';
import type { AwsSource } from '../aws/source.ts';
import { startSampleOrganisation } from '../sample-org/start-sample-organisation.ts';
import { checkFocus, isKnownGap } from './check-focus.ts';
import { COLUMN_NAMES } from './columns.ts';
import {
  COST_EXPLORER_REQUESTS,
  type CostExplorerFocus,
  type CostExplorerFocusReader,
  createCostExplorerFocus,
} from './cost-explorer-focus.ts';
import type { FocusRow } from './focus-row.ts';

const NOW = new Date('2026-11-23T10:00:00Z');
const clock = { now: () => NOW };

let organisation: Awaited<ReturnType<typeof startSampleOrganisation>>;
let source: AwsSource;
let reader: CostExplorerFocusReader;

beforeAll(async () => {
  organisation = await startSampleOrganisation({ clock: clock.now });
  source = {
    kind: 'sample',
    label: 'sample organisation',
    endpoint: organisation.endpoint,
    region: organisation.homeRegion,
    credentials: organisation.credentials,
    memberRole: null,
    configAggregator: null,
  };
  reader = createCostExplorerFocus({ source, clock });
});
afterAll(() => organisation.close());

function run(): RunContext {
  return { signal: new AbortController().signal, identity: 'test', report: () => undefined };
}

function read(query: Partial<Parameters<CostExplorerFocusReader['read']>[0]> = {}) {
  return reader.read({ month: '2026-10', months: 1, detail: 'account', ...query }, run());
}

/** The bill's total straight from Cost Explorer, ungrouped and unfiltered. */
async function billTotal(month: string, metric: string): Promise<string> {
  const reading = createReading({ source, clock });
  const recorder = createRunRecorder(() => undefined);
  const { read: ask } = reading({
    identity: 'bill',
    signal: new AbortController().signal,
    recorder,
  });
  const [year = 0, number = 0] = month.split('-').map(Number);
  const next = new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 10);
  const answer = await ask(getCostAndUsage, {
    TimePeriod: { Start: `${month}-01`, End: next },
    Granularity: 'MONTHLY',
    Metrics: [metric],
  });
  return answer[0]?.item.Total?.[metric]?.Amount ?? 'none';
}

function sum(rows: readonly FocusRow[], column: string): bigint {
  return rows.reduce((total, row) => total + exactAmount(String(row[column])), 0n);
}

function where(focus: CostExplorerFocus, wanted: FocusRow): readonly FocusRow[] {
  return focus.rows.filter((row) =>
    Object.entries(wanted).every(([column, value]) => row[column] === value),
  );
}

describe('FOCUS columns from Cost Explorer', () => {
  it.each(['2026-10', '2026-09', '2026-07', '2026-02', '2025-12'])(
    'add up to the bill of %s, to the last digit',
    async (month) => {
      const { rows, totals } = await read({ month });
      expect(sum(rows, 'BilledCost')).toBe(exactAmount(await billTotal(month, 'NetUnblendedCost')));
      expect(sum(rows, 'EffectiveCost')).toBe(
        exactAmount(await billTotal(month, 'NetAmortizedCost')),
      );
      expect(totals).toMatchObject([{ month, currency: 'USD', agrees: true, rows: rows.length }]);
      expect(sum(rows, 'BilledCost')).toBeGreaterThan(exactAmount('1000'));
    },
  );

  it('read a year for the price of a month', async () => {
    const { totals, receipt } = await read({ months: 12 });
    expect(totals.map(({ month }) => month)).toHaveLength(12);
    expect(totals.every(({ agrees }) => agrees)).toBe(true);
    expect(receipt.costUsd).toBeLessThanOrEqual(COST_EXPLORER_REQUESTS / 100);
    const paid = receipt.apis.find(({ api }) => api === 'cost-explorer:GetCostAndUsage');
    expect(paid?.requests).toBeLessThanOrEqual(11);
    expect(paid?.costUsd).toBe((paid?.requests ?? 0) / 100);
  });

  it('have every column in order, and say what they are', async () => {
    const { rows, label, reasons, receipt, accounts, dataTime } = await read();
    expect(accounts).toBe(14);
    expect(Date.parse(dataTime ?? '')).toBeGreaterThan(0);
    for (const row of rows) expect(Object.keys(row)).toEqual(COLUMN_NAMES);
    expect(label).toBe('FOCUS 1.2 columns from Cost Explorer; not a conformant export');
    expect(reasons.join(' ')).toContain('ListCost and ContractedCost');
    expect(receipt.awsSource).toBe('sample organisation');
  });

  it('depart from FOCUS only where Cost Explorer leaves a gap', async () => {
    for (const detail of ['account', 'usage-type'] as const) {
      const { rows } = await read({ months: 6, detail });
      const problems = checkFocus(rows);
      expect(problems.filter((problem) => !isKnownGap(problem))).toEqual([]);
      expect(problems.map(({ column, rule }) => `${column} ${rule}`).toSorted()).toEqual([
        'ConsumedQuantity null',
        'ContractedCost null',
        'ContractedUnitPrice null',
        'InvoiceIssuerName null',
        'ListCost null',
        'ListUnitPrice null',
        'PricingCategory null',
        'PricingQuantity null',
        'PublisherName null',
        'SkuId null',
        'SkuPriceId null',
      ]);
    }
  });

  it('name accounts, periods and services', async () => {
    const focus = await read();
    const payer = organisation.managementAccountId;
    const [row] = where(focus, {
      ServiceName: 'Amazon Elastic Compute Cloud - Compute',
      ChargeCategory: 'Usage',
      PricingCategory: null,
    });
    expect(row).toMatchObject({
      BillingAccountId: payer,
      BillingAccountType: 'Management account',
      BillingCurrency: 'USD',
      BillingPeriodStart: '2026-10-01T00:00:00Z',
      BillingPeriodEnd: '2026-11-01T00:00:00Z',
      ChargePeriodEnd: '2026-11-01T00:00:00Z',
      ChargeFrequency: 'Usage-Based',
      InvoiceIssuerName: 'Amazon Web Services Australia Pty Ltd',
      ProviderName: 'AWS',
      PublisherName: 'AWS',
      ServiceCategory: 'Compute',
      ServiceSubcategory: 'Virtual Machines',
      SubAccountId: expect.stringMatching(/^\d{12}$/),
      SubAccountName: expect.stringMatching(/./),
      x_RecordType: 'Usage',
      x_Estimated: false,
      x_UsageType: null,
    });
  });

  it('leave null what Cost Explorer does not know', async () => {
    const { rows } = await read();
    for (const column of ['ListCost', 'ContractedCost', 'InvoiceId', 'SkuId', 'RegionId', 'Tags']) {
      expect(rows.every((row) => row[column] === null)).toBe(true);
    }
  });

  it('give the purchase of a commitment no effective cost, and its unused part a row', async () => {
    const focus = await read();
    const plans = 'Savings Plans for AWS Compute usage';
    const [purchase, ...more] = where(focus, { ServiceName: plans, ChargeCategory: 'Purchase' });
    expect(more).toEqual([]);
    expect(purchase).toMatchObject({ EffectiveCost: '0', ChargeFrequency: 'Recurring' });
    expect(Number(purchase?.['BilledCost'])).toBeGreaterThan(0);
    const [unused] = where(focus, { ServiceName: plans, ChargeCategory: 'Usage' });
    expect(unused).toMatchObject({ BilledCost: '0', PricingCategory: 'Committed' });
    expect(Number(unused?.['EffectiveCost'])).toBeGreaterThan(0);
  });

  it('bill nothing for covered usage, which carries the effective cost', async () => {
    const covered = where(await read(), { ChargeCategory: 'Usage', PricingCategory: 'Committed' });
    expect(covered.length).toBeGreaterThan(1);
    expect(sum(covered, 'BilledCost')).toBe(0n);
    expect(sum(covered, 'EffectiveCost')).toBeGreaterThan(0n);
  });

  it('keep tax, credits and adjustments apart', async () => {
    const focus = await read({ months: 6 });
    expect(where(focus, { ChargeCategory: 'Tax' })[0]).toMatchObject({ x_RecordType: 'Tax' });
    expect(sum(where(focus, { ChargeCategory: 'Credit' }), 'BilledCost')).toBeLessThan(0n);
    const adjustments = where(focus, { ChargeCategory: 'Adjustment' });
    expect(adjustments.length).toBeGreaterThan(0);
    expect(adjustments[0]?.['x_RecordType']).toContain('Refund');
  });

  it('show usage types and quantities instead of accounts where asked', async () => {
    const focus = await read({ detail: 'usage-type' });
    expect(focus.totals[0]?.agrees).toBe(true);
    expect(focus.rows.every((row) => row['SubAccountId'] === null)).toBe(true);
    const hours = focus.rows.find((row) => String(row['x_UsageType']).includes('BoxUsage'));
    expect(hours).toMatchObject({ ConsumedUnit: 'Hrs', PricingQuantity: null });
    expect(Number(hours?.['ConsumedQuantity'])).toBeGreaterThan(0);
  });

  it('stop a month that goes on at yesterday, and say that it may change', async () => {
    const { rows, months, estimated } = await read({ month: '2026-11' });
    expect(months).toMatchObject({ start: '2026-11-01', end: '2026-11-23' });
    expect(estimated).toBe(true);
    expect(rows[0]).toMatchObject({
      ChargePeriodEnd: '2026-11-23T00:00:00Z',
      BillingPeriodEnd: '2026-12-01T00:00:00Z',
      x_Estimated: true,
    });
  });

  it('ask nothing twice', async () => {
    await read({ month: '2026-05' });
    const { receipt } = await read({ month: '2026-05' });
    expect(receipt).toMatchObject({ requests: 0, costUsd: 0 });
  });

  it('end when the reader goes away', async () => {
    const context = { ...run(), signal: AbortSignal.abort() };
    const query = { month: '2026-04', months: 1, detail: 'account' } as const;
    await expect(reader.read(query, context)).rejects.toMatchObject({ code: 'aborted' });
  });
});
