import type { Chart } from './results.ts';

/** A chart whose every text went through `clean`. */
export function withTexts(chart: Chart, clean: (text: string) => string): Chart {
  return {
    ...chart,
    title: clean(chart.title),
    unit: clean(chart.unit),
    labels: chart.labels.map(clean),
    series: chart.series.map(({ name, values }) => ({ name: clean(name), values })),
  };
}
