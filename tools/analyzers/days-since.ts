import { type ConfigRow, textAt } from '../aws/config-row.ts';
import type { AnalysisRequest } from './analyzer.ts';
import { DAY_MS } from './periods.ts';

/** Whole days since the time at a path; null when there is none. */
export function daysSince(
  row: ConfigRow,
  path: string,
  { now }: Pick<AnalysisRequest, 'now'>,
): number | null {
  const time = Date.parse(textAt(row, path) ?? '');
  return Number.isNaN(time) ? null : Math.floor((now.getTime() - time) / DAY_MS);
}
