import type { Parameters } from '../../../pipeline-server/contracts/parameters.ts';
import type { Chart } from '../../../pipeline-server/contracts/results.ts';
import type { CostLine } from '../../aws/cost-reader.ts';
import { roundedAmount } from '../../aws/exact-amount.ts';
import { barChart } from '../bar-chart.ts';
import { groupedBy } from '../group-by.ts';
import { monthName } from '../periods.ts';
import type { Row } from '../row.ts';
import { type CostCut, costByKey, costCut, currencyOf, groupName } from './cost-grouping.ts';

/** Groups with a colour of their own; the rest is one. */
const LAYERS = 6;

/**
 * A line over months or days; groups over several months as stacked bars, over one as a bar each. `spend` is what
 * the rows are made of.
 */
export function historyChart(
  rows: readonly Row[],
  spend: readonly CostLine[],
  parameters: Parameters,
): Chart | null {
  if (rows.length < 2) return null;
  if (parameters.groupBy === 'month' || parameters.groupBy === 'day') {
    return seriesChart(rows, currencyOf(spend));
  }
  const cut = costCut(parameters);
  const months = [...groupedBy(spend, ({ start }) => start)].toSorted(([a], [b]) =>
    a < b ? -1 : 1,
  );
  if (months.length > 1) return stackedChart(months, rows, cut);
  const bars = rows.map(({ accountId, fields }) => ({
    label: accountId ?? String(fields['group']),
    value: Number(fields['cost']),
  }));
  return barChart(bars, {
    title: `Cost by ${cut.noun.one}`,
    unit: currencyOf(spend),
    name: 'Cost',
  });
}

function seriesChart(rows: readonly Row[], currency: string): Chart {
  return {
    kind: 'line',
    title: 'Cost over time',
    unit: currency,
    labels: rows.map(({ fields }) => String(fields['period'])),
    series: [{ name: 'Cost', values: rows.map(({ fields }) => Number(fields['cost'])) }],
  };
}

function stackedChart(
  months: readonly (readonly [string, readonly CostLine[]])[],
  rows: readonly Row[],
  cut: CostCut,
): Chart {
  const names = rows.slice(0, LAYERS).map(({ fields }) => String(fields['group']));
  const layers = months.map(([, lines]) => layersOf(lines, names, cut));
  const hasOthers = rows.length > names.length;
  return {
    kind: 'stacked-bar',
    title: `Cost by month and ${cut.noun.one}`,
    unit: currencyOf(months[0]?.[1] ?? []),
    labels: months.map(([start]) => monthName(start)),
    series: [...names, ...(hasOthers ? ['others'] : [])].map((name) => ({
      name,
      values: layers.map((layer) => roundedAmount(layer.get(name) ?? 0n)),
    })),
  };
}

/** Cost of one month by layer. */
function layersOf(lines: readonly CostLine[], names: readonly string[], cut: CostCut) {
  const layers = new Map<string, bigint>();
  for (const { key, cost } of costByKey(lines)) {
    const name = groupName(key, cut);
    const layer = names.includes(name) ? name : 'others';
    layers.set(layer, (layers.get(layer) ?? 0n) + cost);
  }
  return layers;
}
