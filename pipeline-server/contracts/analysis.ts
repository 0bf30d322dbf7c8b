import type { AnalyzerSummary } from './catalogue.ts';
import type { Evidence } from './findings.ts';
import type { Parameters } from './parameters.ts';
import { type Principal, provesPerson } from './principal.ts';
import type { AnalysisResult, Recommendation } from './results.ts';
import type { Allowance } from './spending.ts';

/** An account of the organization. */
export interface Account {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly status: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** What questions can name: accounts and Regions. */
export interface Organization {
  readonly accounts: readonly Account[];
  readonly regions: readonly string[];
}

/** Told while an analysis runs. */
export type Progress =
  | { readonly type: 'step'; readonly description: string }
  /** One API was asked; `items` is what came back, `api` and `request` say what was asked. */
  | { readonly type: 'api'; readonly evidence: Evidence; readonly costUsd: number };

/** Who asks, as the logs of AWS accounts will name them. */
export interface Caller {
  /** Mail address or id of the person; null where nothing proves who asks. */
  readonly person: string | null;
  /** What asks: a tool, a pipe or a command. */
  readonly tool: string;
  /** The request's id in this server's log; null where there is none. */
  readonly requestId: string | null;
}

/** The caller of a request: a person only where a signature proves it. */
export function callerOf(
  { email, id, proof }: Principal,
  { tool, requestId }: Omit<Caller, 'person'>,
): Caller {
  return { person: provesPerson(proof) ? (email ?? id) : null, tool, requestId };
}

/** What a run needs besides its parameters. */
export interface RunContext {
  readonly signal: AbortSignal;
  /** Scope of caches: one person's view never serves another's. */
  readonly identity: string;
  readonly report: (progress: Progress) => void;
  /** What the question may spend; without it, each run is a question of its own. */
  readonly allowance?: Allowance;
  /** Who is named to AWS; nobody without it. */
  readonly caller?: Caller;
}

/** The analyzers, as flows, tools and commands use them. */
export interface Analyzers {
  /** The whole catalogue, in the catalogue's order. */
  list(): readonly AnalyzerSummary[];
  /**
   * Runs one analyzer.
   * @throws {@link AnalysisError} when it is unknown, not built, or its source gave no usable answer.
   */
  run(id: string, parameters: Parameters, context: RunContext): Promise<AnalysisResult>;
  /** Ranks what was found into options, best first. Reads the monthly bill once where there are savings to weigh. */
  rank(results: readonly AnalysisResult[], context: RunContext): Promise<readonly Recommendation[]>;
  /** Accounts and Regions, cached. */
  organization(context: RunContext): Promise<Organization>;
}

/** Why an analysis gave no answer. The message names the remedy and is fit for the user's eyes. */
export class AnalysisError extends Error {
  override readonly name = 'AnalysisError';
  readonly code:
    | 'unknown-analyzer'
    | 'not-built'
    | 'bad-parameter'
    | 'denied'
    | 'throttled'
    | 'limit-reached'
    | 'unavailable'
    | 'aborted';

  constructor(code: AnalysisError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
