import type { Column } from '../../../pipeline-server/contracts/findings.ts';
import type { Parameters, Period } from '../../../pipeline-server/contracts/parameters.ts';
import { whereAll, whereDimension } from '../../aws/cost-filter.ts';
import type { CostLine, CostQuery } from '../../aws/cost-reader.ts';
import { type ExactAmount, exactAmount, roundedAmount } from '../../aws/exact-amount.ts';
import type { Readers } from '../../aws/readers.ts';
import type { AnalysisRequest, Summary } from '../analyzer.ts';
import { severityOf } from '../catalogue.ts';
import { column } from '../columns.ts';
import { groupedBy } from '../group-by.ts';
import { byNumber, ordered } from '../order.ts';
import { inPeriod } from '../period-words.ts';
import type { Row } from '../row.ts';
import { moneyFigure, strong } from '../sentence.ts';
import { totalRow } from '../total-row.ts';
import { costCut, currencyOf, groupName, UNIT_GROUPINGS } from './cost-grouping.ts';
import { costFilter, forScope } from './cost-scope.ts';

/** Record types that have a quantity of their own: fees, discounts and what negates a covered line are none. */
const USAGE_TYPES = ['Usage', 'DiscountedUsage', 'SavingsPlanCoveredUsage'];

/** Decimals of a price: a request costs less than a millionth of a dollar. */
const RATE_DECIMALS = 10;
const RATE_DIGITS = 6;
const ONE_UNIT = exactAmount('1');

/** Whether a question asks for the cost of a unit. */
export function isPerUnit({ groupBy }: Parameters): boolean {
  return groupBy !== null && UNIT_GROUPINGS.includes(groupBy);
}

/** A row is a group and one unit of usage. */
export function unitColumns(parameters: Parameters): readonly Column[] {
  return [
    column('group', costCut(parameters).title),
    column('unit', 'Unit'),
    column('cost', 'Cost', 'money'),
    column('quantity', 'Quantity', 'number'),
    column('rate', 'Cost per unit'),
  ];
}

/** One request; only a grouping by usage type says what a quantity counts. */
export function readUnitCosts(
  readers: Readers,
  { parameters }: AnalysisRequest,
  span: CostQuery['span'],
): Promise<readonly CostLine[]> {
  const { grouping } = costCut(parameters);
  const byUsageType = { dimension: 'USAGE_TYPE' } as const;
  return readers.cost.usage({
    span,
    granularity: 'MONTHLY',
    groupBy: 'tag' in grouping ? [grouping, byUsageType] : [byUsageType],
    filter: whereAll([costFilter(parameters), whereDimension('RECORD_TYPE', USAGE_TYPES)]),
    withQuantity: true,
    withAmortized: true,
  });
}

/** Dearest first. Quantities of different units are never added. Pure. */
export function unitCostRows(
  lines: readonly CostLine[],
  { entry, parameters }: AnalysisRequest,
): readonly Row[] {
  const cut = costCut(parameters);
  const groups = groupedBy(lines, (line) => JSON.stringify([line.keys[0] ?? '', unitOf(line)]));
  const rows = [...groups].flatMap(([id, members]) => {
    const [first] = members;
    if (first === undefined) return [];
    const fields = {
      group: groupName(first.keys[0] ?? '', cut),
      unit: unitOf(first),
      ...unitFigures(members),
    };
    const evidence = [...new Set(members.map((line) => line.evidence))];
    return [totalRow({ id, severity: severityOf(entry), fields, evidence })];
  });
  return ordered(rows, byNumber('cost'));
}

/** The unit that Cost Explorer names; null where it names none. */
function unitOf({ quantityUnit }: CostLine): string | null {
  return quantityUnit === null || quantityUnit === 'N/A' ? null : quantityUnit;
}

/** Figures of lines of one unit; without a name of the unit there is no sum of quantities, and no rate. */
function unitFigures(members: readonly CostLine[]) {
  const [first] = members;
  const currency = currencyOf(members);
  const cost = members.reduce((sum, line) => sum + paidFor(line), 0n);
  const quantity = members.reduce((sum, line) => sum + (line.quantity ?? 0n), 0n);
  const unit = first === undefined ? null : unitOf(first);
  const known = unit !== null && quantity > 0n;
  const unitCost = known ? roundedAmount((cost * ONE_UNIT) / quantity, RATE_DECIMALS) : null;
  return {
    cost: roundedAmount(cost),
    currency,
    quantity: known ? roundedAmount(quantity) : null,
    unitCost,
    rate: unitCost === null ? null : `${currency} ${decimalText(unitCost)} per ${unit}`,
  };
}

/** What was paid for a line, fees of commitments included. */
function paidFor({ amortized, cost }: CostLine): ExactAmount {
  return amortized ?? cost;
}

/** At least two decimals, and no more digits than tell something: `0.05`, `0.0000004`. */
function decimalText(value: number): string {
  return Number(value.toPrecision(RATE_DIGITS))
    .toFixed(RATE_DECIMALS)
    .replace(/(\.\d\d\d*?)0+$/, '$1');
}

/** What the usage cost in all, and what is not in it. Pure. */
export function unitSummary(
  lines: readonly CostLine[],
  request: AnalysisRequest,
  period: Period,
): Pick<Summary, 'headlines' | 'sentence' | 'notes' | 'chart'> {
  const cut = costCut(request.parameters);
  const currency = currencyOf(lines);
  const cost = roundedAmount(lines.reduce((sum, line) => sum + paidFor(line), 0n));
  const { source } = request.entry;
  return {
    headlines: [
      { label: `Cost of usage, ${period.label}`, value: cost, kind: 'money', currency, source },
    ],
    sentence:
      lines.length === 0
        ? undefined
        : [
            strong(moneyFigure(cost, currency), ' of usage'),
            ` ${inPeriod(period)}${forScope(request)}, per unit by ${cut.noun.one}`,
          ],
    notes: [
      'Amortized cost of usage ÷ its quantity: your own effective rate. A rate over several usage types of one unit is their average. Fees without a quantity, unused commitments, credits, refunds and tax are not in it.',
    ],
    chart: null,
  };
}
