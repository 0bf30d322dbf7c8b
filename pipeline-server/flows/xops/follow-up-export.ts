import type { ReportFormat, WrittenReport } from '../../contracts/reports.ts';
import { REPORT_FORMATS } from '../../contracts/reports.ts';
import type { AskPart, Outcome, Topic, Turn } from './answer.ts';
import type { Block, Text } from './document.ts';
import { lead, paragraph } from './document.ts';
import { count, formatNumber } from './format-value.ts';
import type { Gathered } from './gather.ts';
import { gather } from './gather.ts';
import { formatTime } from './present-facts.ts';
import { rank } from './rank.ts';
import { reportContent } from './report-content.ts';

/** "export as pdf": the chat's last analysis as a file to fetch; a short CSV is shown as well. */
export async function* exportTopic(turn: Turn, topic: Topic): AsyncGenerator<AskPart, Outcome> {
  const gathered = yield* gather(turn, topic);
  const { options } = yield* rank(turn, gathered.results);
  const format = formatOf(turn.understanding.followUp?.format);
  yield { type: 'progress', description: `Writing the report as ${format.toUpperCase()}` };
  const report =
    gathered.results.length === 0
      ? null
      : await writeReport(turn, { ...gathered, options }, format);
  return {
    ...gathered,
    status: report === null ? 'failed' : 'done',
    recommendations: [],
    ...(report === null ? {} : { report }),
    document: [
      ...(report === null ? notWritten(gathered) : presentReport(report)),
      ...gathered.failures.map((each) => paragraph(`${each.title}: ${each.message}`)),
    ],
    topic,
  };
}

function formatOf(wanted: string | undefined): ReportFormat {
  return REPORT_FORMATS.find((format) => format === wanted) ?? 'csv';
}

/** The written report, or null when it could not be written: the reason is for the log. */
async function writeReport(
  { input, deps, understanding }: Turn,
  { results, failures, options }: Gathered & { readonly options: Outcome['recommendations'] },
  format: ReportFormat,
): Promise<WrittenReport | null> {
  const { awsSource, presentation, reports, log } = deps;
  const matter = {
    title: null,
    question: input.earlierQuestions.at(-1) ?? null,
    understoodAs: understanding.explanation.replace(/^Understood as: /, ''),
    results,
    failures,
    recommendations: options,
    awsSource,
  };
  try {
    const content = reportContent(matter, format, presentation);
    return await reports.write(content, format, {
      createdBy: input.identity,
      signal: input.signal,
    });
  } catch (error) {
    log.error({ err: error, format }, 'a report could not be written');
    return null;
  }
}

function notWritten({ results }: Gathered): readonly Block[] {
  if (results.length === 0)
    return [lead({ strong: 'Nothing to export' }, ': no analysis gave an answer.')];
  const remedy = ': ask again; if it fails again, an administrator finds the cause in the log.';
  return [lead({ strong: 'The file could not be written' }, remedy)];
}

function presentReport(report: WrittenReport): readonly Block[] {
  const { url, file, format, rows, text } = report;
  const shown: readonly Block[] =
    text === null ? [] : [{ kind: 'code', language: format, text: text.trimEnd() }];
  return [
    lead({ strong: `${count(rows, 'row')} as ${format.toUpperCase()}` }, ': ', { link: file, url }),
    paragraph(...detailsOf(report)),
    ...shown,
  ];
}

function detailsOf({ bytes, expires, sha256 }: WrittenReport): Text {
  const until = expires === null ? [] : [`The link works until ${formatTime(expires)}.`];
  return [
    [sizeText(bytes), ...until, ''].join(' '),
    'SHA-256 ',
    { code: sha256.slice('sha256:'.length) },
  ];
}

function sizeText(bytes: number): string {
  const kilobytes = bytes / 1000;
  return kilobytes < 1000
    ? `${formatNumber(kilobytes, 1)} kB.`
    : `${formatNumber(kilobytes / 1000, 1)} MB.`;
}
