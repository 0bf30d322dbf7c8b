import type { Chart } from '../../pipeline-server/contracts/results.ts';

/** One bar. */
export interface Bar {
  readonly label: string;
  readonly value: number;
}

/** What a chart of bars is called, and what the bars measure. */
export interface BarWords {
  readonly title: string;
  readonly unit: string;
  /** The name of the one series. */
  readonly name: string;
}

/** Bars that still can be read. */
const BARS = 10;

/** The largest bars, longest first; null when one bar is all there is to see. */
export function barChart(bars: readonly Bar[], { title, unit, name }: BarWords): Chart | null {
  if (bars.length < 2) return null;
  const shown = bars
    .toSorted((a, b) => Math.abs(b.value) - Math.abs(a.value) || (a.label < b.label ? -1 : 1))
    .slice(0, BARS);
  return {
    kind: 'bar',
    title,
    unit,
    labels: shown.map(({ label }) => label),
    series: [{ name, values: shown.map(({ value }) => value) }],
  };
}
