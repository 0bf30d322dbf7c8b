import type { AnalysisResult, RunContext } from './analysis.ts';
import type { ReportFailure } from './reports.ts';

/** The dashboard as a card in a chat. */
export interface DashboardCard {
  /** A whole HTML page that loads nothing. */
  readonly html: string;
  /** Where the dashboard itself is; absolute. */
  readonly url: string;
  readonly results: readonly AnalysisResult[];
  readonly failures: readonly ReportFailure[];
}

/** Draws the dashboard for a chat. */
export interface Dashboard {
  /** Reads the panels over the whole organization for the person of the context. */
  card(context: RunContext): Promise<DashboardCard>;
}
