import type { Account } from '../../pipeline-server/contracts/analysis.ts';
import type { Coverage, Finding } from '../../pipeline-server/contracts/findings.ts';
import type { Parameters } from '../../pipeline-server/contracts/parameters.ts';
import type {
  AnalysisResult,
  Chart,
  Headline,
  Sentence,
} from '../../pipeline-server/contracts/results.ts';
import type { Readers } from '../aws/readers.ts';
import type { Analysis, AnalysisRequest, Analyzer } from './analyzer.ts';
import type { CatalogueEntry } from './catalogue.ts';
import { type Blind, countCoverage } from './coverage.ts';
import { defaultChart, groupChart } from './default-chart.ts';
import { toFindings } from './finding.ts';
import { countOf } from './fold-rows.ts';
import { type Grouped, groupFindings } from './grouped.ts';
import { accountsOf, listSentence, noneSentence } from './list-sentence.ts';
import { numberFigure } from './sentence.ts';
import { thresholdNote } from './thresholds.ts';

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
  readonly thresholds: AnalysisRequest['thresholds'];
}

/** The answer: findings named, grouped and cut; what was seen and what was not. */
export function presentResult(parts: AnswerParts): Omit<AnalysisResult, 'receipt'> {
  const { entry, analysis, parameters } = parts;
  const listed = toFindings(entry.id, analysis.rows, parts.accounts);
  const rest = toFindings(entry.id, analysis.rest, parts.accounts);
  const findings = rest.length === 0 ? listed : [...listed, ...rest];
  const groups = groupsOf(parts, findings);
  const shown = groups?.findings ?? listed;
  const asksForRest = parameters.top === null || parameters.top > listed.length;
  const isUnlisted = groups === null && rest.length > 0 && asksForRest;
  const coverage = coverageOf(parts);
  return {
    analyzer: entry.id,
    title: analysis.title ?? titleOf(entry),
    sentence: sentenceOf(parts, findings, coverage),
    domain: entry.domain,
    columns: groups?.columns ?? parts.analyzer.columns(parameters),
    findings: parameters.top === null ? shown : shown.slice(0, parameters.top),
    total: groups === null ? countOf(findings) : shown.length,
    ...(isUnlisted && { rest }),
    headlines: headlinesOf(parts, findings),
    coverage,
    evidence: parts.readers.recorder.evidence(),
    notes: [
      ...notesOf(parts, groups === null && isRegrouped(parts)),
      ...(isUnlisted ? [unlistedNote(listed, rest)] : []),
    ],
    chart: chartOf(parts, findings, groups),
  };
}

/** The catalogue's title; whose accounts are meant is said by the coverage. */
function titleOf({ title }: CatalogueEntry): string {
  return title.replace(/ \((?:all accounts|org)\)$|, all accounts$/, '');
}

function sentenceOf(
  { analysis }: AnswerParts,
  findings: readonly Finding[],
  coverage: Coverage,
): Sentence {
  const { noun, summary } = analysis;
  if (summary.sentence !== undefined) return summary.sentence;
  if (findings.length === 0) return noneSentence(noun, coverage);
  return listSentence(findings, noun, summary.clause ?? []);
}

/** The groups' chart, the analyzer's own with accounts by name, or the default one. */
function chartOf(
  { analysis: { noun, summary }, accounts }: AnswerParts,
  findings: readonly Finding[],
  groups: Grouped | null,
): Chart | null {
  if (groups !== null) return groupChart(groups, noun);
  const { chart } = summary;
  if (chart === undefined) return defaultChart(findings, noun);
  const names = new Map(accounts.map(({ id, name }) => [id, name]));
  return chart === null
    ? null
    : { ...chart, labels: chart.labels.map((label) => names.get(label) ?? label) };
}

/** Whether the rows have to be grouped here: the analyzer does not answer that grouping itself. */
function isRegrouped({ analyzer, parameters: { groupBy } }: AnswerParts): boolean {
  return groupBy !== null && !analyzer.groupings.includes(groupBy);
}

function groupsOf(parts: AnswerParts, findings: readonly Finding[]): Grouped | null {
  const { analyzer, parameters } = parts;
  if (parameters.groupBy === null || !isRegrouped(parts)) return null;
  return groupFindings(findings, parameters.groupBy, analyzer.measure);
}

function coverageOf(parts: AnswerParts): Coverage {
  const { summary } = parts.analysis;
  return {
    ...countCoverage(parts, [...parts.blind.gaps, ...(summary.gaps ?? [])]),
    truncated: parts.readers.recorder.cuts(),
    dataTime: summary.dataTime ?? null,
    period: summary.period ?? parts.parameters.period,
    estimated: summary.estimated ?? false,
  };
}

/** The figures of the sentence, and what the analyzer adds. */
function headlinesOf(
  { analysis, entry: { title, source } }: AnswerParts,
  findings: readonly Finding[],
): readonly Headline[] {
  const { sentence, headlines } = analysis.summary;
  if (sentence !== undefined) return headlines;
  const kind = 'number' as const;
  const accounts = accountsOf(findings);
  return [
    { label: title, value: countOf(findings), kind, source },
    ...headlines,
    ...(accounts === 0 ? [] : [{ label: 'Accounts', value: accounts, kind, source }]),
  ];
}

function unlistedNote(listed: readonly Finding[], rest: readonly Finding[]): Sentence {
  return [
    'The first ',
    numberFigure(listed.length),
    ' are listed; the other ',
    numberFigure(countOf(rest)),
    ' are in all counts, sums and groups.',
  ];
}

function notesOf(
  { entry, analysis, blind, parameters, thresholds }: AnswerParts,
  ungrouped: boolean,
): readonly Sentence[] {
  return [
    ...analysis.summary.notes,
    ...thresholdNote(entry.id, thresholds, parameters),
    ...(blind.problem === null
      ? []
      : [`Which accounts are covered is not known: ${blind.problem}`]),
    ...(ungrouped ? [`This answer cannot be grouped by ${parameters.groupBy}.`] : []),
  ];
}
