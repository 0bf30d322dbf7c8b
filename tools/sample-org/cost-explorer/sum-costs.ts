import type { Month } from '../world/costs/calendar.ts';
import type { Amounts } from '../world/costs/charge-lines.ts';
import type { Bill, Charge } from '../world/costs/charges.ts';
import type { Predicate } from './expression.ts';
import { monthParts, type Period } from './periods.ts';

/** What to add up. */
export interface CostQuery {
  readonly periods: readonly Period[];
  readonly filter: Predicate;
  /** The group of a line; an empty list puts all lines into one. */
  readonly keysOf: (charge: Charge) => readonly string[];
  /** Days of a month that are billed. */
  readonly known: (month: Month) => number;
}

/** One group with its sums, one for each period. */
export interface CostGroup {
  readonly keys: readonly string[];
  /** Unit of the quantity, or `N/A` where units mix. */
  unit: string;
  readonly sums: Sum[];
}

/** Sums of a period, in millionths. */
export type Sum = { -readonly [Member in keyof Amounts]: number };

/** A sum of nothing. */
export function emptySum(): Sum {
  return { unblended: 0, amortized: 0, netUnblended: 0, netAmortized: 0, quantity: 0 };
}

function addTo(sum: Sum, amounts: Amounts, sign: 1 | -1): void {
  sum.unblended += sign * amounts.unblended;
  sum.amortized += sign * amounts.amortized;
  sum.netUnblended += sign * amounts.netUnblended;
  sum.netAmortized += sign * amounts.netAmortized;
  sum.quantity += sign * amounts.quantity;
}

interface Step {
  readonly month: Month;
  readonly from: number;
  readonly to: number;
  readonly known: number;
}

function stepsOf({ periods, known }: CostQuery): readonly (readonly Step[])[] {
  return periods.map((period) =>
    monthParts(period)
      .map((part) => ({ ...part, known: known(part.month) }))
      .map((part) => ({ ...part, to: Math.min(part.to, part.known) }))
      .filter(({ from, to }) => from < to),
  );
}

/** Reads a line's sums; days in a row share the sum between them. */
function createReader(charge: Charge) {
  let last: { readonly month: Month; readonly days: number; readonly amounts: Amounts } | undefined;
  return (month: Month, days: number, known: number): Amounts => {
    if (last?.month === month && last.days === days) return last.amounts;
    const amounts = charge.until({ month, days, known });
    last = { month, days, amounts };
    return amounts;
  };
}

/** Keys as one word; the separator is in none of them. */
function nameOf(keys: readonly string[]): string {
  return keys.join('\u0000');
}

function groupOf(groups: Map<string, CostGroup>, charge: Charge, query: CostQuery): CostGroup {
  const keys = query.keysOf(charge);
  const name = nameOf(keys);
  const known = groups.get(name);
  if (known !== undefined) {
    if (known.unit !== charge.unit) known.unit = 'N/A';
    return known;
  }
  const group = { keys, unit: charge.unit, sums: query.periods.map(emptySum) };
  groups.set(name, group);
  return group;
}

/** How many groups a query can have at most, without adding anything up; at least 1. */
export function countGroups(bill: Bill, { filter, keysOf }: CostQuery): number {
  const names = new Set<string>();
  for (const charge of bill.charges()) if (filter(charge)) names.add(nameOf(keysOf(charge)));
  return Math.max(names.size, 1);
}

/** Adds up a bill by group and period. All arithmetic is on whole millionths, so that sums agree however they are cut. */
export function sumCosts(bill: Bill, query: CostQuery): readonly CostGroup[] {
  const groups = new Map<string, CostGroup>();
  const steps = stepsOf(query);
  for (const charge of bill.charges()) {
    if (!query.filter(charge)) continue;
    const { sums } = groupOf(groups, charge, query);
    const read = createReader(charge);
    sums.forEach((sum, position) => {
      for (const { month, from, to, known } of steps[position] ?? []) {
        addTo(sum, read(month, from, known), -1);
        addTo(sum, read(month, to, known), 1);
      }
    });
  }
  return [...groups.values()];
}

/** Brings groups together that share part of their keys, in the order in which the first of each came. */
export function gatherBy(
  groups: readonly CostGroup[],
  keysOf: (group: CostGroup) => readonly string[],
): readonly (readonly CostGroup[])[] {
  const gathered = new Map<string, CostGroup[]>();
  for (const group of groups) {
    const name = nameOf(keysOf(group));
    const known = gathered.get(name);
    if (known === undefined) gathered.set(name, [group]);
    else known.push(group);
  }
  return [...gathered.values()];
}

/** True when nothing came together. */
export function isEmpty(sum: Sum): boolean {
  return Object.values(sum).every((value) => value === 0);
}
