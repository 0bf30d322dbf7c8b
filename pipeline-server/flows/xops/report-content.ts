import type { ReportContent, ReportFormat, ReportSection } from '../../contracts/reports.ts';
import type { AnalysisResult, Recommendation } from '../../contracts/results.ts';
import type { AwsSource, Failure } from './answer.ts';
import type { Block, Text } from './document.ts';
import { lead, list, paragraph } from './document.ts';
import type { Statement } from './explain.ts';
import { explain } from './explain.ts';
import type { FigureStyle } from './format-value.ts';
import { count, formatNumber } from './format-value.ts';
import { markOf, tableBlocks } from './present.ts';
import { presentOptions } from './present-options.ts';
import { reportProof } from './report-proof.ts';
import { writeSentence } from './write-sentence.ts';

/** What a report is about. */
export interface ReportMatter {
  /** Null: the results name it. */
  readonly title: string | null;
  /** Null when an analyzer was named. */
  readonly question: string | null;
  readonly understoodAs: string;
  readonly results: readonly AnalysisResult[];
  readonly failures: readonly Failure[];
  readonly recommendations: readonly Recommendation[];
  readonly awsSource: AwsSource;
}

/** Rows for reading over all tables, of which each shows {@link FEWEST_ROWS} at least; the other formats hold every row. */
const ROWS_TO_READ: Readonly<Record<ReportFormat, number>> = {
  csv: 0,
  json: 0,
  xlsx: 0,
  pdf: 1500,
  html: 10_000,
};
const FEWEST_ROWS = 50;
const MOST_OPTIONS = 50;

/** Lays out what a report says: what was found, all rows that can be read, the options, and what it rests on. */
export function reportContent(
  matter: ReportMatter,
  format: ReportFormat,
  style: FigureStyle,
): ReportContent {
  const { title, results, failures, recommendations, awsSource, ...asked } = matter;
  const { statements } = explain({ results, recommendations }, style);
  const isForReading = ROWS_TO_READ[format] > 0;
  const rows = Math.max(FEWEST_ROWS, Math.floor(ROWS_TO_READ[format] / results.length));
  const sections = [
    openingOf(statements, failures, awsSource),
    ...results.map((result) => sectionOf(result, { rows, alone: results.length === 1, style })),
    ...optionsOf(recommendations, style),
  ];
  return {
    ...asked,
    title: title ?? titleOf(results),
    results,
    recommendations,
    failures: failures.map(({ analyzer, title, message }) => ({ analyzer, title, message })),
    sections: isForReading ? sections : [],
    proof: isForReading ? reportProof(results) : [],
  };
}

function titleOf([first, ...others]: readonly AnalysisResult[]): string {
  if (first === undefined) return 'Report';
  const [second] = others;
  if (second === undefined) return first.title;
  return others.length === 1
    ? `${first.title} and ${second.title}`
    : `${first.title} and ${formatNumber(others.length)} other analyses`;
}

function openingOf(
  statements: readonly Statement[],
  failures: readonly Failure[],
  awsSource: AwsSource,
): ReportSection {
  const sentences = statements.map(({ text }): Text => [...text, '.']);
  const isOne = sentences.length === 1;
  const unanswered = failures.map(({ title, message }) =>
    paragraph({ strong: `Not answered – ${title}:` }, ` ${message}`),
  );
  return {
    heading: null,
    blocks: [
      ...(isOne ? sentences.map((sentence) => lead(...sentence)) : []),
      ...markOf(awsSource),
      ...(isOne ? [] : list(sentences)),
      ...unanswered,
    ],
    chart: null,
  };
}

interface SectionLayout {
  readonly rows: number;
  /** The only analysis needs no heading: the report bears its title. */
  readonly alone: boolean;
  readonly style: FigureStyle;
}

function sectionOf(result: AnalysisResult, { rows, alone, style }: SectionLayout): ReportSection {
  const { title, findings, notes, chart } = result;
  const table = findings.length === 0 ? [] : tableBlocks(result, { offset: 0, rows }, style);
  return {
    heading: alone ? null : title,
    blocks: [
      ...table,
      ...rowsLine(result, rows),
      ...list(notes.map((note) => writeSentence(note, style))),
    ],
    chart,
  };
}

/** Says which rows are left out, and where they are. */
function rowsLine({ findings, total, rest }: AnalysisResult, rows: number): readonly Block[] {
  const shown = Math.min(rows, findings.length);
  const cut =
    findings.length < total && rest === undefined
      ? [
          paragraph(
            `The question asked for the first ${count(findings.length, 'row')} of ${formatNumber(total)}.`,
          ),
        ]
      : [];
  if (shown === findings.length) return cut;
  const text = `The first ${formatNumber(shown)} of ${count(findings.length, 'row')}; the CSV, JSON and XLSX files of this report hold all of them.`;
  return [paragraph(text), ...cut];
}

function optionsOf(
  recommendations: readonly Recommendation[],
  style: FigureStyle,
): readonly ReportSection[] {
  const [, ...blocks] = presentOptions(recommendations.slice(0, MOST_OPTIONS), style);
  const left = recommendations.length - MOST_OPTIONS;
  const rest =
    left > 0 ? [paragraph(`${count(left, 'option')} more: see the XLSX or JSON file.`)] : [];
  return blocks.length === 0
    ? []
    : [{ heading: 'Options', blocks: [...blocks, ...rest], chart: null }];
}
