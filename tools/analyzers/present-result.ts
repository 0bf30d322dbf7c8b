import type {
  Account,
  AnalysisResult,
  Chart,
  Coverage,
  CoverageGap,
  Finding,
  Parameters,
} from '../../pipeline-server/contracts/analysis.ts';
import type { Readers } from '../aws/readers.ts';
import type { Analysis, Analyzer } from './analyzer.ts';
import type { CatalogueEntry } from './catalogue.ts';
import { type Blind, countCoverage } from './coverage.ts';
import { defaultChart } from './default-chart.ts';
import { toFindings } from './finding.ts';
import { groupedBy } from './group-by.ts';
import { groupColumns, groupFindings } from './grouped.ts';

/** Everything an answer is made of. */
export interface AnswerParts {
  readonly entry: CatalogueEntry;
  readonly analyzer: Analyzer;
  readonly analysis: Analysis;
  readonly blind: Blind;
  readonly accounts: readonly Account[];
  readonly regions: readonly string[];
  readonly readers: Readers;
  readonly parameters: Parameters;
}

/** The answer: findings named, grouped and cut; what was seen and what was not. */
export function presentResult(parts: AnswerParts): Omit<AnalysisResult, 'receipt'> {
  const { entry, analyzer, analysis, parameters } = parts;
  const findings = toFindings(entry.id, analysis.rows, parts.accounts);
  const grouping = groupingOf(analyzer, parameters);
  const groups = grouping === null ? null : groupFindings(findings, grouping);
  const shown = groups ?? findings;
  const coverage = coverageOf(parts);
  return {
    analyzer: entry.id,
    title: entry.title,
    domain: entry.domain,
    columns:
      groups === null || grouping === null ? analyzer.columns(parameters) : groupColumns(grouping),
    findings: parameters.top === null ? shown : shown.slice(0, parameters.top),
    total: shown.length,
    headlines: headlinesOf(parts, findings),
    coverage,
    evidence: parts.readers.recorder.evidence(),
    notes: notesOf(parts, coverage.gaps, grouping !== null && groups === null),
    chart: chartOf(parts, findings),
  };
}

/** The analyzer's own chart with accounts by name, or the default one. */
function chartOf({ analysis, accounts }: AnswerParts, findings: readonly Finding[]): Chart | null {
  const { chart } = analysis.summary;
  if (chart === undefined) return defaultChart(findings);
  const names = new Map(accounts.map(({ id, name }) => [id, name]));
  return chart === null
    ? null
    : { ...chart, labels: chart.labels.map((label) => names.get(label) ?? label) };
}

/** The grouping that is left to do here, or null. */
function groupingOf(analyzer: Analyzer, { groupBy }: Parameters): Parameters['groupBy'] {
  return groupBy === null || analyzer.groupings.includes(groupBy) ? null : groupBy;
}

function coverageOf(parts: AnswerParts): Coverage {
  const { summary } = parts.analysis;
  return {
    ...countCoverage(parts, parts.blind.gaps),
    truncated: parts.readers.recorder.cuts(),
    dataTime: summary.dataTime ?? null,
    period: summary.period ?? parts.parameters.period,
    estimated: summary.estimated ?? false,
  };
}

function headlinesOf({ analysis, entry }: AnswerParts, findings: readonly Finding[]) {
  if (analysis.summary.headlines.length > 0) return analysis.summary.headlines;
  const { title, source } = entry;
  return [{ label: title, value: findings.length, kind: 'number' as const, source }];
}

function notesOf(
  { analysis, blind, parameters }: AnswerParts,
  gaps: readonly CoverageGap[],
  ungrouped: boolean,
): readonly string[] {
  return [
    ...analysis.summary.notes,
    ...gapNotes(gaps),
    ...(blind.problem === null
      ? []
      : [`Which accounts are covered is not known: ${blind.problem}`]),
    ...(ungrouped ? [`This answer cannot be grouped by ${parameters.groupBy}.`] : []),
  ];
}

/** Account names in one note. */
const NAMED_AT_MOST = 10;

/** Blind spots by name: what is not seen is not "nothing found". */
function gapNotes(gaps: readonly CoverageGap[]): readonly string[] {
  return [...groupedBy(gaps, ({ detail }) => detail)].map(([detail, members]) => {
    const places = members.map(({ accountName, region }) =>
      region === null ? accountName : `${accountName} in ${region}`,
    );
    const more = places.length - NAMED_AT_MOST;
    const named = places.slice(0, NAMED_AT_MOST).join(', ') + (more > 0 ? ` and ${more} more` : '');
    return `Not seen: ${named}. ${detail}`;
  });
}
