import path from 'node:path';
import { createBucketReader } from '../tools/aws/bucket-reader.ts';
import { createDownloadCache } from '../tools/focus/download-cache.ts';
import { createExportBucket } from '../tools/focus/export-bucket.ts';
import { exportLocation } from '../tools/focus/export-location.ts';
import type { ExportFolder } from '../tools/focus/focus-data.ts';
import type { Config } from './config.ts';
import { liveSource } from './open-analyzers.ts';

/** Where the FOCUS exports of the settings are: a folder, a place in S3, or nowhere. S3 is not asked yet. */
export function openExports({
  focus,
  aws,
  dataDir,
}: Pick<Config, 'focus' | 'aws' | 'dataDir'>): ExportFolder | null {
  if (focus.exports === null) return null;
  const place = exportLocation(focus.exports);
  if (place === null) return focus.exports;
  const reader = createBucketReader(liveSource(aws), place);
  const folder = path.join(dataDir, 'focus-exports');
  const maximumBytes = focus.cacheMegabytes * 1_000_000;
  const cache = createDownloadCache({ folder, maximumBytes, reader });
  return createExportBucket({ place, reader, cache });
}
