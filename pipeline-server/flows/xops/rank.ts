import { AnalysisError } from '../../contracts/analysis.ts';
import type { AnalysisResult, Recommendation } from '../../contracts/results.ts';
import type { AskPart, Turn } from './answer.ts';
import { reportWhile } from './report-calls.ts';

/** Ranked options, and why there are none when ranking failed. */
export interface Ranked {
  readonly options: readonly Recommendation[];
  readonly note: string | null;
}

/**
 * Step 3: ranks what was found into options, best first. An answer without options is still an answer, so a failure
 * becomes a note.
 */
export async function* rank(
  turn: Turn,
  results: readonly AnalysisResult[],
): AsyncGenerator<AskPart, Ranked> {
  if (results.every((result) => result.findings.length === 0)) return { options: [], note: null };
  try {
    const { analyzers } = turn.deps;
    const ranking = reportWhile(turn, (context) => analyzers.rank(results, context));
    const options = yield* ranking;
    return { options, note: isUnweighed(options) ? UNWEIGHED : null };
  } catch (error) {
    turn.input.signal.throwIfAborted();
    turn.deps.log.warn({ err: error }, 'ranking failed');
    const reason = error instanceof AnalysisError ? error.message : 'the ranking failed.';
    return { options: [], note: `Options could not be ranked: ${reason}` };
  }
}

const UNWEIGHED =
  'Savings are not weighed against the monthly bill, which could not be read: Cost Explorer did not answer, or a limit on its fees is reached.';

function isUnweighed(options: readonly Recommendation[]): boolean {
  return options.some(
    ({ monthlySaving, shareOfBill }) => monthlySaving !== null && shareOfBill === null,
  );
}
