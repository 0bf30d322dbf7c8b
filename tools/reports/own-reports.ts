import { readdir } from 'node:fs/promises';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type {
  KeptReport,
  OwnReports,
  ReportFiles,
} from '../../pipeline-server/contracts/reports.ts';
import type { EvidenceStore } from './evidence-store.ts';
import { isMissing } from './private-file.ts';
import { MANIFEST, MANIFEST_NAME } from './report-manifest.ts';

/** Where reports and their evidence lie. */
interface Kept {
  /** The folder of reports. */
  readonly folder: string;
  readonly files: ReportFiles;
  readonly store: EvidenceStore;
}

/** Newest reports that are looked through for those of one maker. */
const LOOKED_THROUGH = 500;

const OWNED = Type.Intersect([
  MANIFEST,
  Type.Object({
    id: Type.String(),
    title: Type.String(),
    created: Type.String(),
    createdBy: Type.String(),
    evidence: Type.Array(Type.String()),
  }),
]);

/** The reports that this identity had written. A manifest that does not say so makes a report somebody else's. */
export function openOwnReports({ folder, files, store }: Kept, identity: string): OwnReports {
  async function manifestOf(id: string) {
    const file = await files.read(id, MANIFEST_NAME);
    const manifest = file === null ? null : parse(Buffer.from(file.bytes).toString('utf8'));
    return Value.Check(OWNED, manifest) && manifest.createdBy === identity ? manifest : null;
  }
  return {
    async list(most) {
      const own: KeptReport[] = [];
      for (const id of await newestIds(folder)) {
        const manifest = await manifestOf(id);
        if (manifest !== null) own.push(manifest);
      }
      return own.toSorted((a, b) => b.created.localeCompare(a.created)).slice(0, most);
    },
    async read(id, name) {
      return (await manifestOf(id)) === null ? null : await files.read(id, name);
    },
    async evidence(id, hash) {
      const manifest = await manifestOf(id);
      return manifest?.evidence.includes(`sha256:${hash}`) ? await store.read(hash) : null;
    },
  };
}

/** Ids begin with the day. */
async function newestIds(folder: string): Promise<readonly string[]> {
  try {
    const ids = await readdir(folder);
    return ids.toSorted((a, b) => b.localeCompare(a)).slice(0, LOOKED_THROUGH);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function parse(text: string): unknown {
  try {
    const parsed: unknown = JSON.parse(text);
    return parsed;
  } catch {
    return null;
  }
}
