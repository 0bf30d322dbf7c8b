import type { ColumnKind, Money } from '../../pipeline-server/contracts/findings.ts';
import type { Severity } from '../../pipeline-server/contracts/parameters.ts';
import type { Headline } from '../../pipeline-server/contracts/results.ts';
import { type ConfigRow, flagAt, numberAt, textAt, textsAt } from '../aws/config-row.ts';
import { fillSql } from '../aws/config-sql.ts';
import type { Readers } from '../aws/readers.ts';
import {
  type Advice,
  type AnalysisRequest,
  type Analyzer,
  defineAnalyzer,
  type Summary,
} from './analyzer.ts';
import { severityOf } from './catalogue.ts';
import { ACCOUNT, column, NAME, REGION, RESOURCE, SAVING, SEVERITY } from './columns.ts';
import { countOf, type FoldedRows, foldRows } from './fold-rows.ts';
import { sumSavings } from './grouped.ts';
import { byNumber, bySaving, bySeverity } from './order.ts';
import { type Doing, ownSaving } from './own-saving.ts';
import { dayOf } from './periods.ts';
import type { Row } from './row.ts';
import { keepInScope } from './scope.ts';
import { moneyFigure, type Noun, RESOURCES, strong } from './sentence.ts';
import { NO_PRICES, readUnitPrices, type UnitPrices } from './unit-prices.ts';

const MONTHLY_COST = column('monthlyCost', 'Cost per month', 'money');

/** A property of the resource that is shown. */
export interface ShownProperty {
  readonly field: string;
  readonly title: string;
  /** Dotted path in the row. Several values are joined. */
  readonly path: string;
  /** `text` unless said otherwise; `date` keeps the day. */
  readonly kind?: ColumnKind;
}

/** A check over one declared Config query: each row that is kept is a finding. */
export interface ConfigCheck {
  readonly id: string;
  /** What a kept row is called; the advice's words unless given. */
  readonly finds?: Noun | ((request: AnalysisRequest) => Noun);
  readonly shows?: readonly ShownProperty[];
  /** What SQL cannot test (absence, thresholds, elements of one array); all rows are kept without it. */
  readonly keep?: (row: ConfigRow, request: AnalysisRequest) => boolean;
  /** What can be told only from all rows together, or with the rows of `beside`. */
  readonly among?: (rows: readonly ConfigRow[], context: Among) => readonly ConfigRow[];
  /** A second query, for what Config cannot join. */
  readonly beside?: string;
  /** The catalogue's severity unless said otherwise. */
  readonly severity?: (row: ConfigRow, request: AnalysisRequest) => Severity;
  /** Values that are computed. */
  readonly computes?: readonly ComputedProperty[];
  /** What a resource wastes per month at the customer's own unit prices; null when these do not tell. */
  readonly saving?: (row: ConfigRow, prices: UnitPrices) => Money | null;
  /** What a resource costs per month, where that is no saving; null when the bill does not tell. */
  readonly cost?: (row: ConfigRow, prices: UnitPrices) => Money | null;
  /** What makes that saving; needed with `saving`. */
  readonly doing?: Doing;
  /** Values of the query's `{{places}}`. */
  readonly values?: (request: AnalysisRequest) => Readonly<Record<string, string>>;
  readonly advice: Omit<Advice, 'basis'> | null;
  /** What a careful reader must know. */
  readonly notes?: readonly string[];
}

/** What a test over all rows may look at besides them. */
export interface Among {
  readonly request: AnalysisRequest;
  /** Rows of the check's second query; none without one. */
  readonly beside: readonly ConfigRow[];
}

/** A value that is computed from a row. */
interface ComputedProperty {
  readonly field: string;
  readonly title: string;
  readonly kind: ColumnKind;
  readonly value: (row: ConfigRow, request: AnalysisRequest) => string | number | null;
}

/** Makes an analyzer of a check. */
export function defineConfigCheck(check: ConfigCheck): Analyzer {
  const { shows = [], computes = [] } = check;
  const saves = check.saving !== undefined;
  const priced = needsPrices(check);
  return defineAnalyzer<FoldedRows>({
    id: check.id,
    finds: check.finds ?? check.advice ?? RESOURCES,
    columns: [
      RESOURCE,
      NAME,
      ACCOUNT,
      REGION,
      ...[...shows, ...computes].map((each) => column(each.field, each.title, each.kind)),
      ...(check.cost === undefined ? [] : [MONTHLY_COST]),
      ...(saves ? [SAVING] : []),
      SEVERITY,
    ],
    advice: check.advice === null ? null : { ...check.advice, basis: saves ? 'own' : 'config' },
    read: (readers, request) => readCheck(readers, check, request),
    rows: ({ rows }) => rows,
    rest: ({ rest }) => rest,
    summarise: (_rows, { rows, rest }, { entry }) => ({
      ...(check.doing === undefined
        ? costInAll(check, [...rows, ...rest], entry.source)
        : ownSaving([...rows, ...rest], check.doing, entry.source)),
      notes: [...(check.notes ?? []), ...(priced ? [PRICE_NOTE] : [])],
    }),
  });
}

/** The findings of a check, worst and dearest first, made while rows arrive: only what is kept stays in memory. */
async function readCheck(
  readers: Readers,
  check: ConfigCheck,
  request: AnalysisRequest,
): Promise<FoldedRows> {
  const fold = foldRows({
    compare: [bySeverity, bySaving, byNumber(MONTHLY_COST.field)],
    amount: MONTHLY_COST.field,
  });
  const pricing = needsPrices(check) ? readUnitPrices(readers, request.now) : NO_PRICES;
  const judge = async () => {
    for await (const rows of toldRows(readers, check, request)) {
      const findings = findingsOf({ check, request, prices: await pricing }, rows);
      for (const row of keepInScope(findings, request.parameters)) fold.add(row);
    }
  };
  await Promise.all([pricing, judge()]);
  return fold.result();
}

/** Rows as they come; all at once where the check looks at them together. */
async function* toldRows(
  readers: Readers,
  { among, beside, values }: ConfigCheck,
  request: AnalysisRequest,
): AsyncGenerator<readonly ConfigRow[]> {
  const { entry, parameters } = request;
  const sql = fillSql(entry.sql, { ...request.thresholds, ...values?.(request) });
  if (among === undefined) {
    yield* readers.config.stream(sql, parameters);
    return;
  }
  const [all, counterparts] = await Promise.all([
    readers.config.select(sql, parameters),
    beside === undefined ? [] : readers.config.select(beside, parameters),
  ]);
  yield among(all, { request, beside: counterparts });
}

function needsPrices({ saving, cost }: ConfigCheck): boolean {
  return saving !== undefined || cost !== undefined;
}

/** What makes findings of rows. */
interface Judging {
  readonly check: ConfigCheck;
  readonly request: AnalysisRequest;
  readonly prices: UnitPrices;
}

/** The rows of a check that are findings. Pure. */
function findingsOf(
  { check, request, prices }: Judging,
  rows: readonly ConfigRow[],
): readonly Row[] {
  return rows
    .filter((row) => check.keep?.(row, request) ?? true)
    .map((row) => ({
      ...resourceRow(row, check.severity?.(row, request) ?? severityOf(request.entry)),
      monthlySaving: check.saving?.(row, prices) ?? null,
      fields: { ...fieldsOf(check, row, request), ...costFields(check, row, prices) },
    }));
}

function costFields({ cost }: ConfigCheck, row: ConfigRow, prices: UnitPrices): Row['fields'] {
  if (cost === undefined) return {};
  const money = cost(row, prices);
  const field = { [MONTHLY_COST.field]: money?.amount ?? null };
  return money === null ? field : { ...field, currency: money.currency };
}

/** What the rows cost together: "; they cost USD 259.15 a month"; beside it, how many the bill does not price. */
function costInAll(
  { cost }: ConfigCheck,
  rows: readonly Row[],
  source: string,
): Pick<Summary, 'headlines' | 'clause'> {
  if (cost === undefined) return { headlines: [] };
  const costs = rows.flatMap(({ fields }) => {
    const amount = fields[MONTHLY_COST.field];
    return typeof amount === 'number' ? [{ amount, currency: String(fields['currency']) }] : [];
  });
  const total = sumSavings(costs.map((monthlySaving) => ({ monthlySaving })));
  const value = countOf(rows.filter(({ fields }) => fields[MONTHLY_COST.field] === null));
  const left: Headline = { label: 'Not priced', value, kind: 'number', source };
  if (total === null) return { headlines: [left] };
  const { amount, currency } = total;
  const label = 'Cost per month, at your own unit prices';
  const money = strong(moneyFigure(amount, currency), ' a month');
  return {
    headlines: [{ label, value: amount, kind: 'money', currency, source }, left],
    clause: [countOf(rows) === 1 ? '; it costs ' : '; they cost ', money],
  };
}

/** The row of one resource, without its own fields. */
export function resourceRow(row: ConfigRow, severity: Severity): Row {
  const place = `${row.accountId ?? ''}/${row.region ?? ''}`;
  return {
    id: `${place}/${row.resourceType ?? ''}/${row.resourceId ?? row.resourceName ?? ''}`,
    severity,
    accountId: row.accountId,
    region: row.region,
    resourceId: row.resourceId,
    resourceType: row.resourceType ?? null,
    tags: row.tags,
    monthlySaving: null,
    fields: { name: nameOf(row) },
    evidence: [row.evidence],
  };
}

/** The `Name` tag, else the resource's own name. */
export function nameOf(row: ConfigRow): string | null {
  return row.tags['Name'] ?? row.resourceName;
}

function fieldsOf(check: ConfigCheck, row: ConfigRow, request: AnalysisRequest): Row['fields'] {
  const fields: Record<string, string | number | null> = { name: nameOf(row) };
  for (const each of check.shows ?? []) fields[each.field] = shownValue(row, each);
  for (const each of check.computes ?? []) fields[each.field] = each.value(row, request);
  return fields;
}

function shownValue(row: ConfigRow, { path, kind }: ShownProperty): string | number | null {
  if (kind === 'number') return numberAt(row, path);
  const text = textAt(row, path);
  if (kind === 'date') return text === null ? null : dayFrom(text);
  const flag = flagAt(row, path);
  if (flag !== null) return flag ? 'yes' : 'no';
  const all = textsAt(row, path);
  return all.length > 1 ? [...new Set(all)].join(', ') : text;
}

function dayFrom(text: string): string | null {
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : dayOf(new Date(time));
}

const PRICE_NOTE =
  'Prices are your own effective rates of the last whole month (cost divided by usage in Cost Explorer); usage that is not on that bill has no price.';
