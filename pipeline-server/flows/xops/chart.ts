import { createHash } from 'node:crypto';
import type { EChartsCoreOption } from 'echarts/core';
import { withTexts } from '../../contracts/chart-texts.ts';
import type { Chart } from '../../contracts/results.ts';
import { oneLine } from '../../contracts/tool.ts';
import { roomAbove, roomBeside, widestOf } from './chart-room.ts';
import { formatNumber } from './format-value.ts';

const WIDTH = 720;
const BAR_HEIGHT = 30;
const MOST_BARS = 20;
const MOST_POINTS_DESCRIBED = 12;
const LONGEST_TEXT = 200;
const MOST_DECIMALS = 6;

/** Apart from each other for colour-blind readers, and readable on light and dark ground. */
const PALETTE = ['#3b82c4', '#e08a00', '#2a9d78', '#c95a9b', '#8f7ae5', '#6b7f99', '#d1495b'];

/**
 * Draws a chart as SVG of its own: text in `currentColor`, so that the page around it decides on light or dark, with a
 * title and a description for screen readers. The same chart gives the same text. Labels are escaped. The width is in
 * pixels; the page around it may scale the drawing.
 */
export function renderChart(chart: Chart, width: number = WIDTH): Promise<string> {
  const key = JSON.stringify([width, chart]);
  const drawing = DRAWN.get(key) ?? draw(visible(firstBars(chart)), width);
  DRAWN.delete(key);
  DRAWN.set(key, drawing);
  drawing.catch(() => DRAWN.delete(key));
  for (const longestUnused of DRAWN.keys())
    if (DRAWN.size > MOST_DRAWN) DRAWN.delete(longestUnused);
  return drawing;
}

/** The last drawings: the same question of many people, and a report after its answer, draw the same chart again. */
const DRAWN = new Map<string, Promise<string>>();
const MOST_DRAWN = 32;

async function draw(shown: Chart, width: number): Promise<string> {
  const echarts = await loadECharts();
  const size = { width, height: heightOf(shown, width) };
  const drawing = echarts.init(null, null, { renderer: 'svg', ssr: true, ...size });
  try {
    drawing.setOption(optionsOf(shown, width));
    return addDescription(drawing.renderToSVGString(), shown);
  } finally {
    drawing.dispose();
  }
}

/** Only what the charts here use, on first use: it is the heaviest import of an answer. */
async function loadECharts() {
  const [core, charts, components, renderers] = await Promise.all([
    import('echarts/core'),
    import('echarts/charts'),
    import('echarts/components'),
    import('echarts/renderers'),
  ]);
  core.use([charts.BarChart, charts.LineChart, renderers.SVGRenderer]);
  core.setPlatformAPI({ measureText: widestOf });
  core.use([components.GridComponent, components.LegendComponent]);
  return core;
}

function firstBars(chart: Chart): Chart {
  if (!isHorizontal(chart)) return chart;
  return {
    ...chart,
    labels: chart.labels.slice(0, MOST_BARS),
    series: chart.series.map((series) => ({
      ...series,
      values: series.values.slice(0, MOST_BARS),
    })),
  };
}

/** Texts on one line, without what reorders or hides them. */
function visible(chart: Chart): Chart {
  return withTexts(chart, (text) => oneLine(text, LONGEST_TEXT));
}

const TIME = /^(?:\d{4}-\d{2}|[A-Z][a-z]{2} \d{4}$)/;

/** Names need the room of a line each; months and days stand side by side. */
function isHorizontal(chart: Chart): boolean {
  return chart.kind !== 'line' && !chart.labels.every((label) => TIME.test(label));
}

function heightOf(chart: Chart, width: number): number {
  const drawing = isHorizontal(chart) ? 40 + chart.labels.length * BAR_HEIGHT : width * 0.45;
  return Math.round(drawing + roomAbove(chart, width));
}

function optionsOf(chart: Chart, width: number): EChartsCoreOption {
  const horizontal = isHorizontal(chart);
  const decimals = decimalsOf(chart);
  const manySeries = chart.series.length > 1;
  const names = { type: 'category', data: [...chart.labels], inverse: horizontal, ...axisStyle };
  const values = { type: 'value', ...axisStyle, ...valueStyle(decimals) };
  const written = horizontal && !manySeries ? valuesOf(chart) : [];
  const right = roomBeside(written.map((value) => formatNumber(value, decimals)));
  return {
    animation: false,
    color: PALETTE,
    grid: { left: 16, right, top: roomAbove(chart, width), bottom: 8, ...aroundLabels },
    legend: { show: manySeries, top: 0, textStyle: { color: 'currentColor' } },
    xAxis: horizontal ? values : names,
    yAxis: horizontal ? names : values,
    series: chart.series.map((series) => ({
      type: chart.kind === 'line' ? 'line' : 'bar',
      name: series.name,
      data: [...series.values],
      symbol: 'circle',
      showSymbol: hasLonePoint(series.values),
      barMaxWidth: 28,
      label: { ...barLabel(decimals), show: written.length > 0 },
      ...(chart.kind === 'stacked-bar' ? { stack: 'all' } : {}),
    })),
  };
}

function valuesOf({ series }: Chart): readonly number[] {
  return series.flatMap(({ values }) => values.filter((value) => value !== null));
}

/** Decimals of every figure of a chart: none where all are whole, cents, or two digits of what is less than one. */
function decimalsOf(chart: Chart): number {
  const values = valuesOf(chart);
  if (values.every(Number.isInteger)) return 0;
  const largest = Math.max(...values.map(Math.abs));
  return Math.min(MOST_DECIMALS, Math.max(2, 1 - Math.floor(Math.log10(largest))));
}

/** No line leads to a point without neighbours: only a symbol shows it. */
function hasLonePoint(values: readonly (number | null)[]): boolean {
  const isThere = (index: number) => typeof values[index] === 'number';
  return values.some((_, index) => isThere(index) && !isThere(index - 1) && !isThere(index + 1));
}

/** The drawing leaves room for the axis labels, whatever their length. */
const aroundLabels = { outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' };

const axisStyle = {
  axisLabel: { color: 'currentColor', width: 220, overflow: 'truncate' },
  axisLine: { lineStyle: { color: 'currentColor', opacity: 0.4 } },
  axisTick: { show: false },
};

const barLabel = (decimals: number) => ({
  position: 'right',
  color: 'currentColor',
  formatter: ({ value }: { value: number | null }) =>
    value === null ? '' : formatNumber(value, decimals),
});

/** Steps of an axis are round: they need decimals only where everything is less than one. There is no half of a thing that is counted. */
const valueStyle = (decimals: number) => ({
  ...(decimals === 0 ? { minInterval: 1 } : {}),
  axisLabel: {
    color: 'currentColor',
    hideOverlap: true,
    formatter: (value: number) => formatNumber(value, decimals > 2 ? decimals : undefined),
  },
  splitLine: { lineStyle: { color: 'currentColor', opacity: 0.15 } },
});

/**
 * Class names and ids carry a counter of the process; without it the same chart gives the same text. Ids stay apart from those of
 * other charts on a page, since one chart's lines would be clipped by another's.
 */
function addDescription(svg: string, chart: Chart): string {
  const own = createHash('sha256')
    .update(svg.replace(/\bzr\d+-/g, ''))
    .digest('hex')
    .slice(0, 12);
  const stable = svg
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/ class="zr[^"]*"/g, '')
    .replace(/\bzr\d+-/g, `chart-${own}-`);
  const label = `<title>${escapeHtml(chart.title)}</title><desc>${escapeHtml(describe(chart))}</desc>`;
  return stable.replace(/^<svg([^>]*)>/, (_, attributes: string) => {
    return `<svg role="img"${attributes}>${label}`;
  });
}

function describe(chart: Chart): string {
  const decimals = decimalsOf(chart);
  const series = chart.series.map((each) => {
    const points = chart.labels.slice(0, MOST_POINTS_DESCRIBED).map((label, index) => {
      const value = each.values[index];
      return `${label} ${typeof value === 'number' ? formatNumber(value, decimals) : 'no value'}`;
    });
    return `${each.name}: ${points.join('; ')}`;
  });
  return `${chart.unit}. ${series.join('. ')}`;
}

/** Controls, bidirectional overrides and zero-width characters; tabs and line ends are white space. */
const INVISIBLE = /(?![\t\r\n])[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** Makes text inert in HTML and SVG. */
export function escapeHtml(text: string): string {
  return text
    .replace(INVISIBLE, ' ')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
