import path from 'node:path';
import type { Clock, Logger } from '../../pipeline-server/contracts/context.ts';
import type {
  AnswerKeeper,
  KeptEvidence,
  OwnReports,
  ReportFile,
  ReportFiles,
  ReportFormat,
  Reports,
  WrittenReport,
} from '../../pipeline-server/contracts/reports.ts';
import { createAnswerKeeper } from './answer-keeper.ts';
import { csvOf } from './csv.ts';
import { type EncodeReport, MEDIA_TYPES, reportFileName } from './encode-report.ts';
import { createEvidenceStore } from './evidence-store.ts';
import { openOwnReports } from './own-reports.ts';
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
  readonly encode: EncodeReport;
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
  /** The reports of one identity. */
  readonly reportsOf: (identity: string) => OwnReports;
  /** Keeps the answers that reports rest on. */
  readonly answers: AnswerKeeper;
  /** What is kept under `sha256:` and a hash; null when nothing is. */
  readonly readEvidence: (id: string) => Promise<KeptEvidence | null>;
  /** Deletes what the retention no longer keeps. */
  cleanUp(): Promise<void>;
}

const NEVER = new AbortController().signal;
/** A CSV up to this size is shown in the chat as well. */
const LONGEST_SHOWN = 20_000;
/** Looking through everything that is kept takes its time. */
const CLEAN_EVERY_MS = 600_000;

/** Opens reports over an evidence folder. */
export function createReports(options: ReportsOptions): OpenedReports {
  const store = createEvidenceStore(options.folder, options.clock);
  const folder = path.join(options.folder, 'reports');
  const kept = createReportFolder(folder);
  const cleaner = createCleaner(options);
  const { log } = options;
  return {
    answers: createAnswerKeeper({ store, log, makeRoom: () => cleaner.makeRoom() }),
    readEvidence: (id) => store.read(id),
    files: kept,
    reportsOf: (identity) => openOwnReports({ folder, files: kept, store }, identity),
    cleanUp: cleaner.clean,
    reports: {
      async write(content, format, { createdBy, signal = NEVER }) {
        const report = buildReport(content, { createdAt: options.clock.now(), createdBy });
        const file = await makeFile({ report, format, signal }, options);
        await store.keep(report.data);
        const reportId = await kept.keep(report, file);
        await cleaner.cleanWhenDue();
        const place = { reportId, name: file.name, file: kept.pathOf(reportId, file.name) };
        const link = await options.link(place);
        return { reportId, mediaType: file.mediaType, ...written({ report, format, file, link }) };
      },
    },
  };
}

async function makeFile(
  task: { readonly report: Report; readonly format: ReportFormat; readonly signal: AbortSignal },
  { encode }: ReportsOptions,
): Promise<ReportFile> {
  const { report, format, signal } = task;
  const bytes = await encode(report, format, signal);
  const name = reportFileName(report, format);
  return { name, mediaType: MEDIA_TYPES[format], bytes, sha256: sha256Of(bytes) };
}

/** Cleans up, and never fails for it: the reason is in the log. */
function createCleaner({ folder, retention, clock, log }: ReportsOptions) {
  let cleanedAtMs = Number.NEGATIVE_INFINITY;
  async function clean(): Promise<number | null> {
    const now = clock.now();
    cleanedAtMs = now.getTime();
    try {
      const { deleted, bytesLeft } = await cleanUp(folder, retention, now);
      if (deleted > 0) log.info({ deleted, bytesLeft }, 'old evidence deleted');
      return bytesLeft;
    } catch (error) {
      log.error({ err: error }, 'old evidence could not be deleted');
      return null;
    }
  }
  return {
    clean: async () => void (await clean()),
    /** Bytes that may still be written; none where that is not known. */
    async makeRoom(): Promise<number> {
      return retention.maximumBytes - ((await clean()) ?? retention.maximumBytes);
    },
    async cleanWhenDue(): Promise<void> {
      if (clock.now().getTime() - cleanedAtMs >= CLEAN_EVERY_MS) await clean();
    },
  };
}

interface Kept {
  readonly report: Report;
  readonly format: ReportFormat;
  readonly file: ReportFile;
  readonly link: FileLink;
}

function written({
  report,
  format,
  file,
  link,
}: Kept): Omit<WrittenReport, 'reportId' | 'mediaType'> {
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
