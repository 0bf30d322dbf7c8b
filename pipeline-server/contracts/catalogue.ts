import type { Domain, Severity } from './parameters.ts';

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
