import type { Analyzers, RunContext } from '../contracts/analysis.ts';
import { AnalysisError } from '../contracts/analysis.ts';
import type { Coverage, Finding } from '../contracts/findings.ts';
import type { Parameters } from '../contracts/parameters.ts';
import type { AnalysisResult, Chart, Receipt } from '../contracts/results.ts';
import { renderChart } from '../flows/xops/chart.ts';
import { mergeCoverage } from '../flows/xops/merge-coverage.ts';
import type { Panel, PanelCall } from './panels.ts';

/** A figure of a panel. */
export interface PanelFigure {
  readonly label: string;
  readonly value: number | string;
  readonly kind: AnalysisResult['headlines'][number]['kind'];
  readonly currency: string;
  readonly call: PanelCall;
}

/** A table or a chart of a panel. */
export interface PanelPart {
  readonly call: PanelCall;
  /** The result with the panel's rows only. */
  readonly result: AnalysisResult;
  /** Null where nothing is drawn. */
  readonly chart: { readonly caption: string; readonly svg: string } | null;
}

/** An analysis of a panel that gave no answer. */
export interface PanelFailure {
  readonly title: string;
  readonly analyzer: string;
  /** Names the remedy. */
  readonly message: string;
}

/** What a panel shows. Rows beyond those shown are not held. */
export interface PanelView {
  readonly panel: Panel;
  readonly figures: readonly PanelFigure[];
  readonly parts: readonly PanelPart[];
  readonly failures: readonly PanelFailure[];
  /** Null when nothing was answered. */
  readonly coverage: Coverage | null;
  readonly receipts: readonly Receipt[];
  /** When the panel was read, ISO 8601. */
  readonly readAt: string;
}

/** What a panel is read with. */
export interface PanelReading {
  readonly analyzers: Analyzers;
  readonly parameters: Parameters;
  readonly context: RunContext;
  readonly now: () => Date;
  /** Told of failures that nobody foresaw. */
  readonly unforeseen: (error: unknown, analyzer: string) => void;
}

/** Bars beyond these are in the table behind the chart. */
const MOST_BARS = 8;
/** About the width of a panel, so that labels keep their size. */
const CHART_WIDTH = 560;

/** Runs the analyses of a panel in parallel. One that fails does not fail the others: it is shown as such, never as a zero. */
export async function readPanel(panel: Panel, reading: PanelReading): Promise<PanelView> {
  const answers = await Promise.all(panel.calls.map((call) => answerOf(call, reading)));
  const parts = answers.filter((answer) => 'result' in answer);
  const results = parts.map(({ result }) => result);
  return {
    panel,
    figures: parts.flatMap(figuresOf),
    parts,
    failures: answers.filter((answer) => 'message' in answer),
    coverage: mergeCoverage(results),
    receipts: results.map(({ receipt }) => receipt),
    readAt: reading.now().toISOString(),
  };
}

async function answerOf(call: PanelCall, reading: PanelReading): Promise<PanelPart | PanelFailure> {
  const { analyzer, groupBy } = call;
  try {
    const parameters = { ...reading.parameters, groupBy };
    const result = await reading.analyzers.run(analyzer, parameters, reading.context);
    const chart = call.chart ? await draw(result.chart) : null;
    return { call, result: withRows(result, call.rows), chart };
  } catch (error) {
    const title = reading.analyzers.list().find(({ id }) => id === analyzer)?.title ?? analyzer;
    if (error instanceof AnalysisError) return { analyzer, title, message: error.message };
    reading.unforeseen(error, analyzer);
    const message =
      'It failed unexpectedly. Reload the page; if it fails again, the cause is in the log of the server.';
    return { analyzer, title, message };
  }
}

async function draw(chart: Chart | null): Promise<PanelPart['chart']> {
  if (chart === null || chart.labels.length === 0) return null;
  const svg = withoutStyles(await renderChart(shorten(chart), CHART_WIDTH));
  return { caption: `${chart.title} (${chart.unit})`, svg };
}

function shorten(chart: Chart): Chart {
  if (chart.kind === 'line') return chart;
  const series = chart.series.map((each) => ({ ...each, values: each.values.slice(0, MOST_BARS) }));
  return { ...chart, labels: chart.labels.slice(0, MOST_BARS), series };
}

/** The pages' policy lets no style attribute through; SVG has attributes for the same. */
function withoutStyles(svg: string): string {
  return svg.replaceAll(/ style="([^"]*)"/g, (_, css: string) =>
    css
      .split(';')
      .flatMap((rule) => (rule.includes(':') ? [` ${rule.replace(/:\s*/, '="')}"`] : []))
      .join(''),
  );
}

/** A view is held for minutes: thousands of findings behind five shown rows must not be. */
function withRows(result: AnalysisResult, rows: number): AnalysisResult {
  const findings = result.findings
    .slice(0, rows)
    .map((finding): Finding => ({ ...finding, tags: {} }));
  return { ...result, findings, chart: null, evidence: [] };
}

function figuresOf({ call, result }: PanelPart): readonly PanelFigure[] {
  return call.figures.flatMap(({ headline, label }) => {
    const found = result.headlines[headline];
    if (found === undefined) return [];
    const { value, kind, currency = 'USD' } = found;
    return [{ label, value, kind, currency, call }];
  });
}
