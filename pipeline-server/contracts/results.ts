import type { Column, ColumnKind, Coverage, Evidence, Finding, Money } from './findings.ts';
import type { ModelUse } from './models.ts';
import type { Domain } from './parameters.ts';

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
