import type {
  AnalysisResult,
  ApiUse,
  Coverage,
  CoverageGap,
  Receipt,
} from '../../contracts/analysis.ts';

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

/** What is needed for a receipt besides the results. */
export interface ReceiptParts {
  readonly awsSource: string;
  readonly results: readonly AnalysisResult[];
  /** Calls made outside analyzers. */
  readonly calls: readonly ApiUse[];
  readonly elapsedMs: number;
}

/** One receipt for a whole answer, written without a model. */
export function mergeReceipt(parts: ReceiptParts): Receipt {
  const apis = sumByApi([
    ...parts.results.flatMap((result) => result.receipt.apis),
    ...parts.calls,
  ]);
  return {
    awsSource: parts.awsSource,
    apis,
    requests: apis.reduce((sum, use) => sum + use.requests, 0),
    costUsd: cents(apis.reduce((sum, use) => sum + use.costUsd, 0)),
    elapsedMs: parts.elapsedMs,
    model: null,
    place: null,
  };
}

function sumByApi(uses: readonly ApiUse[]): readonly ApiUse[] {
  const sums = new Map<string, ApiUse>();
  for (const use of uses) {
    const sum = sums.get(use.api) ?? { api: use.api, requests: 0, cached: 0, costUsd: 0 };
    sums.set(use.api, {
      api: use.api,
      requests: sum.requests + use.requests,
      cached: sum.cached + use.cached,
      costUsd: cents(sum.costUsd + use.costUsd),
    });
  }
  return [...sums.values()];
}

/** Sums of 0.01 in binary drift. */
function cents(usd: number): number {
  return Math.round(usd * 100) / 100;
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
