import type { CatalogueEntry } from './catalogue.ts';
import { type CoverageKind, coverageKindOf } from './coverage.ts';
import { DETAILS } from './details.ts';

/** What every analysis asks: the accounts, and the Regions in use. */
const ALWAYS = [
  'organizations:ListAccounts',
  'config:DescribeConfigurationAggregators',
  'config:SelectAggregateResourceConfig',
] as const;

/** What says which accounts a source covers. */
const COVERAGE: Readonly<Record<CoverageKind, readonly string[]>> = {
  config: ['config:DescribeConfigurationAggregatorSourcesStatus'],
  hub: ['cost-optimization-hub:ListEnrollmentStatuses'],
  optimizer: ['compute-optimizer:GetEnrollmentStatusesForOrganization'],
  findings: ['securityhub:ListMembers'],
  organization: [],
  members: ['sts:AssumeRole'],
};

/** Every operation that an analyzer may send, `service:Operation`, with those of its coverage and of the ranking. */
export function readsOf({ id, source }: CatalogueEntry): readonly string[] {
  const own = DETAILS.get(id)?.reads ?? [];
  const coverage = COVERAGE[coverageKindOf(source)];
  return [...new Set([...ALWAYS, ...coverage, ...own])].toSorted();
}
