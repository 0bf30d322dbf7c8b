import { AnalysisError } from '../../pipeline-server/contracts/analysis.ts';
import type { AnalysisResult } from '../../pipeline-server/contracts/results.ts';
import type { Readers } from '../aws/readers.ts';
import type { AnalysisRequest } from './analyzer.ts';
import { checkAccounts } from './check-parameters.ts';
import { coverageKindOf, readBlind, readPlaces, regionsOf } from './coverage.ts';
import { presentResult } from './present-result.ts';
import type { RegisteredAnalyzer } from './registry.ts';
import { withTagKey } from './tag-key.ts';

/** Runs one analyzer: data and coverage are read side by side, then presented. */
export async function runAnalyzer(
  readers: Readers,
  { entry, analyzer }: RegisteredAnalyzer,
  asked: Pick<AnalysisRequest, 'parameters' | 'thresholds' | 'now'>,
): Promise<Omit<AnalysisResult, 'receipt'>> {
  const accounts = await readers.organization.accounts();
  checkAccounts(asked.parameters, accounts);
  const parameters = await withTagKey(readers, analyzer, asked);
  const [analysis, blind, regions] = await Promise.all([
    analyzer.analyse(readers, { entry, accounts, ...asked, parameters }),
    readBlind(coverageKindOf(entry.source), readers, accounts),
    readRegions(readers),
  ]);
  return presentResult({
    entry,
    analyzer,
    analysis,
    blind,
    accounts,
    regions,
    readers,
    parameters,
    thresholds: asked.thresholds,
  });
}

/** Regions in use as Config shows them; none when Config cannot be asked, for answers that do not rest on it. */
export async function readRegions(readers: Readers): Promise<readonly string[]> {
  try {
    return regionsOf(await readPlaces(readers));
  } catch (error) {
    if (error instanceof AnalysisError && error.code !== 'aborted') return [];
    throw error;
  }
}
