import type { AuditFact } from './audit.ts';
import type { BudgetKind } from './budgets.ts';
import type { Route } from './models.ts';
import type { DataClass } from './sovereignty.ts';

/** One valve as a person edits it. */
export interface ValveStatus {
  readonly key: string;
  readonly title: string;
  readonly description: string | null;
  readonly type: 'string' | 'integer' | 'number' | 'boolean';
  /** What may be chosen; empty for a free value. */
  readonly choices: readonly string[];
  /** The value in force, lists with commas; null for an empty one. A secret is masked. */
  readonly value: string | null;
}

/** A loaded plugin, or a file that failed to load. */
export interface PipelineStatus {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  /** Why it is out of service, or null. */
  readonly error: string | null;
  readonly valves: readonly ValveStatus[];
}

/** A way to models. */
export interface RouteStatus {
  readonly id: string;
  readonly provider: string;
  readonly place: Route['place'];
  readonly maximumClass: DataClass;
  /** `not-asked` where asking would cost something. */
  readonly state: 'answers' | 'silent' | 'not-asked';
  /** How many models it lists, or why it is silent. */
  readonly detail: string;
}

/** A counter of today (UTC) with its limits; null for no limit. */
export interface BudgetStatus {
  readonly kind: BudgetKind;
  readonly name: string;
  readonly tokens: number;
  readonly usd: number;
  readonly limitTokens: number | null;
  readonly limitUsd: number | null;
}

/** A record of the audit log. */
export interface AuditStatus {
  readonly sequence: number;
  /** ISO 8601. */
  readonly at: string;
  readonly kind: string;
  readonly facts: Readonly<Record<string, AuditFact>>;
}

/** What everybody who is signed in may know of the server. */
export interface ServerStatus {
  /** When it was read. ISO 8601. */
  readonly at: string;
  /** `sample organisation` or `live`. */
  readonly awsSource: string;
  /** Why the server takes no requests, or empty. */
  readonly problems: readonly string[];
  readonly pipelines: readonly Omit<PipelineStatus, 'valves'>[];
  readonly routes: readonly RouteStatus[];
}

/** What an admin may know besides. */
export interface AdminStatus extends ServerStatus {
  readonly pipelines: readonly PipelineStatus[];
  readonly budgets: readonly BudgetStatus[];
  /** The newest first. */
  readonly audit: readonly AuditStatus[];
}
