import { distance } from 'fastest-levenshtein';
import type { AnalyzerSummary } from '../../pipeline-server/contracts/catalogue.ts';
import { oneLine, ToolError } from '../../pipeline-server/contracts/tool.ts';

const LONGEST_VALUE = 60;
const MOST_NEAR = 3;

/**
 * The entry of the catalogue with this id.
 * @throws ToolError `not-found` with the ids that are spelled most alike.
 */
export function findEntry(id: string, catalogue: readonly AnalyzerSummary[]): AnalyzerSummary {
  const wanted = id.trim().toLowerCase();
  const entry = catalogue.find((each) => each.id === wanted);
  if (entry !== undefined) return entry;
  const near = catalogue
    .map((each) => ({ id: each.id, far: distance(wanted.slice(0, LONGEST_VALUE), each.id) }))
    .toSorted((a, b) => a.far - b.far)
    .slice(0, MOST_NEAR);
  throw new ToolError('not-found', {
    problem: `There is no analyzer "${oneLine(id, LONGEST_VALUE)}".`,
    remedy: `Nearest: ${near.map((each) => each.id).join(', ')}. list_analyzers gives all ids.`,
  });
}
