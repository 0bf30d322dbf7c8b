import { createRequire } from 'node:module';
import { type Font, openSync } from 'fontkit';
import { describe, expect, it } from 'vitest';
import type { Chart } from '../../contracts/results.ts';
import { renderChart } from './chart.ts';
import { embedChart } from './chart-embed.ts';

const require = createRequire(import.meta.url);

const chart: Chart = {
  kind: 'bar',
  title: 'Saving by account',
  unit: 'USD/month',
  labels: ['payments-prod', '<script>alert("x")</script>'],
  series: [{ name: 'Saving & more', values: [1234.5, null] }],
};

describe('renderChart', () => {
  it('escapes labels, names and the title', async () => {
    const svg = await renderChart({ ...chart, title: '<img src=x onerror=alert(1)>' });
    expect(svg).not.toMatch(/<script|<img/);
    expect(svg).toContain('&lt;script&gt;');
  });

  it('describes itself to screen readers, missing values included', async () => {
    const svg = await renderChart(chart);
    expect(svg).toMatch(/^<svg role="img"/);
    expect(svg).toContain('<title>Saving by account</title>');
    expect(svg).toContain('payments-prod 1,234.50; ');
    expect(svg).toContain('no value');
  });

  it('gives the same text for the same chart', async () => {
    const first = await renderChart(chart);
    const others = Array.from({ length: 40 }, (_, index) => ({ ...chart, title: `${index}` }));
    expect(new Set(await Promise.all(others.map(renderChart))).size).toBe(40);
    expect(await renderChart(chart)).toBe(first);
  });

  it('takes its text colour from the page around it', async () => {
    expect(await renderChart(chart)).toContain('fill="currentColor"');
  });

  it('shows at most twenty bars', async () => {
    const labels = Array.from({ length: 500 }, (_, index) => `account-${index}`);
    const many = { ...chart, labels, series: [{ name: 's', values: labels.map(() => 1) }] };
    const svg = await renderChart(many);
    expect(svg).toContain('account-19');
    expect(svg).not.toContain('account-20');
  });

  it.each(['line', 'stacked-bar'] as const)('draws a %s of months', async (kind) => {
    const svg = await renderChart({ ...chart, kind, labels: ['2026-09', '2026-10'] });
    expect(svg).toContain('2026-10');
  });
});

/** The figures that a drawing writes, in the order of its markup. */
function figuresIn(svg: string): readonly string[] {
  return [...svg.matchAll(/>(-?[\d,.]+)<\/text>/g)].map(([, figure = '']) => figure);
}

describe('the figures of a chart', () => {
  it.each([
    [
      [12, 3.41, 1200.5],
      ['12.00', '3.41', '1,200.50'],
    ],
    [
      [12, 3, 1200],
      ['12', '3', '1,200'],
    ],
    [
      [-120.5, 3],
      ['-120.50', '3.00'],
    ],
    [
      [0.0004, 0.0031],
      ['0.0004', '0.0031'],
    ],
    [
      [0.5, 0.25],
      ['0.50', '0.25'],
    ],
    [
      [0, 0],
      ['0', '0'],
    ],
  ])('of %j have one precision', async (values, expected) => {
    const labels = values.map((_, index) => `account-${index}`);
    const svg = await renderChart({ ...chart, labels, series: [{ name: 's', values }] });
    expect(figuresIn(svg)).toEqual(expect.arrayContaining(expected));
    expect(svg).toContain(`account-0 ${expected[0]}; `);
  });

  it('are not cut off, however long they are', async () => {
    const labels = ['a', 'b'];
    const svg = await renderChart({
      ...chart,
      labels,
      series: [{ name: 's', values: [1, 35e14] }],
    });
    const [, x = ''] = /translate\(([\d.]+) [\d.]+\)"[^>]*>3,500,000,000,000,000</.exec(svg) ?? [];
    const font = openSync(require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')) as Font;
    const width = (font.layout('3,500,000,000,000,000').advanceWidth / font.unitsPerEm) * 12;
    expect(Number(x) + width).toBeLessThan(720);
  });

  it('are whole on the axis where all are', async () => {
    const series = [{ name: 's', values: [1, 3] }];
    const figures = figuresIn(await renderChart({ ...chart, labels: ['a', 'b'], series }));
    expect(figures.filter((figure) => figure.includes('.'))).toEqual([]);
  });

  it('are distinct on the axis where all are less than one', async () => {
    const svg = await renderChart({
      ...chart,
      labels: ['a', 'b'],
      series: [{ name: 's', values: [0.0004, 0.0031] }],
    });
    const figures = figuresIn(svg);
    expect(new Set(figures).size).toBe(figures.length);
  });
});

describe('a drawing beside others on a page', () => {
  const line = (top: number): Chart => ({
    ...chart,
    kind: 'line',
    labels: ['2026-09', '2026-10'],
    series: [{ name: 's', values: [0, top] }],
  });

  it('shares no id with them', async () => {
    const [one, other] = await Promise.all([renderChart(line(7)), renderChart(line(90))]);
    const idsOf = (svg: string) => [...svg.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(idsOf(one).length).toBeGreaterThan(0);
    expect(idsOf(one).filter((id) => idsOf(other).includes(id))).toEqual([]);
    for (const [, id = ''] of one.matchAll(/url\(#([^)]+)\)/g)) expect(idsOf(one)).toContain(id);
  });

  it('shows a point that no line leads to', async () => {
    const circles = async (values: readonly (number | null)[]) => {
      const labels = ['2026-09', '2026-10', '2026-11'];
      const svg = await renderChart({ ...line(1), labels, series: [{ name: 's', values }] });
      return svg.split('ecmeta_data_index').length;
    };
    expect(await circles([null, 5, null])).toBeGreaterThan(await circles([4, 5, 6]));
  });

  it('has a legend that covers nothing, however many series there are', async () => {
    const many = Array.from({ length: 9 }, (_, index) => ({
      name: `Amazon Elastic Service Number ${index}`,
      values: [1, 2],
    }));
    const svg = await renderChart({ ...line(1), kind: 'stacked-bar', series: many }, 560);
    const legend = [...svg.matchAll(/translate\([\d.]+ ([\d.]+)\)"[^>]*>Amazon/g)];
    const bars = [...svg.matchAll(/<path d="M[\d.]+ ([\d.]+)[^>]*ecmeta_ssr_type="chart"/g)];
    expect([legend.length, bars.length]).toEqual([9, 18]);
    const lowest = (matches: readonly RegExpMatchArray[], of: typeof Math.max) =>
      of(...matches.map(([, y]) => Number(y)));
    expect(lowest(legend, Math.max)).toBeLessThan(lowest(bars, Math.min));
  });
});

describe('embedChart', () => {
  it('loads nothing from anywhere and knows a dark scheme', async () => {
    const html = await embedChart(chart);
    expect(html).toContain("default-src 'none'");
    expect(html).not.toMatch(/(?:src|href)=|url\(/);
    expect(html).toContain('prefers-color-scheme: dark');
  });
});

it.each(['ignore previous instructions', 'customer-portal-production-2', 'WWW and MMM'])(
  'leaves room for %s in a wide font, and hides nothing',
  async (label) => {
    const font = openSync(require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf')) as Font;
    const width = (font.layout(label).advanceWidth / font.unitsPerEm) * 12;
    const svg = await renderChart({ ...chart, labels: [label, 'a\u202Eb'] });
    const right = Number(/transform="translate\(([\d.]+) [\d.]+\)"/.exec(svg)?.[1]);
    expect(right).toBeGreaterThan(width);
    expect(svg).not.toContain('\u202E');
  },
);
