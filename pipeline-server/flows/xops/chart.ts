import type { EChartsCoreOption } from 'echarts/core';
import type { Chart } from '../../contracts/analysis.ts';
import { withTexts } from '../../contracts/chart-texts.ts';
import { oneLine } from '../../contracts/tool.ts';
import { formatNumber } from './format-value.ts';

const WIDTH = 720;
const BAR_HEIGHT = 30;
const MOST_BARS = 20;
const MOST_POINTS_DESCRIBED = 12;
const LONGEST_TEXT = 200;

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
    drawing.setOption(optionsOf(shown));
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

/**
 * How wide a text is in the widest fonts that stand for sans-serif (Verdana, DejaVu Sans), from above. The drawing is made
 * where no font is, for readers whose fonts are not known: what is measured too narrow is cut off at the edge.
 */
function widestOf(text: string, font = ''): { width: number } {
  const size = Number(/(\d+(?:\.\d+)?)px/.exec(font)?.[1] ?? 12);
  const ems = Array.from(text).reduce((sum, character) => sum + widthInEms(character), 0);
  return { width: size * ems };
}

function widthInEms(character: string): number {
  if (/[iljI.,:;'|![\]() /\\]/.test(character)) return 0.4;
  if (/[\u1100-\uFFFF\u{10000}-\u{10FFFF}mwMW%@]/u.test(character)) return 1;
  return /\p{Lu}|[+=<>#&]/u.test(character) ? 0.84 : 0.64;
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
  return isHorizontal(chart) ? 48 + chart.labels.length * BAR_HEIGHT : Math.round(width * 0.47);
}

function optionsOf(chart: Chart): EChartsCoreOption {
  const horizontal = isHorizontal(chart);
  const manySeries = chart.series.length > 1;
  const names = { type: 'category', data: [...chart.labels], inverse: horizontal, ...axisStyle };
  const values = { type: 'value', ...axisStyle, ...valueStyle };
  return {
    animation: false,
    color: PALETTE,
    grid: { left: 16, right: 64, top: manySeries ? 40 : 8, bottom: 8, ...aroundLabels },
    legend: { show: manySeries, top: 0, textStyle: { color: 'currentColor' } },
    xAxis: horizontal ? values : names,
    yAxis: horizontal ? names : values,
    series: chart.series.map((series) => ({
      type: chart.kind === 'line' ? 'line' : 'bar',
      name: series.name,
      data: [...series.values],
      showSymbol: false,
      barMaxWidth: 28,
      label: { ...barLabel, show: horizontal && !manySeries },
      ...(chart.kind === 'stacked-bar' ? { stack: 'all' } : {}),
    })),
  };
}

/** The drawing leaves room for the axis labels, whatever their length. */
const aroundLabels = { outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' };

const axisStyle = {
  axisLabel: { color: 'currentColor', width: 220, overflow: 'truncate' },
  axisLine: { lineStyle: { color: 'currentColor', opacity: 0.4 } },
  axisTick: { show: false },
};

const barLabel = {
  position: 'right',
  color: 'currentColor',
  formatter: ({ value }: { value: number | null }) => (value === null ? '' : formatNumber(value)),
};

const valueStyle = {
  axisLabel: { color: 'currentColor', formatter: (value: number) => formatNumber(value) },
  splitLine: { lineStyle: { color: 'currentColor', opacity: 0.15 } },
};

/** Class names and ids carry a counter of the process; without it the same chart gives the same text. */
function addDescription(svg: string, chart: Chart): string {
  const stable = svg
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replace(/ class="zr[^"]*"/g, '')
    .replace(/\bzr\d+-/g, 'chart-');
  const label = `<title>${escapeHtml(chart.title)}</title><desc>${escapeHtml(describe(chart))}</desc>`;
  return stable.replace(/^<svg([^>]*)>/, (_, attributes: string) => {
    return `<svg role="img"${attributes}>${label}`;
  });
}

function describe(chart: Chart): string {
  const series = chart.series.map((each) => {
    const points = chart.labels.slice(0, MOST_POINTS_DESCRIBED).map((label, index) => {
      const value = each.values[index];
      return `${label} ${typeof value === 'number' ? formatNumber(value) : 'no value'}`;
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
