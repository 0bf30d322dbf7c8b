import type { Coverage, CoverageGap } from '../../pipeline-server/contracts/findings.ts';
import type { ApiUse, Receipt, Recommendation } from '../../pipeline-server/contracts/results.ts';
import { exactUsd } from '../../pipeline-server/contracts/spending.ts';
import { oneLine, type ToolAnswer } from '../../pipeline-server/contracts/tool.ts';

const MOST_GAPS = 20;
const LONGEST_GAP = 160;

/** Coverage as a model gets it: counts, and each gap in a line. */
export function coverageOf(coverage: Coverage): NonNullable<ToolAnswer['coverage']> {
  const { accountsAsked, accountsAnswered, regionsAsked, regionsAnswered } = coverage;
  return {
    accountsAsked,
    accountsAnswered,
    regionsAsked,
    regionsAnswered,
    gaps: gapLines(coverage),
    dataTime: coverage.dataTime,
    period: coverage.period === null ? null : coverage.period.label,
    estimated: coverage.estimated,
  };
}

function gapLines({ gaps, truncated }: Coverage): string[] {
  const lines = [...truncated, ...gaps.map(gapLine)].map((line) => oneLine(line, LONGEST_GAP));
  const rest = lines.length - MOST_GAPS;
  return rest > 0 ? [...lines.slice(0, MOST_GAPS), `and ${rest} more`] : lines;
}

function gapLine({ accountId, accountName, region, reason, detail }: CoverageGap): string {
  const place = region === null ? '' : ` in ${region}`;
  return `${accountName} (${accountId})${place}: ${reason}. ${detail}`;
}

/** What several analyses cost together; they ran side by side. */
export function receiptOf(receipts: readonly Receipt[]): NonNullable<ToolAnswer['receipt']> {
  const uses = receipts.flatMap(({ apis }) => apis);
  return {
    requests: sum(receipts.map(({ requests }) => requests)),
    cached: sum(uses.map(({ cached }) => cached)),
    costUsd: exactUsd(sum(receipts.map(({ costUsd }) => costUsd))),
    elapsedMs: Math.max(0, ...receipts.map(({ elapsedMs }) => elapsedMs)),
    apis: apiLines(uses),
  };
}

function apiLines(uses: readonly ApiUse[]): string[] {
  const requests = new Map<string, number>();
  for (const { api, requests: count } of uses) requests.set(api, (requests.get(api) ?? 0) + count);
  return [...requests].map(([api, count]) => `${api} (${count})`);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** An option as a model gets it. */
export function optionOf(option: Recommendation): NonNullable<ToolAnswer['options']>[number] {
  const { rank, title, action, monthlySaving, shareOfBill, risk, effort } = option;
  return {
    rank,
    title: oneLine(title, LONGEST_GAP),
    action: oneLine(action, LONGEST_GAP),
    monthlySaving: monthlySaving?.amount ?? null,
    currency: monthlySaving?.currency ?? '',
    percentOfBill: shareOfBill === null ? null : Math.round(shareOfBill * 1000) / 10,
    risk,
    effort,
    confidence: option.confidence,
    confidenceReason: option.confidenceReason,
  };
}
