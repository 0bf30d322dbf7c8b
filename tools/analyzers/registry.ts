import { distance } from 'fastest-levenshtein';
import { AnalysisError } from '../../pipeline-server/contracts/analysis.ts';
import type { AnalyzerSummary } from '../../pipeline-server/contracts/catalogue.ts';
import { iamActionsOf, isReadInMembers, isReadInOrganization } from '../aws/iam-actions.ts';
import type { Analyzer } from './analyzer.ts';
import { CATALOGUE, type CatalogueEntry, catalogueEntry, severityOf } from './catalogue.ts';
import { CERTIFICATE_ANALYZERS } from './certificates/analyzers.ts';
import { CERTIFICATE_CONFIG_ANALYZERS } from './certificates/config-checks.ts';
import { certificateCrosscheck } from './certificates/crosscheck.ts';
import { costAnomalies } from './cost/anomalies.ts';
import { missingBudgets } from './cost/budget-coverage.ts';
import { budgetStatus } from './cost/budget-status.ts';
import { CAPACITY_COST_ANALYZERS } from './cost/capacity-checks.ts';
import { COVERAGE_ANALYZERS } from './cost/commitment-coverage.ts';
import { UTILIZATION_ANALYZERS } from './cost/commitment-utilization.ts';
import { COMPARISON_ANALYZERS } from './cost/comparison.ts';
import { COST_CONFIG_ANALYZERS } from './cost/config-checks.ts';
import { COST_SETTING_ANALYZERS } from './cost/cost-settings.ts';
import { costCredits } from './cost/credits.ts';
import { dailySpikes } from './cost/daily-spikes.ts';
import { dataTransfer } from './cost/data-transfer.ts';
import { DATABASE_COST_ANALYZERS } from './cost/database-checks.ts';
import { costDrivers } from './cost/drivers.ts';
import { costEfficiency } from './cost/efficiency.ts';
import { ENROLLMENT_ANALYZERS } from './cost/enrollment.ts';
import { costForecast } from './cost/forecast.ts';
import { costHistory } from './cost/history.ts';
import { HUB_ANALYZERS } from './cost/hub-analyzers.ts';
import { idleBalancers } from './cost/idle-balancers.ts';
import { natGateways } from './cost/nat-gateways.ts';
import { NETWORK_COST_ANALYZERS } from './cost/network-checks.ts';
import { savingsSummary } from './cost/savings-summary.ts';
import { stoppedInstances } from './cost/stopped-instances.ts';
import { STORAGE_COST_ANALYZERS } from './cost/storage-checks.ts';
import { thirdParties } from './cost/third-parties.ts';
import { untaggedSpend } from './cost/untagged.ts';
import { DETAILS } from './details.ts';
import { ACCOUNT_ANALYZERS } from './inventory/accounts.ts';
import { INVENTORY_CONFIG_ANALYZERS } from './inventory/config-checks.ts';
import { configCoverage } from './inventory/config-coverage.ts';
import { COUNT_TABLES } from './inventory/count-tables.ts';
import { delegatedAdministrators } from './inventory/delegated-administrators.ts';
import { directoryGroups } from './inventory/directory-groups.ts';
import { findResource } from './inventory/find-resource.ts';
import { resourceConfiguration } from './inventory/resource-configuration.ts';
import { resourcesByOwner } from './inventory/resources-by-owner.ts';
import { tagCoverage } from './inventory/tag-coverage.ts';
import { unexpectedRegions } from './inventory/unexpected-regions.ts';
import { vpcRanges } from './inventory/vpc-ranges.ts';
import { readsOf } from './reads.ts';
import { backupCoverage } from './reliability/backup-coverage.ts';
import { CHANGE_ANALYZERS } from './reliability/change-checks.ts';
import { RELIABILITY_ANALYZERS } from './reliability/config-checks.ts';
import { NETWORK_ANALYZERS } from './reliability/network-checks.ts';
import { patchCompliance } from './reliability/patch-compliance.ts';
import { underprovisioned } from './reliability/underprovisioned.ts';
import { accountPublicAccess } from './security/account-public-access.ts';
import { SECURITY_CONFIG_ANALYZERS } from './security/config-checks.ts';
import { conformancePacks } from './security/conformance-packs.ts';
import { DATA_CHECK_ANALYZERS } from './security/data-checks.ts';
import { detectors } from './security/detectors.ts';
import { EKS_CHECK_ANALYZERS } from './security/eks-checks.ts';
import { FINDINGS_ANALYZERS } from './security/findings.ts';
import { findingsByControl } from './security/findings-by-control.ts';
import { findingsTrend } from './security/findings-trend.ts';
import { hubCoverage } from './security/hub-coverage.ts';
import { NETWORK_CHECK_ANALYZERS } from './security/network-checks.ts';
import { publicInstances } from './security/public-instances.ts';
import { ruleCompliance } from './security/rule-compliance.ts';
import { scorecards } from './security/scorecards.ts';
import { trails } from './security/trails.ts';
import { WORKLOAD_CHECK_ANALYZERS } from './security/workload-checks.ts';
import { type ThresholdSettings, thresholdsOf } from './thresholds.ts';

/** Every analyzer that is built. Adding one is one import and one line here. */
export const BUILT: readonly Analyzer[] = [
  ...HUB_ANALYZERS,
  ...ENROLLMENT_ANALYZERS,
  savingsSummary,
  costEfficiency,
  costHistory,
  ...COMPARISON_ANALYZERS,
  costDrivers,
  dailySpikes,
  costForecast,
  costAnomalies,
  untaggedSpend,
  costCredits,
  ...COST_SETTING_ANALYZERS,
  budgetStatus,
  missingBudgets,
  ...COVERAGE_ANALYZERS,
  ...UTILIZATION_ANALYZERS,
  dataTransfer,
  thirdParties,
  stoppedInstances,
  ...COST_CONFIG_ANALYZERS,
  ...NETWORK_COST_ANALYZERS,
  natGateways,
  idleBalancers,
  ...CAPACITY_COST_ANALYZERS,
  ...DATABASE_COST_ANALYZERS,
  ...STORAGE_COST_ANALYZERS,
  ...FINDINGS_ANALYZERS,
  findingsByControl,
  findingsTrend,
  ...SECURITY_CONFIG_ANALYZERS,
  ...DATA_CHECK_ANALYZERS,
  ...NETWORK_CHECK_ANALYZERS,
  ...EKS_CHECK_ANALYZERS,
  ...WORKLOAD_CHECK_ANALYZERS,
  accountPublicAccess,
  trails,
  detectors,
  hubCoverage,
  ruleCompliance,
  conformancePacks,
  ...scorecards((id) => BY_ID.has(id)),
  publicInstances,
  ...CERTIFICATE_ANALYZERS,
  ...CERTIFICATE_CONFIG_ANALYZERS,
  certificateCrosscheck,
  ...ACCOUNT_ANALYZERS,
  ...COUNT_TABLES,
  tagCoverage,
  resourcesByOwner,
  configCoverage,
  findResource,
  resourceConfiguration,
  ...INVENTORY_CONFIG_ANALYZERS,
  unexpectedRegions,
  vpcRanges,
  delegatedAdministrators,
  directoryGroups,
  ...RELIABILITY_ANALYZERS,
  ...NETWORK_ANALYZERS,
  ...CHANGE_ANALYZERS,
  backupCoverage,
  patchCompliance,
  underprovisioned,
];

const BY_ID = new Map(BUILT.map((analyzer) => [analyzer.id, analyzer]));

/** The analyzer with its catalogue entry. */
export interface RegisteredAnalyzer {
  readonly entry: CatalogueEntry;
  readonly analyzer: Analyzer;
}

/** The catalogue as people and the understanding step see it. */
export function listAnalyzers(settings: ThresholdSettings = {}): readonly AnalyzerSummary[] {
  return CATALOGUE.map((entry) => summaryOf(entry, settings));
}

function summaryOf(entry: CatalogueEntry, settings: ThresholdSettings): AnalyzerSummary {
  const details = DETAILS.get(entry.id);
  const reads = readsOf(entry);
  const paidRequests = details?.paidRequests ?? 0;
  return {
    id: entry.id,
    title: entry.title,
    description: details?.description ?? '',
    domain: entry.domain,
    source: entry.source,
    computes: entry.computes,
    threshold: entry.threshold,
    severity: severityOf(entry),
    soc2: entry.soc2,
    cps234: entry.cps234,
    securityHubControl: entry.securityHubControl,
    reads,
    iamActions: actionsOf(reads.filter(isReadInOrganization)),
    memberIamActions: actionsOf(reads.filter(isReadInMembers)),
    costClass: paidRequests > 0 ? 'paid' : 'free',
    paidRequests,
    remediation: BY_ID.get(entry.id)?.advice?.action ?? details?.remediation ?? '',
    runbook: details?.runbook ?? '',
    thresholds: thresholdsOf(entry.id, settings),
    built: BY_ID.has(entry.id),
  };
}

function actionsOf(reads: readonly string[]): readonly string[] {
  return [...new Set(reads.flatMap(iamActionsOf))].toSorted();
}

/** The built analyzer with this id, or null. */
export function builtAnalyzer(id: string): Analyzer | null {
  return BY_ID.get(id) ?? null;
}

/** @throws AnalysisError `unknown-analyzer` or `not-built`, each naming the nearest ids. */
export function findAnalyzer(id: string): RegisteredAnalyzer {
  const entry = catalogueEntry(id);
  const analyzer = BY_ID.get(id);
  if (entry !== null && analyzer !== undefined) return { entry, analyzer };
  const near = nearestIds(id).join(', ');
  if (entry === null) {
    const name = id.slice(0, 80);
    throw new AnalysisError(
      'unknown-analyzer',
      `There is no analyzer "${name}". Nearest: ${near}.`,
    );
  }
  throw new AnalysisError(
    'not-built',
    `"${entry.title}" (${id}) is known but not built yet. Nearest that are: ${near}.`,
  );
}

/** The three built ids that are spelled most alike; those of the same domain first. */
function nearestIds(id: string): readonly string[] {
  const domain = id.split('.', 1)[0];
  const weight = (other: string) =>
    distance(id.slice(0, 80), other) + (other.startsWith(`${domain}.`) ? 0 : 100);
  return [...BY_ID.keys()].toSorted((a, b) => weight(a) - weight(b)).slice(0, 3);
}
