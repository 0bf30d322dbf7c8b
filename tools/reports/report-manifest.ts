import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { canonicalJson } from '../../pipeline-server/contracts/canonical-json.ts';
import type { Report } from './report.ts';

const MANIFEST_FILE = Type.Object({
  name: Type.String(),
  mediaType: Type.String(),
  bytes: Type.Integer({ minimum: 0 }),
  sha256: Type.String(),
});

/** What is read back of a manifest; the rest of it is for people and auditors. */
export const MANIFEST = Type.Object({ files: Type.Array(MANIFEST_FILE) });

/** One file of a report. */
export type ManifestFile = Static<typeof MANIFEST_FILE>;

/** The name of the manifest in a report's folder. */
export const MANIFEST_NAME = 'manifest.json';

/** The manifest of a report: what it is, who made it when, what it rests on and what its files are. */
export function writeManifest(id: string, report: Report, files: readonly ManifestFile[]): string {
  const { title, question, understoodAs, createdAt, createdBy, results } = report;
  const manifest = {
    id,
    title,
    question,
    understoodAs,
    created: createdAt.toISOString(),
    createdBy,
    analyzers: results.map(({ analyzer }) => analyzer),
    coverage: results.map(({ analyzer, coverage }) => ({ analyzer, ...coverage })),
    receipts: results.map(({ analyzer, receipt }) => ({ analyzer, ...receipt })),
    failures: report.failures,
    evidence: report.evidence.map((each) => each.id),
    data: report.dataHash,
    files,
  };
  return canonicalJson(manifest);
}

/**
 * The files that a manifest names.
 * @throws when the text is no manifest.
 */
export function readManifestFiles(text: string): readonly ManifestFile[] {
  return Value.Parse(MANIFEST, JSON.parse(text)).files;
}
