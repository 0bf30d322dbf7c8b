import { mkdir, statfs } from 'node:fs/promises';
import path from 'node:path';
import { reasonOf } from '../errors.ts';
import { type Finding, failed, ok, warning } from './doctor-finding.ts';

const CHECK = 'Disk';
const MEBIBYTE = 1024 * 1024;
const LEAST_MEBIBYTES = 100;
const LOW_MEBIBYTES = 1024;
const REMEDY =
  'Free space, or keep less evidence: XOPS_EVIDENCE_MAXIMUM_BYTES, XOPS_EVIDENCE_KEEP_DAYS.';

/** Room for evidence, reports and the database. */
export async function checkDisk(dataDir: string): Promise<Finding> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    const { bavail, bsize } = await statfs(dataDir);
    return judgeRoom(Math.floor((bavail * bsize) / MEBIBYTE), path.resolve(dataDir));
  } catch (error) {
    return warning(CHECK, `could not be asked: ${reasonOf(error)}`, 'Look at it by hand.');
  }
}

/** @param free mebibytes. */
export function judgeRoom(free: number, place: string): Finding {
  const detail = `${free.toLocaleString('en')} MiB free at ${place}`;
  if (free < LEAST_MEBIBYTES) return failed(CHECK, detail, REMEDY);
  return free < LOW_MEBIBYTES ? warning(CHECK, detail, REMEDY) : ok(CHECK, detail);
}
