import { encodeReport } from '../tools/reports/encode-report.ts';
import type { Report } from '../tools/reports/report.ts';
import type { ReportFormat } from './contracts/reports.ts';
import { renderChart } from './flows/xops/chart.ts';

/** A report to be written. It crosses threads, so it is data alone. */
export interface EncodingTask {
  readonly report: Report;
  readonly format: ReportFormat;
}

/** Writes a report in the thread that it is called in. */
export function encodeHere(report: Report, format: ReportFormat): Promise<Uint8Array> {
  const drawChart = (chart: Parameters<typeof renderChart>[0]) => renderChart(chart);
  return encodeReport(report, { format, drawChart, byteOrderMark: true });
}

/** What a worker thread runs. */
export default function encodeInWorker({ report, format }: EncodingTask): Promise<Uint8Array> {
  return encodeHere(report, format);
}
