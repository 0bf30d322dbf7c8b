import { AnalysisError, type RunContext } from '../../pipeline-server/contracts/analysis.ts';
import type { AnalyzerSummary } from '../../pipeline-server/contracts/catalogue.ts';
import type { Parameters } from '../../pipeline-server/contracts/parameters.ts';
import type { AnalysisResult } from '../../pipeline-server/contracts/results.ts';
import type { ToolPorts } from './ports.ts';
import type { Found } from './present-answer.ts';

/** What to run. */
export interface AnalysesRequest {
  readonly analyzers: readonly string[];
  readonly parameters: Parameters;
  /** Whether what was found is ranked into options. */
  readonly rank: boolean;
}

type Analyzers = ToolPorts['analyzers'];

/**
 * Runs analyzers side by side. Those that fail, and those that are not built, are named in the answer.
 * @throws the first failure when none gave an answer.
 */
export async function runAnalyses(
  { analyzers: ids, parameters, rank }: AnalysesRequest,
  { analyzers }: { readonly analyzers: Analyzers },
  context: RunContext,
): Promise<Found> {
  const { runnable, unbuilt } = sortOut(ids, analyzers.list());
  const outcomes = await Promise.all(
    runnable.map((entry) => settle(entry, analyzers.run(entry.id, parameters, context))),
  );
  const results = outcomes.flatMap((outcome) => ('result' in outcome ? [outcome.result] : []));
  const errors = outcomes.flatMap((outcome) => ('error' in outcome ? [outcome] : []));
  const [first] = errors;
  if (results.length === 0 && first !== undefined) throw first.error;
  return {
    results,
    failures: [
      ...errors.map(({ title, error }) => `Not answered: ${title}. ${error.message}`),
      ...unbuilt.map(({ title }) => `Not built yet: ${title}.`),
    ],
    options: rank ? await rankResults(results, analyzers, context) : [],
  };
}

interface Entry {
  readonly id: string;
  readonly title: string;
}

/** Where none is built, one is run all the same: its own error says what is. */
function sortOut(
  ids: readonly string[],
  catalogue: readonly AnalyzerSummary[],
): { readonly runnable: readonly Entry[]; readonly unbuilt: readonly Entry[] } {
  const known = new Map(catalogue.map((entry) => [entry.id, entry]));
  const entries = ids.map((id) => known.get(id) ?? { id, title: id, built: true });
  const runnable = entries.filter(({ built }) => built);
  if (runnable.length === 0) return { runnable: entries.slice(0, 1), unbuilt: [] };
  return { runnable, unbuilt: entries.filter(({ built }) => !built) };
}

type Outcome =
  | { readonly result: AnalysisResult }
  | { readonly title: string; readonly error: AnalysisError };

async function settle({ title }: Entry, run: Promise<AnalysisResult>): Promise<Outcome> {
  try {
    return { result: await run };
  } catch (error) {
    if (isAnswerable(error)) return { title, error };
    throw error;
  }
}

/** Options are an addition: without the bill that weighs them the findings still stand. */
async function rankResults(
  results: readonly AnalysisResult[],
  analyzers: Analyzers,
  context: RunContext,
): Promise<Found['options']> {
  try {
    return await analyzers.rank(results, context);
  } catch (error) {
    if (isAnswerable(error)) return [];
    throw error;
  }
}

/** A failure that the rest of the answer can stand beside; an abort is none. */
function isAnswerable(error: unknown): error is AnalysisError {
  return error instanceof AnalysisError && error.code !== 'aborted';
}
