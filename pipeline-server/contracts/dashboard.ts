import type { RunContext } from './analysis.ts';
import type { ReportFailure } from './reports.ts';
import type { AnalysisResult } from './results.ts';
import type { Estimate } from './spending.ts';

/** The dashboard as a card in a chat. */
export interface DashboardCard {
  /** A whole HTML page that loads nothing. */
  readonly html: string;
  /** Where the dashboard itself is; absolute. */
  readonly url: string;
  readonly results: readonly AnalysisResult[];
  readonly failures: readonly ReportFailure[];
  /** What was not asked, because it costs more than may be spent without asking. */
  readonly offers: readonly { readonly title: string; readonly price: Estimate }[];
}

/** Draws the dashboard for a chat. */
export interface Dashboard {
  /** Reads the panels over the whole organization for the person of the context, but for those that cost more than `askAboveUsd`. */
  card(context: RunContext, askAboveUsd: number): Promise<DashboardCard>;
}
