import type { ReportFormat } from '../../pipeline-server/contracts/reports.ts';
import type { DrawChart } from './chart-text.ts';
import { writeCsv } from './csv.ts';
import { writeJson } from './json.ts';
import type { Report } from './report.ts';

/** Media types by format. */
export const MEDIA_TYPES: Readonly<Record<ReportFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  pdf: 'application/pdf',
  html: 'text/html; charset=utf-8',
};

/** Writes a report in one format, wherever that is done. @throws the reason of the signal when nobody waits any more. */
export type EncodeReport = (
  report: Report,
  format: ReportFormat,
  signal: AbortSignal,
) => Promise<Uint8Array>;

/** How a report is encoded. */
export interface Encoding {
  readonly format: ReportFormat;
  readonly drawChart: DrawChart;
  /** CSV begins with a byte order mark, without which Excel does not read UTF-8. */
  readonly byteOrderMark: boolean;
}

/** Writes a report in one format. The libraries of a format are loaded when it is asked for. */
export async function encodeReport(report: Report, encoding: Encoding): Promise<Uint8Array> {
  const { format, drawChart, byteOrderMark } = encoding;
  switch (format) {
    case 'csv':
      return writeCsv(report, { byteOrderMark });
    case 'json':
      return writeJson(report);
    case 'xlsx':
      return await (await import('./xlsx.ts')).writeXlsx(report);
    case 'pdf':
      return await (await import('./pdf.ts')).writePdf(report, drawChart);
    case 'html':
      return await (await import('./html.ts')).writeHtml(report, drawChart);
  }
}

/** A file name of lower-case letters, digits, `-` and `.`: the title, the day, the format. */
export function reportFileName(report: Report, format: ReportFormat): string {
  const words = report.title.toLowerCase().match(/[a-z0-9]+/g) ?? ['report'];
  const slug = words.join('-').slice(0, LONGEST_SLUG).replace(/-$/, '');
  return `${slug}-${report.createdAt.toISOString().slice(0, 10)}.${format}`;
}

const LONGEST_SLUG = 60;
