import { addMonths } from '../analyzers/periods.ts';
import type { BillingAccounts, NetCostLine } from '../aws/billing-reader.ts';
import { decimalText } from './decimal-text.ts';
import { type FocusRow, focusRow } from './focus-row.ts';
import type { Issuers } from './issuers.ts';
import type { OccurringClass, RecordClass } from './record-types.ts';
import { classifyService } from './services.ts';

/** What stands beside SERVICE: Cost Explorer groups by two dimensions and no more. */
export type FocusDetail = 'account' | 'usage-type';

/** The lines of one class, grouped by SERVICE and what the detail says. */
export interface ClassLines extends OccurringClass {
  readonly lines: readonly NetCostLine[];
  /** The request that brought them, in words. */
  readonly query: string;
}

/** What rows are made from. */
export interface NormaliseInput {
  readonly classes: readonly ClassLines[];
  readonly detail: FocusDetail;
  readonly accounts: BillingAccounts;
  readonly issuers: Issuers;
}

/** Writes lines of Cost Explorer as rows of FOCUS 1.2 columns, by month, class, service and account. */
export function normaliseCosts(input: NormaliseInput): readonly FocusRow[] {
  return input.classes
    .flatMap((found) =>
      found.lines
        .toSorted(byKeys)
        .flatMap((line) => rowsOf({ ...input, found, line, service: line.keys[0] ?? '' })),
    )
    .toSorted((a, b) => order(a['BillingPeriodStart'], b['BillingPeriodStart']));
}

interface Source extends NormaliseInput {
  readonly found: ClassLines;
  readonly line: NetCostLine;
  readonly service: string;
}

/**
 * A line is one row; that of a commitment's fee may be two: the purchase, whose effective cost is 0 because the usage it
 * covers carries it, and what was paid for but not used.
 */
function rowsOf(source: Source): readonly FocusRow[] {
  const { line, found } = source;
  if (!found.recordClass.buysCommitment) {
    const empty = line.billed === 0n && line.effective === 0n && (line.quantity ?? 0n) === 0n;
    return empty ? [] : [rowOf(source, line)];
  }
  const purchase = line.billed === 0n ? [] : [rowOf(source, { ...line, effective: 0n })];
  const unused = { ...source, found: { ...found, recordClass: unusedOf(found.recordClass) } };
  return line.effective === 0n ? purchase : [...purchase, rowOf(unused, { ...line, billed: 0n })];
}

function unusedOf(fees: RecordClass): RecordClass {
  return {
    ...fees,
    chargeCategory: 'Usage',
    chargeFrequency: 'Usage-Based',
    pricingCategory: 'Committed',
  };
}

function rowOf(source: Source, { billed, effective }: NetCostLine): FocusRow {
  const { line, found } = source;
  return focusRow({
    ...periodsOf(line),
    ...chargeOf(found.recordClass),
    ...accountsOf(source),
    ...serviceOf(source),
    ...quantityOf(source),
    BilledCost: decimalText(billed),
    EffectiveCost: decimalText(effective),
    BillingCurrency: line.currency,
    x_CostExplorerQuery: found.query,
    x_Estimated: line.estimated,
    x_RecordType: found.recordTypes.join(', '),
    x_UsageType: source.detail === 'usage-type' ? (line.keys[1] ?? null) : null,
  });
}

function periodsOf({ start, end }: NetCostLine): FocusRow {
  const month = `${start.slice(0, 7)}-01`;
  return {
    BillingPeriodStart: midnight(month),
    BillingPeriodEnd: midnight(addMonths(month, 1)),
    ChargePeriodStart: midnight(start),
    ChargePeriodEnd: midnight(end),
  };
}

function midnight(day: string): string {
  return `${day}T00:00:00Z`;
}

function chargeOf({ chargeCategory, chargeFrequency, pricingCategory }: RecordClass): FocusRow {
  return {
    ChargeCategory: chargeCategory,
    ChargeFrequency: chargeFrequency,
    PricingCategory: pricingCategory,
  };
}

function accountsOf({ accounts, detail, line }: Source): FocusRow {
  const account = detail === 'account' ? (line.keys[1] ?? null) : null;
  return {
    BillingAccountId: accounts.payerId,
    BillingAccountName: accounts.names.get(accounts.payerId) ?? null,
    BillingAccountType: 'Management account',
    SubAccountId: account,
    SubAccountName: account === null ? null : (accounts.names.get(account) ?? null),
    SubAccountType: account === null ? null : 'Linked account',
  };
}

function serviceOf({ service, issuers }: Source): FocusRow {
  const { category, subcategory } = classifyService(service);
  const { issuer, publisher } = issuers.of(service);
  return {
    ServiceName: service,
    ServiceCategory: category,
    ServiceSubcategory: subcategory,
    InvoiceIssuerName: issuer,
    ProviderName: 'AWS',
    PublisherName: publisher,
  };
}

/** The quantity of usage, where the answer names its unit; fees and credits have none. */
function quantityOf({ line, found, detail }: Source): FocusRow {
  const { quantity, quantityUnit } = line;
  const isUsage = found.recordClass.chargeCategory === 'Usage' && !found.recordClass.buysCommitment;
  const known = quantityUnit !== null && quantityUnit !== '' && quantityUnit !== 'N/A';
  if (detail !== 'usage-type' || !isUsage || !known || quantity === null) return {};
  return { ConsumedQuantity: decimalText(quantity), ConsumedUnit: quantityUnit };
}

function byKeys(a: NetCostLine, b: NetCostLine): number {
  return order(a.keys.join('\u0000'), b.keys.join('\u0000'));
}

function order<T>(a: T, b: T): number {
  if (a === b) return 0;
  return String(a) < String(b) ? -1 : 1;
}
