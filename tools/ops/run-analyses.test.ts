import { describe, expect, it } from 'vitest';
import { AnalysisError, type RunContext } from '../../pipeline-server/contracts/analysis.ts';
import { NO_PARAMETERS } from '../../pipeline-server/contracts/parameters.ts';
import {
  createFakeAnalyzers,
  type FakeAnalysis,
  fakeRecommendation,
  fakeResult,
  fakeSummary,
} from '../../pipeline-server/test/fake-analyzers.ts';
import { runAnalyses } from './run-analyses.ts';

const CONTEXT: RunContext = {
  signal: new AbortController().signal,
  identity: 'ann',
  report: () => undefined,
};
const DENIED = new AnalysisError('denied', 'AWS said no.');

function run(analyzers: readonly string[], fake: FakeAnalysis) {
  const catalogue = ['a', 'b', 'c'].map((id) => ({
    ...fakeSummary(id, `Check ${id}`),
    built: id !== 'c',
  }));
  const request = { analyzers, parameters: NO_PARAMETERS, rank: true };
  return runAnalyses(request, { analyzers: createFakeAnalyzers({ catalogue, ...fake }) }, CONTEXT);
}

describe('runAnalyses', () => {
  it('answers with what it can, and names what failed or is not built', async () => {
    const found = await run(['a', 'b', 'c'], { results: { a: fakeResult(1), b: DENIED } });
    expect(found.results).toHaveLength(1);
    expect(found.failures).toEqual([
      'Not answered: Check b. AWS said no.',
      'Not built yet: Check c.',
    ]);
  });

  it('fails with the first reason when nothing answered', async () => {
    await expect(run(['b', 'c'], { results: { b: DENIED } })).rejects.toBe(DENIED);
  });

  it('lets the only analysis say itself that it is not built', async () => {
    const unbuilt = new AnalysisError('not-built', 'Not yet.');
    await expect(run(['c'], { results: { c: unbuilt } })).rejects.toBe(unbuilt);
  });

  it('ranks what it found, and stands without the ranking', async () => {
    const results = { a: fakeResult(1) };
    const ranked = await run(['a'], { results, recommendations: [fakeRecommendation(1)] });
    expect(ranked.options).toHaveLength(1);
    const unranked = await run(['a'], { results, recommendations: DENIED });
    expect([unranked.results.length, unranked.options]).toEqual([1, []]);
  });

  it('does not take an abort or a defect for an answer', async () => {
    const aborted = new AnalysisError('aborted', 'The caller left.');
    await expect(run(['a', 'b'], { results: { a: fakeResult(1), b: aborted } })).rejects.toBe(
      aborted,
    );
  });
});
