import { canonicalJson } from '../../pipeline-server/contracts/canonical-json.ts';
import type { Evidence } from '../../pipeline-server/contracts/findings.ts';
import type { ReportContent } from '../../pipeline-server/contracts/reports.ts';
import { sha256Of } from './sha256.ts';

/** When and for whom a report is made. */
export interface ReportMaking {
  readonly createdAt: Date;
  /** Id of the principal. */
  readonly createdBy: string;
}

/** A report, ready to be written in any format. The same content and making give the same report. */
export interface Report extends ReportContent, ReportMaking {
  /** Everything it rests on, as canonical JSON: question, results, recommendations, failures. */
  readonly data: string;
  /** `sha256:` and the hash of {@link Report.data}. */
  readonly dataHash: string;
  /** The API answers of all results, each once, in the order of the results. */
  readonly evidence: readonly Evidence[];
  /** Rows of all results. */
  readonly rows: number;
}

/** Builds the report that every writer takes. */
export function buildReport(content: ReportContent, making: ReportMaking): Report {
  const { question, understoodAs, results, recommendations, failures } = content;
  const data = canonicalJson({ question, understoodAs, results, recommendations, failures });
  const evidence = new Map(
    results.flatMap((result) => result.evidence.map((one) => [one.id, one])),
  );
  return {
    ...content,
    ...making,
    data,
    dataHash: sha256Of(data),
    evidence: [...evidence.values()],
    rows: results.reduce((sum, result) => sum + result.findings.length, 0),
  };
}
