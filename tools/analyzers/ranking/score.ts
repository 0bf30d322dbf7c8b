import type { Severity } from '../../../pipeline-server/contracts/parameters.ts';

/** What an option is weighed by. */
export interface Weights {
  /** Share of the monthly bill that it saves, 0–1; null when it is not priced. */
  readonly shareOfBill: number | null;
  readonly severity: Severity;
  /** Blast radius, 0–1: 1 where production is touched, 0 where all is known to lie outside it, between where tags do not tell. */
  readonly reach: number;
  readonly effort: 'low' | 'medium' | 'high';
  /** 0–1. */
  readonly confidence: number;
}

/** A saving of this share of the bill, or more, has full marks. */
const FULL_SHARE = 0.1;

const SEVERITY_MARKS: Readonly<Record<Severity, number>> = {
  CRITICAL: 1,
  HIGH: 0.75,
  MEDIUM: 0.5,
  LOW: 0.25,
  INFORMATIONAL: 0,
};

const EASE_MARKS = { low: 1, medium: 0.5, high: 0 } as const;

/**
 * 0.5 × saving + 0.25 × severity + 0.05 × reach + 0.1 × ease + 0.1 × confidence, each 0–1. The saving counts against
 * the organization's own bill, by its square root up to 10 % of the bill, so that small and large savings both tell
 * options apart. More saving, worse severity, wider reach, less effort or more confidence never lower the score.
 */
export function scoreOf({ shareOfBill, severity, reach, effort, confidence }: Weights): number {
  const saving = Math.sqrt(clamp((shareOfBill ?? 0) / FULL_SHARE));
  const urgency = 0.25 * SEVERITY_MARKS[severity] + 0.05 * clamp(reach);
  return 0.5 * saving + urgency + 0.1 * EASE_MARKS[effort] + 0.1 * clamp(confidence);
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
