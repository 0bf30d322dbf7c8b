import type { Finding, Money } from '../../../pipeline-server/contracts/findings.ts';
import type { Severity } from '../../../pipeline-server/contracts/parameters.ts';
import type { AnalysisResult, Recommendation } from '../../../pipeline-server/contracts/results.ts';
import type { Advice } from '../analyzer.ts';
import { type CatalogueEntry, catalogueEntry } from '../catalogue.ts';
import { groupedBy } from '../group-by.ts';
import { sumSavings, worstSeverity } from '../grouped.ts';
import { builtAnalyzer } from '../registry.ts';
import { ENVIRONMENT_KEYS, isProduction, tagValue } from '../tag-lookup.ts';
import { confidenceOf } from './confidence.ts';
import { dropDuplicates } from './drop-duplicates.ts';
import { scoreOf } from './score.ts';

/** How urgent a severity is by itself, 0–100; production adds to it. */
const RISK: Readonly<Record<Severity, number>> = {
  CRITICAL: 90,
  HIGH: 70,
  MEDIUM: 45,
  LOW: 20,
  INFORMATIONAL: 5,
};
const PRODUCTION_RISK = 10;

type Option = Omit<Recommendation, 'rank'>;

/**
 * Options, best first: one for each analyzer and account. `bill` weighs the savings; without one, savings do not
 * count and the rest decides.
 */
export function rankFindings(
  results: readonly AnalysisResult[],
  bill: Money | null,
): readonly Recommendation[] {
  const options = dropDuplicates(results).flatMap((result) => optionsOf(result, bill));
  return options
    .map(({ option, score }) => ({ option, score }))
    .toSorted((a, b) => b.score - a.score || (a.option.id < b.option.id ? -1 : 1))
    .map(({ option }, index) => ({ ...option, rank: index + 1 }));
}

function optionsOf(result: AnalysisResult, bill: Money | null) {
  const advice = builtAnalyzer(result.analyzer)?.advice ?? null;
  const entry = catalogueEntry(result.analyzer);
  if (advice === null || entry === null) return [];
  const all = [...result.findings, ...(result.rest ?? [])];
  const open = all.filter(({ fields }) => fields['findings'] !== 0);
  const groups = groupedBy(open, ({ accountId }) => accountId ?? 'all');
  return [...groups].map(([account, findings]) => {
    const option = optionOf({ account, findings, advice, entry, bill });
    const severity = worstSeverity(findings);
    return { option, score: scoreOf({ ...option, severity, reach: reachOf(findings) }) };
  });
}

interface OptionParts {
  readonly account: string;
  readonly findings: readonly Finding[];
  readonly advice: Advice;
  readonly entry: CatalogueEntry;
  readonly bill: Money | null;
}

function optionOf({ account, findings, advice, entry, bill }: OptionParts): Option {
  const monthlySaving = sumSavings(findings);
  const confidence = confidenceOf(advice.basis);
  return {
    id: `${entry.id}/${account}`,
    title: titleOf(advice, findings),
    action: advice.action,
    monthlySaving,
    shareOfBill: shareOf(monthlySaving, bill),
    risk: riskOf(findings),
    effort: effortOf(findings, advice),
    confidence: confidence.value,
    confidenceReason: confidence.reason,
    controls: [
      ...entry.soc2.map((criterion) => `SOC 2 ${criterion}`),
      ...entry.cps234.map((paragraph) => `CPS 234 ${paragraph}`),
    ],
    analyzer: entry.id,
    findings: findings.flatMap(({ id, standsFor }) => (standsFor === undefined ? id : [])),
    evidence: [...new Set(findings.flatMap(({ evidence }) => evidence))],
  };
}

/** "Stop 14 idle EC2 instances in data-platform-dev" */
function titleOf({ verb, one, many }: Advice, findings: readonly Finding[]): string {
  const count = findings.reduce(
    (sum, { fields, standsFor = 1 }) => sum + (Number(fields['findings']) || standsFor),
    0,
  );
  const [first] = findings;
  const place = first?.accountName ?? first?.accountId ?? 'all accounts';
  return `${verb} ${count} ${count === 1 ? one : many} in ${place}`;
}

function shareOf(saving: Money | null, bill: Money | null): number | null {
  if (saving === null || bill === null || saving.currency !== bill.currency) return null;
  return Math.min(1, Math.max(0, saving.amount / bill.amount));
}

function riskOf(findings: readonly Finding[]): number {
  const production = findings.some(({ tags }) => isProduction(tags)) ? PRODUCTION_RISK : 0;
  return Math.min(100, RISK[worstSeverity(findings)] + production);
}

/** How far a fault reaches, as the tags tell: into production, not into it, or not known. */
function reachOf(findings: readonly Finding[]): number {
  if (findings.some(({ tags }) => isProduction(tags))) return 1;
  const told = findings.every(({ tags }) => tagValue(tags, ENVIRONMENT_KEYS) !== null);
  return told ? 0 : 0.5;
}

const HARDEST_FIRST = ['high', 'medium', 'low'] as const;

/** Efforts as Cost Optimization Hub writes them (`VeryLow` … `VeryHigh`). */
const HUB_EFFORTS: Readonly<Record<string, Option['effort']>> = {
  VeryLow: 'low',
  Low: 'low',
  Medium: 'medium',
  High: 'high',
  VeryHigh: 'high',
};

/** The hardest of AWS's own words for the findings, else what the advice says. */
function effortOf(findings: readonly Finding[], advice: Advice): Option['effort'] {
  const efforts = findings.flatMap(({ fields }) => HUB_EFFORTS[String(fields['effort'])] ?? []);
  return HARDEST_FIRST.find((effort) => efforts.includes(effort)) ?? advice.effort;
}
