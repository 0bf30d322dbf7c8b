import type { RunContext } from '../../contracts/analysis.ts';
import { AnalysisError } from '../../contracts/analysis.ts';
import type { Parameters } from '../../contracts/parameters.ts';
import type { AnalysisResult } from '../../contracts/results.ts';
import type { AskPart, Failure, Turn } from './answer.ts';
import { formatNumber } from './format-value.ts';
import { reportWhile } from './report-calls.ts';

/** What was found, and what could not be looked at. */
export interface Gathered {
  readonly results: readonly AnalysisResult[];
  readonly failures: readonly Failure[];
}

/** What to run. */
export interface GatherRequest {
  readonly analyzers: readonly string[];
  readonly parameters: Parameters;
}

/** A question that names more than this is answered in parts. */
const MOST_ANALYZERS = 8;

/**
 * Step 2: runs the analyzers in parallel, each telling its progress. One that fails does not fail the others.
 * @throws the reason of the signal when the client went away.
 */
export async function* gather(
  turn: Turn,
  request: GatherRequest,
): AsyncGenerator<AskPart, Gathered> {
  const ids = request.analyzers.slice(0, MOST_ANALYZERS);
  const outcomes = yield* reportWhile(turn, (context) =>
    Promise.all(ids.map((id) => runOne(turn, { id, parameters: request.parameters, context }))),
  );
  turn.input.signal.throwIfAborted();
  return {
    results: outcomes.filter((outcome) => 'findings' in outcome),
    failures: outcomes.filter((outcome) => 'code' in outcome),
  };
}

async function runOne(
  turn: Turn,
  run: { id: string; parameters: Parameters; context: RunContext },
): Promise<AnalysisResult | Failure> {
  const title = titleOf(turn, run.id);
  try {
    const result = await turn.deps.analyzers.run(run.id, run.parameters, run.context);
    run.context.report({
      type: 'step',
      description: `${title}: ${formatNumber(result.total)} found`,
    });
    return result;
  } catch (error) {
    const failure = toFailure(error, { id: run.id, title });
    const level = error instanceof AnalysisError ? 'warn' : 'error';
    turn.deps.log[level]({ err: error, analyzer: run.id, code: failure.code }, 'analysis failed');
    run.context.report({ type: 'step', description: `${title}: ${failure.message}` });
    return failure;
  }
}

function toFailure(error: unknown, analyzer: { id: string; title: string }): Failure {
  const known = error instanceof AnalysisError;
  return {
    analyzer: analyzer.id,
    title: analyzer.title,
    code: known ? error.code : 'unavailable',
    message: known
      ? error.message
      : 'It failed unexpectedly. Ask again; if it fails again, an administrator finds the cause in the log.',
  };
}

/** The catalogue's title of an analyzer, or its id when the catalogue does not know it. */
function titleOf(turn: Turn, id: string): string {
  return turn.deps.analyzers.list().find((entry) => entry.id === id)?.title ?? id;
}
