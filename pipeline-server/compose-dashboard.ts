import { createSignInLimit, type SignInLimit } from './auth/sign-in-limit.ts';
import type { EvidenceServices } from './compose-evidence.ts';
import type { Config } from './config.ts';
import type { RunContext } from './contracts/analysis.ts';
import type { Clock, Logger } from './contracts/context.ts';
import type { Dashboard } from './contracts/dashboard.ts';
import { NO_PARAMETERS } from './contracts/parameters.ts';
import type { ReportFormat, WrittenReport } from './contracts/reports.ts';
import type { AnalysisResult } from './contracts/results.ts';
import type { OpenedAnalyzers } from './open-analyzers.ts';
import { type Board, createBoard, type KnownPanel } from './pages/board.ts';
import { analyzersOf, PANELS, type Panel } from './pages/panels.ts';
import type { Place } from './pages/place.ts';
import { createPriceAgreements, type PriceAgreements } from './pages/price-agreements.ts';
import { readPanel } from './pages/read-panel.ts';

/** The dashboard's panels, and the same as a card of the chat. */
export interface DashboardServices extends Dashboard {
  readonly board: Board;
  readonly prices: PriceAgreements;
  readonly place: Place;
  readonly signInLimit: SignInLimit;
  /** Writes the file of one analysis. */
  readonly exportResult: (
    result: AnalysisResult,
    format: ReportFormat,
    by: string,
  ) => Promise<WrittenReport>;
}

/** What the dashboard is composed of. */
export interface DashboardFoundation {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Logger;
  readonly opened: OpenedAnalyzers;
  readonly evidence: EvidenceServices;
}

/** Nobody waits for a panel, and Security Hub hands out the findings of a thousand accounts at three pages a second. */
const PANEL_DEADLINE_MS = 600_000;

const STYLE = { currencyDecimals: 2 };

/** Makes the dashboard over the analyzers. */
export function composeDashboard(foundation: DashboardFoundation): DashboardServices {
  const { config, clock, log, opened } = foundation;
  const { analyzers, awsSource } = opened;
  const refreshMs = config.dashboard.refreshSeconds * 1000;
  const deadlineMs = PANEL_DEADLINE_MS;
  const { askAboveUsd } = config.aws.limits;
  const prices = createPriceAgreements({ analyzers, askAboveUsd, clock });
  return {
    board: createBoard({ analyzers, prices, clock, log, refreshMs, deadlineMs }),
    prices,
    place: { base: basePath(config.server.publicUrl), awsSource: awsSource.label },
    signInLimit: createSignInLimit(clock),
    card: (context, most) => drawCard(context, most, foundation),
    exportResult: (result, format, by) => exportResult({ result, format, by }, foundation),
  };
}

/** Links of pages bear the path under which a proxy shows the server. */
function basePath(publicUrl: string | null): string {
  return publicUrl === null ? '' : new URL(publicUrl).pathname.replace(/\/$/, '');
}

async function drawCard(context: RunContext, askAboveUsd: number, foundation: DashboardFoundation) {
  const { opened, evidence } = foundation;
  const { renderCard } = await import('./pages/card.ts');
  const panels = await readPanels(context, askAboveUsd, foundation);
  const views = panels.flatMap(({ view }) => view ?? []);
  const url = `${evidence.address()}/dashboard`;
  return {
    html: renderCard({ panels, url, awsSource: opened.awsSource.label }),
    url,
    results: views.flatMap(({ parts }) => parts.map(({ result }) => result)),
    failures: views.flatMap(({ failures }) => failures),
    offers: panels.flatMap(({ panel: { title }, offer }) =>
      offer === null ? [] : [{ title, price: offer }],
    ),
  };
}

async function readPanels(
  context: RunContext,
  askAboveUsd: number,
  { opened, clock, log }: DashboardFoundation,
): Promise<readonly KnownPanel[]> {
  const { analyzers } = opened;
  const prices = createPriceAgreements({ analyzers, askAboveUsd, clock });
  const parameters = NO_PARAMETERS;
  const now = () => clock.now();
  const unforeseen = (err: unknown, analyzer: string) =>
    log.error({ err, analyzer }, 'a panel failed');
  const read = async (panel: Panel): Promise<KnownPanel> => {
    const offer = prices.offer({ identity: context.identity, parameters }, analyzersOf(panel));
    if (offer !== null) return { panel, view: null, offer };
    const view = await readPanel(panel, { analyzers, parameters, context, now, unforeseen });
    return { panel, view, offer };
  };
  return await Promise.all(PANELS.map(read));
}

async function exportResult(
  wanted: { readonly result: AnalysisResult; readonly format: ReportFormat; readonly by: string },
  { opened, evidence }: DashboardFoundation,
): Promise<WrittenReport> {
  const { reportContent } = await import('./flows/xops/report-content.ts');
  const { result, format, by } = wanted;
  const matter = {
    title: null,
    question: null,
    understoodAs: '',
    results: [result],
    failures: [],
    recommendations: [],
    awsSource: opened.awsSource,
  };
  return await evidence.reports.write(reportContent(matter, format, STYLE), format, {
    createdBy: by,
  });
}
