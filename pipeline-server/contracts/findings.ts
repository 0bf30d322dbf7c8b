import type { Period, Severity } from './parameters.ts';

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
