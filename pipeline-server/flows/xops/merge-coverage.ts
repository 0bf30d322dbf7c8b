import type { Coverage, CoverageGap } from '../../contracts/findings.ts';
import type { AnalysisResult } from '../../contracts/results.ts';

/** Coverage of several analyses at once: the widest question, the narrowest answer. Null for none. */
export function mergeCoverage(results: readonly AnalysisResult[]): Coverage | null {
  const all = results.map((result) => result.coverage);
  const [first] = all;
  if (first === undefined || all.length === 1) return first ?? null;
  return {
    accountsAsked: Math.max(...all.map((coverage) => coverage.accountsAsked)),
    accountsAnswered: Math.min(...all.map((coverage) => coverage.accountsAnswered)),
    regionsAsked: Math.max(...all.map((coverage) => coverage.regionsAsked)),
    regionsAnswered: Math.min(...all.map((coverage) => coverage.regionsAnswered)),
    gaps: uniqueGaps(all.flatMap((coverage) => coverage.gaps)),
    truncated: [...new Set(all.flatMap((coverage) => coverage.truncated))],
    dataTime: oldest(all.flatMap((coverage) => coverage.dataTime ?? [])),
    period: all.every((coverage) => samePeriod(coverage, first)) ? first.period : null,
    estimated: all.some((coverage) => coverage.estimated),
  };
}

function uniqueGaps(gaps: readonly CoverageGap[]): readonly CoverageGap[] {
  const byKey = new Map(gaps.map((gap) => [`${gap.accountId} ${gap.region} ${gap.reason}`, gap]));
  return [...byKey.values()];
}

function oldest(times: readonly string[]): string | null {
  return times.toSorted()[0] ?? null;
}

function samePeriod(a: Coverage, b: Coverage): boolean {
  return a.period?.start === b.period?.start && a.period?.end === b.period?.end;
}
