import { stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { encodeReport, reportFileName } from '../../tools/reports/encode-report.ts';
import type { Report } from '../../tools/reports/report.ts';
import { buildReport } from '../../tools/reports/report.ts';
import { sha256Of } from '../../tools/reports/sha256.ts';
import type { RunContext } from '../contracts/analysis.ts';
import { AnalysisError } from '../contracts/analysis.ts';
import { REPORT_FORMATS, type ReportFormat } from '../contracts/reports.ts';
import type { AnalysisResult } from '../contracts/results.ts';
import { openAllowance } from '../contracts/spending.ts';
import { hasFailedGaps } from '../flows/xops/analyse.ts';
import type { Failure } from '../flows/xops/answer.ts';
import { renderChart } from '../flows/xops/chart.ts';
import type { Block } from '../flows/xops/document.ts';
import { lead, list } from '../flows/xops/document.ts';
import { count } from '../flows/xops/format-value.ts';
import { mergeCoverage } from '../flows/xops/merge-coverage.ts';
import { coverageFact } from '../flows/xops/present-facts.ts';
import { reportContent } from '../flows/xops/report-content.ts';
import { isPriceAgreed } from './agree-to-price.ts';
import { readArguments, readChoice } from './arguments.ts';
import type { Analysis, Command, CommandContext, ExitCode } from './command.ts';
import { EXIT_CODES, UsageError } from './command.ts';
import { createProgressLine } from './progress-line.ts';
import { renderTerminal } from './render-terminal.ts';
import { type ReportSubject, readSubject } from './report-subject.ts';

const OPTIONS = {
  format: { type: 'string', default: 'pdf' },
  output: { type: 'string' },
  bom: { type: 'boolean' },
  yes: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/** `xops report`: analyses as a file. */
export const reportCommand: Command = {
  name: 'report',
  summary: 'write a report as PDF, HTML, XLSX, CSV or JSON',
  help: `xops report <analyzer id | domain | "question"> [options]

  xops report cost.ec2.idle --format xlsx
  xops report security --format pdf --output reports/
  xops report "certificates expiring in 60 days in prod" --format html

  --format F    ${REPORT_FORMATS.join(', ')} (default pdf)
  --output P    the file, or a directory that is there (default: here)
  --bom         CSV begins with a byte order mark, without which Excel does not read UTF-8
  --yes         ask AWS whatever it costs, within the limits
  --json        {path, format, bytes, sha256, dataSha256, rows, analyzers, failures, coverage}`,
  async run(args, context) {
    const { values, positionals } = readArguments(args, OPTIONS);
    const subject = positionals.join(' ').trim();
    if (subject === '') throw new UsageError('Give an analyzer, a domain or a question.');
    const wanted: Wanted = {
      subject,
      format: readChoice('format', values.format, REPORT_FORMATS),
      output: values.output ?? null,
      byteOrderMark: values.bom === true,
      yes: values.yes === true,
      json: values.json === true,
    };
    const analysis = await context.openAnalysis();
    try {
      return await writeReport(wanted, analysis, context);
    } finally {
      await analysis.close();
    }
  },
};

interface Wanted {
  readonly subject: string;
  readonly format: ReportFormat;
  readonly output: string | null;
  readonly byteOrderMark: boolean;
  readonly yes: boolean;
  readonly json: boolean;
}

async function writeReport(
  wanted: Wanted,
  analysis: Analysis,
  context: CommandContext,
): Promise<ExitCode> {
  const report = await makeReport(wanted, analysis, context);
  if (report === null) return EXIT_CODES['needs-approval'];
  if (report.results.length === 0) throw new Error(unanswered(report));
  const { format, byteOrderMark } = wanted;
  const bytes = await encodeReport(report, { format, byteOrderMark, drawChart: renderChart });
  const file = await outputFile(wanted.output, reportFileName(report, format));
  await writeFile(file, bytes);
  const written: Written = { report, format, path: path.resolve(file), bytes };
  context.terminal.out(
    wanted.json
      ? `${JSON.stringify(toJson(written), null, 2)}\n`
      : renderTerminal(toDocument(written), context.terminal),
  );
  const isPartial = report.failures.length > 0 || hasFailedGaps(report.results);
  return isPartial ? EXIT_CODES.partial : EXIT_CODES.done;
}

/** Runs the analyses, ranks what they found and builds the report, telling progress; null when the price is not agreed to. */
async function makeReport(
  { subject: text, format, yes }: Wanted,
  analysis: Analysis,
  { terminal, signal }: CommandContext,
): Promise<Report | null> {
  const progress = createProgressLine(terminal);
  const run: RunContext = {
    signal,
    identity: 'cli',
    allowance: openAllowance(),
    report: (step) => step.type === 'step' && progress.show(step.description),
  };
  try {
    const subject = await readSubject(text, analysis, run);
    progress.clear();
    if (!isPriceAgreed(analysis, { ids: subject.analyzers, yes }, { terminal })) return null;
    const found = await runAll(subject, analysis, run);
    const recommendations = await analysis.analyzers.rank(found.results, run);
    const { title, question, understoodAs } = subject;
    const matter = { title, question, understoodAs, recommendations, ...found };
    const content = reportContent({ ...matter, awsSource: analysis.awsSource }, format, {
      currencyDecimals: 2,
    });
    return buildReport(content, { createdAt: analysis.clock.now(), createdBy: 'cli' });
  } finally {
    progress.clear();
  }
}

interface Found {
  readonly results: readonly AnalysisResult[];
  readonly failures: readonly Failure[];
}

async function runAll(subject: ReportSubject, analysis: Analysis, run: RunContext): Promise<Found> {
  const outcomes = await Promise.all(
    subject.analyzers.map((id) => runOne(id, { subject, analysis, run })),
  );
  return {
    results: outcomes.filter((outcome) => 'findings' in outcome),
    failures: outcomes.filter((outcome) => 'code' in outcome),
  };
}

/** One analysis; what AWS refuses or cannot answer is a line of the report. */
async function runOne(
  id: string,
  { subject, analysis, run }: { subject: ReportSubject; analysis: Analysis; run: RunContext },
): Promise<AnalysisResult | Failure> {
  try {
    return await analysis.analyzers.run(id, subject.parameters, run);
  } catch (error) {
    if (!(error instanceof AnalysisError) || error.code === 'aborted') throw error;
    const title = analysis.analyzers.list().find((entry) => entry.id === id)?.title ?? id;
    return { analyzer: id, title, code: error.code, message: error.message };
  }
}

function unanswered({ failures }: Report): string {
  const reasons = failures.map(({ title, message }) => `${title}: ${message}`);
  return `no analysis gave an answer. ${reasons.join(' ')}`;
}

/** The named file, or a file of the usual name in the named directory or here. */
async function outputFile(output: string | null, usualName: string): Promise<string> {
  if (output === null) return usualName;
  const isDirectory = await stat(output).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isDirectory ? path.join(output, usualName) : output;
}

interface Written {
  readonly report: Report;
  readonly format: ReportFormat;
  readonly path: string;
  readonly bytes: Uint8Array;
}

function toJson({ report, format, path: file, bytes }: Written) {
  const { results, failures, rows, dataHash } = report;
  return {
    path: file,
    format,
    bytes: bytes.length,
    sha256: sha256Of(bytes),
    dataSha256: dataHash,
    rows,
    analyzers: results.map(({ analyzer }) => analyzer),
    failures,
    coverage: mergeCoverage(results),
  };
}

function toDocument({ report, format, path: file, bytes }: Written): readonly Block[] {
  const coverage = mergeCoverage(report.results);
  const facts = [
    { label: 'File', text: [file] },
    { label: 'SHA-256', text: [sha256Of(bytes).slice('sha256:'.length)] },
    ...(coverage === null ? [] : [coverageFact(coverage)]),
  ];
  return [
    lead({ strong: report.title }, `: ${count(report.rows, 'row')} as ${format.toUpperCase()}.`),
    { kind: 'facts', facts },
    ...list(report.failures.map(({ title, message }) => [`Not answered – ${title}: ${message}`])),
  ];
}
