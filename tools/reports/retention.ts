import type { Dirent } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { isMissing } from './private-file.ts';

const HOUR_MS = 3_600_000;

/** What is kept of the evidence folder, and how long. */
export interface Retention {
  /** Older reports and evidence are deleted. */
  readonly keepDays: number;
  /** When there is more, the oldest is deleted, but nothing younger than `protectHours`. */
  readonly maximumBytes: number;
  /** As long as links last: what somebody was just given stays, whatever its size. */
  readonly protectHours: number;
}

/** What a clean-up did. */
export interface CleanUp {
  readonly deleted: number;
  readonly bytesLeft: number;
}

/** A report's folder, or a kept value: deleted as a whole. */
interface Entry {
  readonly path: string;
  readonly bytes: number;
  /** When the youngest of its files was written, in milliseconds. */
  readonly writtenMs: number;
}

/** Deletes what the retention no longer keeps, oldest first. */
export async function cleanUp(folder: string, retention: Retention, now: Date): Promise<CleanUp> {
  const entries = await entriesOf(folder);
  const ageHours = ({ writtenMs }: Entry) => (now.getTime() - writtenMs) / HOUR_MS;
  let bytesLeft = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  let deleted = 0;
  for (const entry of entries.toSorted((a, b) => a.writtenMs - b.writtenMs)) {
    const isOld = ageHours(entry) > retention.keepDays * 24;
    const isTooMuch =
      bytesLeft > retention.maximumBytes && ageHours(entry) > retention.protectHours;
    if (!isOld && !isTooMuch) break;
    await rm(entry.path, { recursive: true, force: true });
    bytesLeft -= entry.bytes;
    deleted += 1;
  }
  return { deleted, bytesLeft };
}

async function entriesOf(folder: string): Promise<readonly Entry[]> {
  const values = path.join(folder, 'sha256');
  const shelves = await list(values);
  const kept = await Promise.all(shelves.map(({ name }) => childrenOf(path.join(values, name))));
  return [...(await childrenOf(path.join(folder, 'reports'))), ...kept.flat()];
}

async function childrenOf(folder: string): Promise<readonly Entry[]> {
  const children = await list(folder);
  const entries = await Promise.all(children.map(({ name }) => measure(path.join(folder, name))));
  return entries.filter((entry) => entry !== null);
}

/** Size and age of a file, or of a folder with its files; null when it is gone meanwhile. */
async function measure(entry: string): Promise<Entry | null> {
  try {
    const own = await stat(entry);
    if (!own.isDirectory()) return { path: entry, bytes: own.size, writtenMs: own.mtimeMs };
    const files = await childrenOf(entry);
    return {
      path: entry,
      bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
      writtenMs: files.reduce((latest, file) => Math.max(latest, file.writtenMs), own.mtimeMs),
    };
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

async function list(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}
