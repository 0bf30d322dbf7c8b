import path from 'node:path';
import type { Clock, Logger } from '../../pipeline-server/contracts/context.ts';
import type {
  ReportContent,
  ReportContext,
  ReportFiles,
  ReportFormat,
  Reports,
  WrittenReport,
} from '../../pipeline-server/contracts/reports.ts';
import type { DrawChart } from './chart-text.ts';
import { csvOf } from './csv.ts';
import { encodeReport, MEDIA_TYPES, reportFileName } from './encode-report.ts';
import { createEvidenceStore } from './evidence-store.ts';
import type { Report } from './report.ts';
import { buildReport } from './report.ts';
import { createReportFolder } from './report-folder.ts';
import type { Retention } from './retention.ts';
import { cleanUp } from './retention.ts';
import { sha256Of } from './sha256.ts';

/** A way to a kept file. */
export interface FileLink {
  readonly url: string;
  /** When it ends; null for one that does not. */
  readonly expires: Date | null;
}

/** What reports are written with. */
export interface ReportsOptions {
  /** The evidence folder; it is made when the first report is kept. */
  readonly folder: string;
  readonly retention: Retention;
  readonly clock: Clock;
  readonly log: Logger;
  readonly drawChart: DrawChart;
  /** Makes the link to a kept file; `file` is where it lies on this machine. */
  readonly link: (place: {
    readonly reportId: string;
    readonly name: string;
    readonly file: string;
  }) => Promise<FileLink>;
}

/** Reports and their files. */
export interface OpenedReports {
  readonly reports: Reports;
  readonly files: ReportFiles;
  /** Deletes what the retention no longer keeps. */
  cleanUp(): Promise<void>;
}

/** A CSV up to this size is shown in the chat as well. */
const LONGEST_SHOWN = 20_000;
/** Looking through everything that is kept takes its time. */
const CLEAN_EVERY_MS = 600_000;

/** Opens reports over an evidence folder. */
export function createReports(options: ReportsOptions): OpenedReports {
  const { folder, clock, log, retention } = options;
  const store = createEvidenceStore(folder, clock);
  const kept = createReportFolder(path.join(folder, 'reports'));

  let cleanedAtMs = Number.NEGATIVE_INFINITY;

  async function cleanWhenDue(): Promise<void> {
    if (clock.now().getTime() - cleanedAtMs >= CLEAN_EVERY_MS) await clean();
  }

  async function clean(): Promise<void> {
    cleanedAtMs = clock.now().getTime();
    try {
      const { deleted, bytesLeft } = await cleanUp(folder, retention, clock.now());
      if (deleted > 0) log.info({ deleted, bytesLeft }, 'old evidence deleted');
    } catch (error) {
      log.error({ err: error }, 'old evidence could not be deleted');
    }
  }

  return {
    files: kept,
    cleanUp: clean,
    reports: {
      async write(content, format, context) {
        const report = reportFor(content, context, clock);
        const bytes = await encodeReport(report, { ...options, format, byteOrderMark: true });
        const name = reportFileName(report, format);
        const mediaType = MEDIA_TYPES[format];
        await store.keep(report.data);
        const file = { name, mediaType, bytes, sha256: sha256Of(bytes) };
        const reportId = await kept.keep(report, file);
        await cleanWhenDue();
        const link = await options.link({ reportId, name, file: kept.pathOf(reportId, name) });
        return written({ report, format, file, link });
      },
    },
  };
}

function reportFor(content: ReportContent, { createdBy }: ReportContext, clock: Clock): Report {
  return buildReport(content, { createdAt: clock.now(), createdBy });
}

interface Kept {
  readonly report: Report;
  readonly format: ReportFormat;
  readonly file: { readonly name: string; readonly bytes: Uint8Array; readonly sha256: string };
  readonly link: FileLink;
}

function written({ report, format, file, link }: Kept): WrittenReport {
  const isShown = format === 'csv' && file.bytes.length <= LONGEST_SHOWN;
  return {
    url: link.url,
    file: file.name,
    format,
    bytes: file.bytes.length,
    sha256: file.sha256,
    rows: report.rows,
    expires: link.expires?.toISOString() ?? null,
    text: isShown ? csvOf(report.results) : null,
  };
}
