import { canonicalJson } from '../../pipeline-server/contracts/canonical-json.ts';
import type { Report } from './report.ts';

/** Version of the JSON report's shape. */
const VERSION = 1;

/**
 * Writes everything the report rests on, as canonical JSON: keys sorted, no white space. `dataSha256` is the hash of
 * the canonical JSON of `data`, so that anybody can check it.
 */
export function writeJson(report: Report): Uint8Array {
  const { title, createdAt, createdBy, dataHash } = report;
  const { question, understoodAs, results, recommendations, failures } = report;
  const text = canonicalJson({
    kind: 'xops-report',
    version: VERSION,
    title,
    createdAt: createdAt.toISOString(),
    createdBy,
    dataSha256: dataHash,
    data: { question, understoodAs, results, recommendations, failures },
  });
  return new TextEncoder().encode(text);
}
