import type { RunContext } from '../../pipeline-server/contracts/analysis.ts';
import type { Clock } from '../../pipeline-server/contracts/context.ts';
import type { Receipt } from '../../pipeline-server/contracts/results.ts';
import { exactUsd, openAllowance } from '../../pipeline-server/contracts/spending.ts';
import {
  type BillingReader,
  createBillingReader,
  type NetCostLine,
} from '../aws/billing-reader.ts';
import { createReading, type ReadingPorts } from '../aws/reading.ts';
import { createRunRecorder, type RunRecorder } from '../aws/run-recorder.ts';
import type { AwsSource } from '../aws/source.ts';
import { type FocusMonths, focusMonths } from './focus-months.ts';
import type { FocusRow } from './focus-row.ts';
import { type FocusTotal, focusTotals } from './focus-totals.ts';
import { createIssuers } from './issuers.ts';
import { type ClassLines, type FocusDetail, normaliseCosts } from './normalise-costs.ts';
import { classifyRecordTypes, type OccurringClass, RECORD_CLASS_COUNT } from './record-types.ts';

/** What rows from Cost Explorer are, and are not. */
export const COST_EXPLORER_LABEL = 'FOCUS 1.2 columns from Cost Explorer; not a conformant export';

/** Why they are no conformant export. */
export const COST_EXPLORER_REASONS: readonly string[] = [
  'ListCost and ContractedCost, which the specification does not allow to be null, are null: Cost Explorer knows no list or contracted prices, and a stand-in is forbidden.',
  'InvoiceId, ChargeDescription, SKU, unit price, resource, Region, tag and commitment columns are null: Cost Explorer gives sums, not line items.',
  'InvoiceIssuerName and PublisherName are null where several legal entities bill one service.',
  'Rows are sums by month, class of record type, service and account (or usage type), not charges.',
  'The unused part of a commitment is a row of its own, without the id of the commitment.',
  'For conformant data, let AWS Data Exports write FOCUS 1.2 with AWS columns and read those files.',
];

/** Most paid requests of one reading where each answer is one page: two, and one for each class of record types. */
export const COST_EXPLORER_REQUESTS = 2 + RECORD_CLASS_COUNT;

/** Which months, in which detail. */
export interface CostExplorerQuery {
  /** The last month, `YYYY-MM`; null is the last one that is over. */
  readonly month: string | null;
  /** How many months, that one included. */
  readonly months: number;
  readonly detail: FocusDetail;
}

/** Rows of FOCUS 1.2 columns with all that a careful reader must know. */
export interface CostExplorerFocus {
  readonly label: string;
  readonly reasons: readonly string[];
  readonly months: FocusMonths;
  readonly rows: readonly FocusRow[];
  /** By month and currency, beside Cost Explorer's own totals. */
  readonly totals: readonly FocusTotal[];
  /** True when part of the figures may still change. */
  readonly estimated: boolean;
  /** Accounts of the organization: a bill holds all of them. */
  readonly accounts: number;
  /** When AWS gave the oldest of the answers, ISO 8601. */
  readonly dataTime: string | null;
  /** What was cut off by a bound, in words. */
  readonly truncated: readonly string[];
  readonly receipt: Receipt;
}

/** Reads Cost Explorer as FOCUS. */
export interface CostExplorerFocusReader {
  /** @throws AnalysisError naming the remedy. */
  read(query: CostExplorerQuery, context: RunContext): Promise<CostExplorerFocus>;
}

/** A reader over one AWS source; nothing is read and no SDK is loaded before the first run. */
export function createCostExplorerFocus(
  options: ReadingPorts & { readonly source: AwsSource; readonly clock: Clock },
): CostExplorerFocusReader {
  const { source, clock, ...ports } = options;
  const reading = createReading({ source, clock, ...ports });
  return {
    async read(query, { identity, signal, report, allowance = openAllowance() }) {
      const started = performance.now();
      const months = focusMonths({ month: query.month, count: query.months, now: clock.now() });
      report({ type: 'step', description: `FOCUS columns for ${months.label}` });
      const recorder = createRunRecorder(report);
      const reader = createBillingReader(reading({ identity, signal, recorder, allowance }).read);
      const read = await readBill(reader, months, query.detail);
      const receipt = receiptOf(recorder, source.label, performance.now() - started);
      const [dataTime = null] = recorder
        .evidence()
        .map(({ at }) => at)
        .toSorted();
      return { ...describe(read), months, dataTime, truncated: recorder.cuts(), receipt };
    },
  };
}

interface Bill {
  readonly rows: readonly FocusRow[];
  /** Grouped by RECORD_TYPE: the bill's own sums. */
  readonly control: readonly NetCostLine[];
  /** Accounts of the organization. */
  readonly accounts: number;
}

/**
 * One request says which record types occur and what they come to, one which legal entity bills each service; then each
 * class that occurs is read by itself. A month costs about USD 0.09, and a year no more: the months come together.
 */
async function readBill(
  reader: BillingReader,
  span: FocusMonths,
  detail: FocusDetail,
): Promise<Bill> {
  const all = { span, recordTypes: [], withQuantity: false };
  const [control, entities, accounts] = await Promise.all([
    reader.netCosts({ ...all, groupBy: ['RECORD_TYPE'] }),
    reader.netCosts({ ...all, groupBy: ['SERVICE', 'LEGAL_ENTITY_NAME'] }),
    reader.accounts(),
  ]);
  const occurring = classifyRecordTypes(control.map(({ keys }) => keys[0] ?? ''));
  const classes = await Promise.all(
    occurring.map((found) => readClass(reader, { found, span, detail })),
  );
  const issuers = createIssuers(entities);
  const rows = normaliseCosts({ classes, detail, accounts, issuers });
  return { rows, control, accounts: accounts.names.size };
}

async function readClass(
  reader: BillingReader,
  part: {
    readonly found: OccurringClass;
    readonly span: FocusMonths;
    readonly detail: FocusDetail;
  },
): Promise<ClassLines> {
  const { found, span, detail } = part;
  const second = detail === 'account' ? 'LINKED_ACCOUNT' : 'USAGE_TYPE';
  const lines = await reader.netCosts({
    span,
    groupBy: ['SERVICE', second],
    recordTypes: found.recordTypes,
    withQuantity: detail === 'usage-type',
  });
  const types = found.recordTypes.join(', ');
  const query = `GetCostAndUsage ${span.start} to ${span.end}, MONTHLY by SERVICE and ${second}, RECORD_TYPE in (${types})`;
  return { ...found, lines, query };
}

function describe({ rows, control, accounts }: Bill) {
  return {
    label: COST_EXPLORER_LABEL,
    reasons: COST_EXPLORER_REASONS,
    rows,
    accounts,
    totals: focusTotals(rows, control),
    estimated: control.some(({ estimated }) => estimated),
  };
}

function receiptOf(recorder: RunRecorder, awsSource: string, elapsed: number): Receipt {
  const apis = recorder.uses();
  return {
    awsSource,
    apis,
    requests: apis.reduce((sum, { requests }) => sum + requests, 0),
    costUsd: exactUsd(apis.reduce((sum, { costUsd }) => sum + costUsd, 0)),
    elapsedMs: Math.round(elapsed),
    model: null,
    place: null,
  };
}
