/** The catalogue's domains. */
export type Domain = 'cost' | 'security' | 'reliability' | 'inventory' | 'certificates';

/** Severity in Security Hub's words, worst first in {@link SEVERITIES}. */
export const SEVERITIES = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW', 'INFORMATIONAL'] as const;

/** One of Security Hub's severity labels. */
export type Severity = (typeof SEVERITIES)[number];

/** A span of days, `end` exclusive as in Cost Explorer, both `YYYY-MM-DD` in UTC. */
export interface Period {
  readonly start: string;
  readonly end: string;
  /** As a person would say it: "last quarter (Jul–Sep 2026)". */
  readonly label: string;
}

/** How rows are grouped or a series is cut; those with `unit` are the bill's usage by what its quantities count. */
export type GroupBy =
  | 'account'
  | 'region'
  | 'service'
  | 'team'
  | 'environment'
  | 'unit'
  | 'team_unit'
  | 'environment_unit'
  | 'tag'
  | 'tag_unit'
  | 'type'
  | 'severity'
  | 'month'
  | 'day';

/** What a question asked for. Empty lists and nulls mean "not said": an analyzer then takes its default. */
export interface Parameters {
  /** 12-digit account ids. */
  readonly accounts: readonly string[];
  /** Region codes such as `ap-southeast-2`. */
  readonly regions: readonly string[];
  readonly period: Period | null;
  /** The period to compare with, where the question named one. */
  readonly compareTo: Period | null;
  readonly top: number | null;
  readonly severities: readonly Severity[];
  /** Billing service names as Cost Explorer spells them. */
  readonly services: readonly string[];
  /** CloudFormation type names such as `AWS::EC2::Instance`. */
  readonly resourceTypes: readonly string[];
  /** Tag key to wanted value, e.g. `{ environment: 'prod' }`. */
  readonly tags: Readonly<Record<string, string>>;
  readonly groupBy: GroupBy | null;
  /** The key of the cost-allocation tag that `tag` and `tag_unit` group by; null with every other grouping. */
  readonly tagKey: string | null;
  /** A number of days the question gave as a threshold ("expiring within 45 days", "stopped for 60 days"). */
  readonly days: number | null;
  /** A free term to look for: a resource id, a name, an address. */
  readonly search: string | null;
}

/** Parameters of a question that named nothing. */
export const NO_PARAMETERS: Parameters = Object.freeze({
  accounts: [],
  regions: [],
  period: null,
  compareTo: null,
  top: null,
  severities: [],
  services: [],
  resourceTypes: [],
  tags: {},
  groupBy: null,
  tagKey: null,
  days: null,
  search: null,
});
