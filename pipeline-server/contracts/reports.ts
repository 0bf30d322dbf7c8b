import type { Block } from './document.ts';
import type { AnalysisResult, Chart, Recommendation } from './results.ts';

/** The formats of a report's file; each is also the file's extension. */
export const REPORT_FORMATS = ['csv', 'json', 'xlsx', 'pdf', 'html'] as const;

/** One format of a report's file. */
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** An analysis that gave no answer, as the report says it. */
export interface ReportFailure {
  readonly analyzer: string;
  readonly title: string;
  /** Names the remedy. */
  readonly message: string;
}

/** A part of a report for reading, e.g. what one analysis found. */
export interface ReportSection {
  /** Null for the opening of the report. */
  readonly heading: string | null;
  readonly blocks: readonly Block[];
  /** Drawn below the blocks. */
  readonly chart: Chart | null;
}

/** What a report is made of. Text may come from AWS: it is data, never markup and never a formula. */
export interface ReportContent {
  readonly title: string;
  /** What was asked, in the person's words; null when an analyzer was named. */
  readonly question: string | null;
  /** How the question was understood; empty when nothing had to be. */
  readonly understoodAs: string;
  readonly results: readonly AnalysisResult[];
  readonly recommendations: readonly Recommendation[];
  readonly failures: readonly ReportFailure[];
  /** The report in words and tables, for PDF and HTML. The other formats are written from the results. */
  readonly sections: readonly ReportSection[];
  /** Coverage, gaps and receipts in words, for the last page. */
  readonly proof: readonly Block[];
}

/** A report's file that can be fetched. */
export interface WrittenReport {
  /** Absolute: a signed link, or the file's own address where no server stands before it. */
  readonly url: string;
  readonly reportId: string;
  /** The file's name. */
  readonly file: string;
  readonly mediaType: string;
  readonly format: ReportFormat;
  readonly bytes: number;
  /** `sha256:` and the hash of the file. */
  readonly sha256: string;
  /** Rows of all analyses. */
  readonly rows: number;
  /** When the link ends, ISO 8601; null for a link that does not. */
  readonly expires: string | null;
  /** The file's text where it is a short CSV, fit for showing in a chat; else null. */
  readonly text: string | null;
}

/** Writes reports that people fetch. */
export interface Reports {
  /**
   * Writes one file and keeps it with its manifest, for as long as the settings say.
   * @throws when the file cannot be made or kept; the message is for the log, not for the user.
   */
  write(
    content: ReportContent,
    format: ReportFormat,
    context: ReportContext,
  ): Promise<WrittenReport>;
}

/** Who has a report written. */
export interface ReportContext {
  /** Id of the principal, for the manifest. */
  readonly createdBy: string;
  /** Ends the work when nobody waits for the report any more. */
  readonly signal?: AbortSignal;
}

/** A kept file of a report, whole and unchanged. */
export interface ReportFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  /** `sha256:` and the hash of the bytes. */
  readonly sha256: string;
}

/** The kept files of reports, for whoever hands them out. */
export interface ReportFiles {
  /**
   * Reads a file that a report's manifest names; null for anything else, whatever the names hold.
   * @throws when the file is not what was written: changed or damaged evidence is never handed out.
   */
  read(reportId: string, fileName: string): Promise<ReportFile | null>;
}

/** A kept report as its manifest tells of it. */
export interface KeptReport {
  readonly id: string;
  /** Text from outside, as all of a report's words. */
  readonly title: string;
  /** ISO 8601. */
  readonly created: string;
  readonly files: readonly {
    readonly name: string;
    readonly mediaType: string;
    readonly bytes: number;
  }[];
}

/** The reports that one identity had written; those of others are as if they were not there. */
export interface OwnReports {
  /** The newest, at most so many, of the newest few hundred that are kept. */
  list(most: number): Promise<readonly KeptReport[]>;
  /** Reads as {@link ReportFiles} does. */
  read(reportId: string, fileName: string): Promise<ReportFile | null>;
  /** An answer that the report rests on, by the 64 digits of its hash; null where it was not kept or is none of these. */
  evidence(reportId: string, hash: string): Promise<KeptEvidence | null>;
}

/** Keeps raw answers of AWS as evidence, named by their hash. */
export interface AnswerKeeper {
  /**
   * Takes an answer and returns at once; it is written later, or left out when there is too much or it may hold a secret.
   * @param id `sha256:` and the hash of `json`.
   * @param json canonical JSON of `{ request, answer }`.
   */
  readonly keep: (id: string, json: string) => void;
  /** Resolves when everything that was taken is on the disk or left out. */
  settle(): Promise<void>;
}

/** What is kept under a hash. */
export interface KeptEvidence {
  readonly json: string;
  /** False when the file was changed on the disk: its content no longer has the hash that names it. */
  readonly intact: boolean;
}
