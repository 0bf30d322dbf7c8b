import type { ModelUse } from './models.ts';
import { type Principal, provesPerson } from './principal.ts';
import type { Allowance } from './spending.ts';

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

/** A number that decides what an analyzer finds, and that the settings may change. */
export interface Threshold {
  readonly name: string;
  /** What it decides, in a sentence. */
  readonly what: string;
  /** Whether only whole numbers are taken. */
  readonly type: 'integer' | 'number';
  readonly unit: string;
  /** The value that counts. */
  readonly value: number;
  readonly default: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** One analyzer of the catalogue as people and the understanding step see it. */
export interface AnalyzerSummary {
  /** Dotted id of the catalogue, e.g. `cost.ec2.idle`. */
  readonly id: string;
  readonly title: string;
  /** What it finds, in a sentence for people, without its full stop. */
  readonly description: string;
  readonly domain: Domain;
  /** The AWS API it reads, e.g. `cost-optimization-hub:ListRecommendations`. */
  readonly source: string;
  /** What it computes, in a sentence. */
  readonly computes: string;
  readonly threshold: string;
  readonly severity: Severity | 'varies';
  readonly soc2: readonly string[];
  readonly cps234: readonly string[];
  readonly securityHubControl: string;
  /** Every operation that a run may send, `service:Operation`, those of coverage and ranking included. */
  readonly reads: readonly string[];
  /** The IAM actions that these need in the organization account. */
  readonly iamActions: readonly string[];
  /** The IAM actions that these need of the role which is assumed in each member account. */
  readonly memberIamActions: readonly string[];
  /** `paid` when AWS charges for some of its requests. */
  readonly costClass: 'free' | 'paid';
  /** About how many paid requests one run makes when nothing is cached. */
  readonly paidRequests: number;
  /** What to do about findings, in a sentence. */
  readonly remediation: string;
  /** The name of the runbook that its findings belong to. */
  readonly runbook: string;
  readonly thresholds: readonly Threshold[];
  /** False for an entry that is known by name but not built yet. */
  readonly built: boolean;
}

/** An amount of money. Amounts are decimal numbers in whole currency units. */
export interface Money {
  readonly amount: number;
  readonly currency: string;
}

/** How a column's values are written: `money` adds the currency, `percent` takes 0–100, `date` is `YYYY-MM-DD`. */
export type ColumnKind = 'text' | 'money' | 'number' | 'percent' | 'date' | 'severity';

/** One column of a result, in the order in which it is shown. */
export interface Column {
  readonly field: string;
  readonly title: string;
  readonly kind: ColumnKind;
}

/** One row of a result: a problem found, or a line of a report. Values come from AWS and are data, never markup. */
export interface Finding {
  /** Stable within an analyzer: the resource's ARN or id, or the group's key. */
  readonly id: string;
  readonly analyzer: string;
  readonly severity: Severity;
  readonly accountId: string | null;
  readonly accountName: string | null;
  readonly region: string | null;
  readonly resourceId: string | null;
  readonly resourceType: string | null;
  readonly tags: Readonly<Record<string, string>>;
  /** Saving per month where AWS or the customer's own unit price gives one; null means "not priced", never zero. */
  readonly monthlySaving: Money | null;
  /** Values of the analyzer's columns by field. */
  readonly fields: Readonly<Record<string, string | number | null>>;
  /** Ids of {@link Evidence} this row rests on. */
  readonly evidence: readonly string[];
  /** How many findings this is the sum of, in {@link AnalysisResult.rest}; one without it. */
  readonly standsFor?: number;
}

/** The raw answer of one API call, kept by content. */
export interface Evidence {
  /** `sha256:` and the hash of the canonical JSON of request and answer. */
  readonly id: string;
  /** `config:SelectAggregateResourceConfig` and the like. */
  readonly api: string;
  readonly request: Readonly<Record<string, unknown>>;
  /** When the answer came, ISO 8601. */
  readonly at: string;
  readonly accountId: string | null;
  readonly region: string | null;
  /** Number of items in the answer. */
  readonly items: number;
  /** Pages of a long answer that share this record; one without it. The id is then the hash of the pages' ids. */
  readonly requests?: number;
}

/** An account that could not be seen, and why. */
export interface CoverageGap {
  readonly accountId: string;
  readonly accountName: string;
  readonly region: string | null;
  /** `denied`: AWS said no; `not-enrolled`: the source does not cover it; `throttled`, `failed`: tried, not answered. */
  readonly reason: 'denied' | 'not-enrolled' | 'throttled' | 'failed' | 'suspended';
  readonly detail: string;
}

/** What an answer saw of what was asked for. */
export interface Coverage {
  readonly accountsAsked: number;
  readonly accountsAnswered: number;
  readonly regionsAsked: number;
  readonly regionsAnswered: number;
  readonly gaps: readonly CoverageGap[];
  /** What was cut off by a bound, in words; empty when nothing was. */
  readonly truncated: readonly string[];
  /** The data's own time as the source states it (ISO 8601), or null when the source states none. */
  readonly dataTime: string | null;
  readonly period: Period | null;
  /** True when the source marks part of the figures as estimated (an open month in Cost Explorer). */
  readonly estimated: boolean;
}

/** Calls of one API made for an answer. */
export interface ApiUse {
  readonly api: string;
  readonly requests: number;
  /** Answers taken from the cache instead of asked again. */
  readonly cached: number;
  /** Price of the requests in USD as AWS publishes it (Cost Explorer: 0.01 per request), zero for free APIs. */
  readonly costUsd: number;
}

/** What an answer cost and where it came from. */
export interface Receipt {
  /** `sample organisation` or `live`. */
  readonly awsSource: string;
  readonly apis: readonly ApiUse[];
  readonly requests: number;
  readonly costUsd: number;
  /** What it was expected to cost at most, where that was said before. */
  readonly estimatedUsd?: number;
  /** Wall-clock time in milliseconds. */
  readonly elapsedMs: number;
  /** The model that worded the answer, or null when it was written without one. */
  readonly model: string | null;
  /** Where that model runs; null without a model. */
  readonly place: 'local' | 'vpc' | 'cloud' | null;
  /** What models were asked for, those included that were of no help; left out when none was asked. */
  readonly models?: readonly ModelUse[];
}

/** A picture of a result, as data. `values` line up with `labels`. */
export interface Chart {
  readonly kind: 'bar' | 'line' | 'stacked-bar';
  readonly title: string;
  /** Unit of the value axis, e.g. `USD/month`. */
  readonly unit: string;
  readonly labels: readonly string[];
  readonly series: readonly {
    readonly name: string;
    readonly values: readonly (number | null)[];
  }[];
}

/** A headline figure of a result, e.g. the total saving as AWS de-duplicates it. */
export interface Headline {
  readonly label: string;
  readonly value: number | string;
  readonly kind: ColumnKind;
  readonly currency?: string;
  /** The API the figure comes from. */
  readonly source: string;
}

/** A figure within a sentence: whoever shows it writes it in the style of the answer. */
export interface Figure {
  readonly value: number;
  readonly kind: ColumnKind;
  /** For `money`. */
  readonly currency?: string;
}

/** A run of a sentence; `strong` is what the sentence comes down to. Text may come from AWS: data, never markup. */
export type SentencePart = string | Figure | { readonly strong: readonly (string | Figure)[] };

/** A sentence whose figures are data. */
export type Sentence = string | readonly SentencePart[];

/** The answer of one analyzer. */
export interface AnalysisResult {
  readonly analyzer: string;
  /** Follows what was asked: "Cost by account" where the catalogue says "Cost by service or account". */
  readonly title: string;
  /** The answer in one sentence, without its full stop. Every figure in it is one of `headlines` or of the rows. */
  readonly sentence: Sentence;
  readonly domain: Domain;
  readonly columns: readonly Column[];
  /** Ranked, best first, cut to `parameters.top` where given. */
  readonly findings: readonly Finding[];
  /** Findings before the cut, those that only `rest` counts included. */
  readonly total: number;
  /**
   * Of an answer with too many findings to list: those behind the listed ones, summed by account, Region, type, team and
   * severity. Totals hold them.
   */
  readonly rest?: readonly Finding[];
  readonly headlines: readonly Headline[];
  readonly coverage: Coverage;
  readonly receipt: Receipt;
  readonly evidence: readonly Evidence[];
  /** What a careful reader must know: blind spots, credits that mask usage, partial periods. */
  readonly notes: readonly Sentence[];
  readonly chart: Chart | null;
}

/** One option that a person may take. */
export interface Recommendation {
  readonly id: string;
  readonly rank: number;
  readonly title: string;
  /** What to do, in a sentence; never done by itself. */
  readonly action: string;
  readonly monthlySaving: Money | null;
  /** Share of the monthly bill that it saves, 0–1, or null when not priced. */
  readonly shareOfBill: number | null;
  /** 0 (harmless to leave) to 100 (act now). */
  readonly risk: number;
  readonly effort: 'low' | 'medium' | 'high';
  /** 0–1. */
  readonly confidence: number;
  readonly confidenceReason: string;
  /** SOC 2 criteria and CPS 234 paragraphs that this is mapped evidence for. */
  readonly controls: readonly string[];
  readonly analyzer: string;
  readonly findings: readonly string[];
  readonly evidence: readonly string[];
}

/** An account of the organization. */
export interface Account {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly status: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** What questions can name: accounts and Regions. */
export interface Organization {
  readonly accounts: readonly Account[];
  readonly regions: readonly string[];
}

/** Told while an analysis runs. */
export type Progress =
  | { readonly type: 'step'; readonly description: string }
  /** One API was asked; `items` is what came back, `api` and `request` say what was asked. */
  | { readonly type: 'api'; readonly evidence: Evidence; readonly costUsd: number };

/** Who asks, as the logs of AWS accounts will name them. */
export interface Caller {
  /** Mail address or id of the person; null where nothing proves who asks. */
  readonly person: string | null;
  /** What asks: a tool, a pipe or a command. */
  readonly tool: string;
  /** The request's id in this server's log; null where there is none. */
  readonly requestId: string | null;
}

/** The caller of a request: a person only where a signature proves it. */
export function callerOf(
  { email, id, proof }: Principal,
  { tool, requestId }: Omit<Caller, 'person'>,
): Caller {
  return { person: provesPerson(proof) ? (email ?? id) : null, tool, requestId };
}

/** What a run needs besides its parameters. */
export interface RunContext {
  readonly signal: AbortSignal;
  /** Scope of caches: one person's view never serves another's. */
  readonly identity: string;
  readonly report: (progress: Progress) => void;
  /** What the question may spend; without it, each run is a question of its own. */
  readonly allowance?: Allowance;
  /** Who is named to AWS; nobody without it. */
  readonly caller?: Caller;
}

/** The analyzers, as flows, tools and commands use them. */
export interface Analyzers {
  /** The whole catalogue, in the catalogue's order. */
  list(): readonly AnalyzerSummary[];
  /**
   * Runs one analyzer.
   * @throws {@link AnalysisError} when it is unknown, not built, or its source gave no usable answer.
   */
  run(id: string, parameters: Parameters, context: RunContext): Promise<AnalysisResult>;
  /** Ranks what was found into options, best first. Reads the monthly bill once where there are savings to weigh. */
  rank(results: readonly AnalysisResult[], context: RunContext): Promise<readonly Recommendation[]>;
  /** Accounts and Regions, cached. */
  organization(context: RunContext): Promise<Organization>;
}

/** Why an analysis gave no answer. The message names the remedy and is fit for the user's eyes. */
export class AnalysisError extends Error {
  override readonly name = 'AnalysisError';
  readonly code:
    | 'unknown-analyzer'
    | 'not-built'
    | 'bad-parameter'
    | 'denied'
    | 'throttled'
    | 'limit-reached'
    | 'unavailable'
    | 'aborted';

  constructor(code: AnalysisError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
