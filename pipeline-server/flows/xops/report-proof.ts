import type { Coverage, CoverageGap } from '../../contracts/findings.ts';
import type { AnalysisResult } from '../../contracts/results.ts';
import type { Block, TableBlock, TableColumn } from './document.ts';
import { formatNumber, formatPrice, MISSING } from './format-value.ts';
import { formatTime, GAP_WORDS } from './present-facts.ts';

/** What a report rests on, for its last page: coverage, what could not be seen and why, and the calls made. */
export function reportProof(results: readonly AnalysisResult[]): readonly Block[] {
  const gaps = gapRows(results);
  return [
    { kind: 'heading', text: 'Coverage' },
    coverageTable(results),
    ...(gaps.length === 0 ? [] : [{ kind: 'heading', text: 'Not seen' } as const, gapTable(gaps)]),
    { kind: 'heading', text: 'Receipts' },
    receiptTable(results),
  ];
}

function coverageTable(results: readonly AnalysisResult[]): TableBlock {
  return {
    kind: 'table',
    columns: columns(
      'Analysis',
      '>Accounts',
      '>Regions',
      '>Rows',
      'Data as of',
      'Period',
      'Limits',
    ),
    rows: results.map(({ title, coverage, findings, total }) => [
      title,
      `${formatNumber(coverage.accountsAnswered)} of ${formatNumber(coverage.accountsAsked)}`,
      coverage.regionsAsked === 0
        ? MISSING
        : `${formatNumber(coverage.regionsAnswered)} of ${formatNumber(coverage.regionsAsked)}`,
      `${formatNumber(findings.length)} of ${formatNumber(total)}`,
      coverage.dataTime === null ? MISSING : formatTime(coverage.dataTime),
      coverage.period?.label ?? MISSING,
      limitsOf(coverage),
    ]),
  };
}

function limitsOf({ truncated, estimated }: Coverage): string {
  const limits = [...truncated, ...(estimated ? ['part is still estimated by AWS'] : [])];
  return limits.length === 0 ? MISSING : limits.join('; ');
}

/** More analyses than this are counted instead of named. */
const MOST_TITLES = 3;

/** Each gap once, with the analyses that it concerns. */
function gapRows(results: readonly AnalysisResult[]): readonly (readonly string[])[] {
  const analyses = new Map<string, { readonly gap: CoverageGap; readonly titles: string[] }>();
  for (const { title, coverage } of results) {
    for (const gap of coverage.gaps) {
      const key = [gap.accountId, gap.region, gap.reason, gap.detail].join('\n');
      const known = analyses.get(key) ?? { gap, titles: [] };
      known.titles.push(title);
      analyses.set(key, known);
    }
  }
  return [...analyses.values()].map(({ gap, titles }) => [
    gap.accountName,
    gap.accountId,
    gap.region ?? MISSING,
    GAP_WORDS[gap.reason],
    gap.detail,
    titles.length > MOST_TITLES
      ? `${formatNumber(titles.length)} of ${formatNumber(results.length)}`
      : titles.join('; '),
  ]);
}

function gapTable(rows: TableBlock['rows']): TableBlock {
  const titles = ['Account', 'Account id', 'Region', 'Reason', 'Detail', 'Analyses'];
  return { kind: 'table', columns: columns(...titles), rows };
}

function receiptTable(results: readonly AnalysisResult[]): TableBlock {
  return {
    kind: 'table',
    columns: columns('Analysis', 'API', '>Requests', '>From the cache', '>AWS fee', 'Worded by'),
    rows: results.flatMap(({ title, receipt }) =>
      receipt.apis.map((use) => [
        title,
        use.api,
        formatNumber(use.requests),
        formatNumber(use.cached),
        formatPrice(use.costUsd),
        receipt.model === null ? 'no model' : `${receipt.model} (${receipt.place})`,
      ]),
    ),
  };
}

/** Columns by their titles; `>` sets one to the right. */
function columns(...titles: readonly string[]): readonly TableColumn[] {
  return titles.map((title) => ({
    title: title.replace(/^>/, ''),
    align: title.startsWith('>') ? 'right' : 'left',
    essential: true,
  }));
}
