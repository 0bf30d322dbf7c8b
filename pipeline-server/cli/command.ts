import type { CostExplorerFocusReader } from '../../tools/focus/cost-explorer-focus.ts';
import type { Config } from '../config.ts';
import type { Analyzers } from '../contracts/analysis.ts';
import type { Clock, Logger } from '../contracts/context.ts';
import type { KnowledgeDesk } from '../contracts/knowledge.ts';
import type { Reports } from '../contracts/reports.ts';
import type { ChatStore } from '../contracts/state.ts';
import type { AwsSource } from '../flows/xops/answer.ts';
import type { Understand } from '../flows/xops/understand/understanding.ts';
import type { Terminal } from './terminal.ts';

/** How a command ended: scripts branch on it. */
export const EXIT_CODES = {
  done: 0,
  failed: 1,
  usage: 2,
  partial: 3,
  'needs-approval': 4,
} as const;

/** A process's exit code. */
export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];

/** What commands that ask AWS work with. */
export interface Analysis {
  readonly analyzers: Analyzers;
  readonly focus: CostExplorerFocusReader;
  readonly understand: Understand;
  readonly chats: ChatStore;
  readonly reports: Reports;
  readonly clock: Clock;
  readonly log: Logger;
  readonly awsSource: AwsSource;
  /** Procedures and past incidents. */
  readonly knowledge?: KnowledgeDesk;
  /** What costs more than this in USD is run only with `--yes`; nothing is asked without it. */
  readonly askAboveUsd?: number;
  close(): Promise<void>;
}

/** What a command is given besides its arguments. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /**
   * Reads the settings.
   * @throws ConfigError that lists every bad setting.
   */
  readonly readConfig: () => Config;
  /** Reads the settings and opens the AWS source; the caller closes it. */
  readonly openAnalysis: () => Promise<Analysis>;
}

/** One command of `xops`. */
export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** The text of `xops <name> --help`. */
  readonly help: string;
  /**
   * Runs the command. Data goes to the standard output, everything else to the standard error.
   * @throws {@link UsageError} for arguments that make no sense.
   */
  readonly run: (args: readonly string[], context: CommandContext) => Promise<ExitCode>;
}

/** Arguments that make no sense; the message says which and what was probably meant. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
