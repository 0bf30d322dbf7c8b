import { AnalysisError } from '../../pipeline-server/contracts/analysis.ts';
import { duckdbMessage } from './duckdb-message.ts';

const OUT_OF_MEMORY =
  'The query needs more memory than a query may take. Ask for fewer months, group more coarsely, or add a LIMIT.';
const CHECK_DATA =
  'A value does not fit its column or the cast; "xops focus --check" says where the data departs from FOCUS.';

/** Turns what DuckDB threw into an {@link AnalysisError} that names the remedy. */
export function toQueryError(error: unknown): AnalysisError {
  if (error instanceof AnalysisError) return error;
  const { kind, text } = duckdbMessage(error);
  const options = { cause: error };
  if (kind === 'Out of Memory') return new AnalysisError('bad-parameter', OUT_OF_MEMORY, options);
  if (kind === 'Conversion') {
    return new AnalysisError('bad-parameter', `${text}. ${CHECK_DATA}`, options);
  }
  return new AnalysisError('bad-parameter', `The query does not fit the data: ${text}`, options);
}
