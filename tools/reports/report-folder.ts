import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { ReportFile, ReportFiles } from '../../pipeline-server/contracts/reports.ts';
import { isMissing, writePrivateFile } from './private-file.ts';
import type { Report } from './report.ts';
import { MANIFEST_NAME, readManifestFiles, writeManifest } from './report-manifest.ts';
import { sha256Of } from './sha256.ts';

/** Kept reports: one folder each, with a file and its manifest. */
export interface ReportFolder extends ReportFiles {
  /** Keeps a file; returns the report's id. The manifest is written last: what has none is no report. */
  keep(report: Report, file: ReportFile): Promise<string>;
  /** Where a file lies on this machine. */
  pathOf(reportId: string, fileName: string): string;
}

const REPORT_ID = /^\d{8}-[0-9a-f]{20}$/;
const FILE_NAME = /^[a-z0-9][a-z0-9-]*\.[a-z]{2,5}$/;

/** Opens the folder of reports, which is made when a report is kept. */
export function createReportFolder(folder: string): ReportFolder {
  const pathOf = (id: string, name: string) => path.join(folder, id, name);
  return {
    pathOf,
    async keep(report, { bytes, ...file }) {
      const id = newId(report.createdAt);
      await writePrivateFile(pathOf(id, file.name), bytes);
      const manifest = writeManifest(id, report, [{ ...file, bytes: bytes.length }]);
      await writePrivateFile(pathOf(id, MANIFEST_NAME), manifest);
      return id;
    },
    async read(id, name) {
      if (!REPORT_ID.test(id) || !FILE_NAME.test(name)) return null;
      const manifest = await readOrNull(pathOf(id, MANIFEST_NAME));
      if (manifest === null) return null;
      if (name === MANIFEST_NAME) return manifestFile(manifest);
      return await readListed(pathOf(id, name), manifest.toString('utf8'), name);
    },
  };
}

/** The day, so that people find it, and 80 random bits, so that nobody guesses it. */
function newId(createdAt: Date): string {
  const day = createdAt.toISOString().slice(0, 10).replaceAll('-', '');
  return `${day}-${randomBytes(10).toString('hex')}`;
}

function manifestFile(bytes: Uint8Array): ReportFile {
  return { name: MANIFEST_NAME, mediaType: 'application/json', bytes, sha256: sha256Of(bytes) };
}

async function readListed(
  file: string,
  manifest: string,
  name: string,
): Promise<ReportFile | null> {
  const listed = readManifestFiles(manifest).find((each) => each.name === name);
  const bytes = listed === undefined ? null : await readOrNull(file);
  if (listed === undefined || bytes === null) return null;
  if (sha256Of(bytes) !== listed.sha256) throw new Error(`${file} is not what was written.`);
  return { ...listed, bytes };
}

async function readOrNull(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}
