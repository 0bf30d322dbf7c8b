import { createRequire } from 'node:module';
import { type Font, openSync } from 'fontkit';
import { describe, expect, it } from 'vitest';
import type { Chart } from '../../contracts/analysis.ts';
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
    expect(svg).toContain('payments-prod 1,234.5; ');
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
