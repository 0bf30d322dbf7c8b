import type { AnalyzerSummary } from '../contracts/catalogue.ts';
import type { Hooks } from '../contracts/hooks.ts';
import type { OwnReports } from '../contracts/reports.ts';
import type { Tool, ToolPrompt } from '../contracts/tool.ts';

/** What is served over MCP. */
export interface McpOptions {
  readonly tools: readonly Tool[];
  readonly prompts: readonly ToolPrompt[];
  readonly catalogue: () => readonly AnalyzerSummary[];
  /** The reports that an identity had written. */
  readonly reportsOf: (identity: string) => OwnReports;
  /** Milliseconds that a tool has to answer. */
  readonly deadlineMs: number;
  readonly hooks: Hooks;
  /** True when the server listens on this machine only: then it is reached under this machine's names only. */
  readonly loopback: boolean;
}
