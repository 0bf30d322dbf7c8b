import type { Finding } from '../../../pipeline-server/contracts/findings.ts';
import type { AnalysisResult } from '../../../pipeline-server/contracts/results.ts';
import { catalogueEntry } from '../catalogue.ts';
import { builtAnalyzer } from '../registry.ts';

/**
 * Leaves out what AWS itself already says: a waste check of ours on a resource that Cost Optimization Hub names,
 * and a Config check whose Security Hub control has failed on the same resource.
 */
export function dropDuplicates(results: readonly AnalysisResult[]): readonly AnalysisResult[] {
  const known = new Set(results.flatMap((result) => result.findings.flatMap(namedByAws)));
  return results.map((result) => ({
    ...result,
    findings: result.findings.filter((finding) => !isKnown(finding, known)),
  }));
}

/** Keys of what AWS's own findings say: `cost/<resource>` or `<control>/<resource>`. */
function namedByAws(finding: Finding): readonly string[] {
  if (finding.resourceId === null || basisOf(finding) !== 'aws') return [];
  const domain = catalogueEntry(finding.analyzer)?.domain;
  const control = finding.fields['control'];
  if (domain === 'cost') return [`cost/${shortId(finding.resourceId)}`];
  return typeof control === 'string' ? [`${control}/${shortId(finding.resourceId)}`] : [];
}

function isKnown(finding: Finding, known: ReadonlySet<string>): boolean {
  const entry = catalogueEntry(finding.analyzer);
  if (finding.resourceId === null || entry === null || basisOf(finding) === 'aws') return false;
  const scope = entry.domain === 'cost' ? 'cost' : entry.securityHubControl;
  return scope !== '' && known.has(`${scope}/${shortId(finding.resourceId)}`);
}

function basisOf(finding: Finding) {
  return builtAnalyzer(finding.analyzer)?.advice?.basis ?? null;
}

/** Security Hub names resources by ARN, Config by id: the last part is the same. */
function shortId(resourceId: string): string {
  return resourceId.split(/[/:]/).at(-1) ?? resourceId;
}
